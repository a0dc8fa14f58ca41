/** What the TPM will hold at the next start, from what the firmware wrote down at this one. Pure. */
import { createHash } from 'node:crypto';
import { loggedPcrs, programsPcr } from './bindings.ts';

/** A measurement that firmware or boot loader made before the kernel ran. */
export interface Measurement {
  readonly pcr: number;
  /** Name of the TCG's event type. */
  readonly type: string;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Of a program: it comes with the firmware, and from no disk. */
  readonly isOfFirmware?: true | undefined;
}

/** The log, and what the TPM holds now: by number of the PCR, hexadecimal. */
export interface StartLog {
  readonly events: readonly Measurement[];
  readonly values: Readonly<Record<string, string>>;
}

/** Whether the log accounts for what the TPM holds: only then a value for the next start can be worked out from it. */
export function isAccountedFor({ events, values }: StartLog): boolean {
  return loggedPcrs().every((pcr) => values[pcr] !== undefined && replay(events.filter((event) => event.pcr === pcr)) === values[pcr]);
}

/**
 * Values of the PCR of the programs for a start with the programs `next` in the place of those of `known` that were started
 * now; both are measured digests. Each value stands for a start in which nothing but these and the firmware's own runs.
 */
export function predictPrograms(events: readonly Measurement[], known: readonly string[], next: readonly string[]): string[] {
  const measured = events.filter(({ pcr }) => pcr === programsPcr());
  // Where another program started the stick past the firmware, none of ours is in the log.
  const first = measured.findIndex(({ sha256 }) => known.includes(sha256));
  const begin = measured.slice(0, first < 0 ? undefined : first);
  const end = measured.slice(begin.length).filter(({ type }) => type !== program);
  return unique(beginnings(begin).map((before) => replay([...before, ...next.map((sha256) => ({ sha256 })), ...end])));
}

const program = 'EV_EFI_BOOT_SERVICES_APPLICATION';
const action = 'EV_EFI_ACTION';

// The installed disk is the firmware's first choice: what it tried before the stick, and its menu in which a person chose
// the stick, are not there then. Some firmware runs a program of its own at every start. One from a disk is never part of it.
function beginnings(begin: readonly Measurement[]): Measurement[][] {
  const own = begin.filter(({ type, isOfFirmware }) => type !== program || isOfFirmware === true);
  const straight = withoutRepeatedTries(own);
  return [straight, straight.filter(({ type }) => type !== program), own];
}

function withoutRepeatedTries(begin: readonly Measurement[]): Measurement[] {
  const first = begin.findIndex(({ type }) => type === action);
  return begin.filter(({ type }, position) => type !== action || position === first);
}

/** The value of a PCR after these measurements, hexadecimal. */
export function replay(events: ReadonlyArray<Pick<Measurement, 'sha256'>>): string {
  const start = Buffer.alloc(32);
  return events.reduce((value, { sha256 }) => createHash('sha256').update(value).update(Buffer.from(sha256, 'hex')).digest(), start).toString('hex');
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** Whether a program with these measured digests, all of them, was started this time. */
export function hasRun({ events }: Pick<StartLog, 'events'>, digests: readonly string[]): boolean {
  const started = new Set(events.filter(({ pcr }) => pcr === programsPcr()).map(({ sha256 }) => sha256));
  return digests.length > 0 && digests.every((digest) => started.has(digest));
}
