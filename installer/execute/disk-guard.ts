/** Looks at a disk again before something is written to it: in full before the first time, then whether it is still that very one. */
import { basename } from 'node:path';
import type { Disk } from '../inventory/inventory.ts';
import { captureDisk } from '../inventory/read.ts';
import { differenceFrom } from '../plan/identity.ts';
import type { DiskIdentity } from '../plan/install-plan.ts';
import { listFolder, readText } from '../system/files.ts';

interface Eyes {
  look(path: string): Promise<Disk | undefined>;
  /** The kernel's number for the disk at this path now. */
  diskseq(path: string): Promise<number | undefined>;
}

const ownEyes: Eyes = {
  look: captureDisk,
  diskseq: async (path) => {
    const text = await readText(`/sys/class/block/${basename(path)}/diskseq`);
    return text === undefined ? undefined : Number(text);
  },
};

/** Rejects where a disk of the step is not the one, or not as it was, when it was decided what to do. */
export type DiskGuard = (step: { readonly on?: readonly DiskIdentity[] | undefined }) => Promise<void>;

export function diskGuard({ look, diskseq }: Eyes = ownEyes): DiskGuard {
  const written = new Set<string>();
  return async ({ on = [] }) => {
    for (const identity of on) {
      const isFirst = !written.has(identity.path);
      const difference = isFirst ? differenceFrom(identity, await look(identity.path)) : await swapped(identity, diskseq);
      if (difference !== undefined) throw new Error(`${difference} Nothing ${isFirst ? 'was' : 'more is'} written to it. Start again, and leave the disks as they are meanwhile.`);
      written.add(identity.path);
    }
  };
}

/** A name of the disk that no other one can get; its path where the system gives no such names. */
export async function addressOf(path: string, on: readonly DiskIdentity[] = []): Promise<string> {
  const number = on.find((identity) => identity.path === path)?.diskseq;
  const folder = '/dev/disk/by-diskseq';
  return number !== undefined && (await listFolder(folder)).includes(String(number)) ? `${folder}/${number}` : path;
}

async function swapped({ path, diskseq: known }: DiskIdentity, diskseq: Eyes['diskseq']): Promise<string | undefined> {
  if (known === undefined || (await diskseq(path)) === known) return undefined;
  return `The disk at ${path} was pulled out, and is there no more or is another one.`;
}
