/** What came from outside and waits for a proof, in words. Pure. */
import { plain } from '../../builder/render/plain.ts';
import type { Status } from '../../templates/contract.ts';

export interface WaitingWords {
  readonly site?: { readonly words: string } | undefined;
  readonly system?: { readonly version: string; readonly problem: string; readonly remedies: readonly string[] } | undefined;
}

type Told = NonNullable<Status['waiting']>[number];

const remedy = 'To look at it and allow it: sudo pintxo accept. To refuse it: sudo pintxo accept --refuse';

/** For status, screen and page. Nothing of it says that the machine is not well. */
export function tellWaiting({ site, system }: WaitingWords): Told[] {
  return [
    ...(site === undefined ? [] : [{ title: 'A site.yaml from a stick', detail: plain(site.words), remedy }]),
    ...(system === undefined ? [] : [{ title: plain(`Version ${system.version} from a stick`), detail: plain(system.problem.replace(/\.$/, '')), remedy: plain(system.remedies.join(' ')) }]),
  ];
}

/** A line each, for a terminal. */
export function describeWaiting(waiting: readonly Told[]): string[] {
  return waiting.map(({ title, detail, remedy: help }) => `${title} was not taken over: ${detail}. ${help}`);
}
