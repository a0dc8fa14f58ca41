/** One way of telling people; several of them make up the faces. */
import type { Event } from './events.ts';
import type { PublicState } from './state.ts';

/** An event ready to be told: without secrets. */
export interface Told {
  readonly event: Event;
  /** For the log and the serial port. */
  readonly lines: readonly string[];
  /** After the event. */
  readonly state: PublicState;
  /** Milliseconds since 1970, by the machine's clock. */
  readonly time: number;
}

export interface Face {
  /** As the others are told when it fails: `the serial port`. */
  readonly name: string;
  /** After this long it counts as failed, in milliseconds. */
  readonly patienceMs: number;
  tell(told: Told): Promise<void>;
  close(): Promise<void>;
}

/** Rejects when the work takes longer than `patienceMs`; the work itself cannot be stopped. */
export async function withPatience<Result>(work: Promise<Result>, patienceMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs);
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}
