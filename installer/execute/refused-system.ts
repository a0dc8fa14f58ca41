/** What the machine remembers of systems from outside: which was not let in, and which an administrator let in. */
import type { Refusal } from '../plan/decide-repair.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { state } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';

/** It is not looked at again at every start, and people are told until it is let in or another one comes. */
export async function rememberRefused(refusal: Refusal): Promise<void> {
  await writeDurably(state.refusedSystem, JSON.stringify(refusal));
  await removeEntry(state.parkedSystem);
}

/** Also what was allowed: it was for one placing, and an older system must not come again by it. */
export async function forgetParked(): Promise<void> {
  await removeEntry(state.acceptedSystems);
  await removeEntry(state.refusedSystem);
  await removeEntry(state.parkedSystem);
}

/** Digests of the manifests that an administrator let in. */
export async function acceptedSystems(path = state.acceptedSystems): Promise<string[]> {
  return ((await readText(path)) ?? '').split('\n').filter((line) => line !== '');
}

export async function acceptSystem(digest: string, path = state.acceptedSystems): Promise<void> {
  const known = await acceptedSystems(path);
  if (!known.includes(digest)) await writeDurably(path, [...known, digest, ''].join('\n'), 0o600);
}

/** It was for one placing, which never came about. */
export async function withdrawAccepted(digest: string, path = state.acceptedSystems): Promise<void> {
  const known = await acceptedSystems(path);
  if (known.includes(digest)) await writeDurably(path, known.filter((other) => other !== digest).map((line) => `${line}\n`).join(''), 0o600);
}
