/** Waiting for something that does not tell by itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MachineError } from './errors.ts';

export interface Patience {
  readonly timeoutMs: number;
  /** What is awaited, in words. */
  readonly what: string;
  /** Default 50. */
  readonly everyMs?: number | undefined;
}

/** Looks again and again until the condition holds. @throws MachineError on the time limit. */
export async function until(condition: () => boolean | Promise<boolean>, patience: Patience): Promise<void> {
  const deadline = Date.now() + patience.timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new MachineError(`waited ${patience.timeoutMs / 1000} s in vain for ${patience.what}`);
    await sleep(patience.everyMs ?? 50);
  }
}

/** The promise, or undefined when it takes longer. */
export async function within<Value>(promise: Promise<Value>, timeoutMs: number): Promise<Value | undefined> {
  const alarm = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: alarm.signal }).catch(() => undefined);
  return Promise.race([promise, late]).finally(() => alarm.abort());
}
