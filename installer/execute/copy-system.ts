/** The system, from a stick or a running machine to a disk; and whether the copy is what was built, to the byte. */
import { sizeOf } from '../system/block.ts';
import { run } from '../system/command.ts';
import { type InstallContext, partitionNumber } from './context.ts';
import { partitionPath, type RootImage } from './partition-table.ts';

/** What is read and written at once, in bytes. */
const block = 4 * 2 ** 20;
/** So many at a time: while one is written, another is read. */
const piecesOfRoot = 3;

/** Copies root and hashes to these devices, which have them when it returns. Fails where a device is not there. */
export async function copySystem({ copyDevice, verityDevice }: RootImage, root: string, verity: string): Promise<void> {
  const pieces = piecesOf(await sizeOf(copyDevice), piecesOfRoot);
  await Promise.all([...pieces.map((piece) => copyPiece(copyDevice, root, piece)), copyPiece(verityDevice, verity, [])]);
}

/** Operands of dd that copy a device of so many bytes in pieces: all blocks, each once. Pure. */
export function piecesOf(bytes: number, count: number): string[][] {
  const blocks = Math.ceil(bytes / block);
  const ends = Array.from({ length: count + 1 }, (_, index) => Math.round((blocks * index) / count));
  return ends.slice(1).flatMap((end, index) => {
    const start = ends[index] ?? 0;
    return end === start ? [] : [[`skip=${start}`, `seek=${start}`, `count=${end - start}`]];
  });
}

// Large blocks past the page cache.
async function copyPiece(from: string, to: string, piece: readonly string[]): Promise<void> {
  const args = [`if=${from}`, `of=${to}`, `bs=${block}`, ...piece, 'iflag=direct', 'oflag=direct', 'conv=fsync,nocreat,notrunc', 'status=none'];
  await run({ title: `copying ${from} to ${to}`, file: 'dd', args });
}

/** Devices of the first slot of a disk with these partitions. */
export function firstSlot(disk: string, partitions: InstallContext['partitions']): { readonly root: string; readonly verity: string } {
  const path = (role: 'root' | 'root-verity'): string => partitionPath(disk, partitionNumber({ partitions }, role));
  return { root: path('root'), verity: path('root-verity') };
}

/** Begins to read the copies on these disks; other steps go on meanwhile, and nothing counts as installed before `finishChecks`. */
export function beginChecks(disks: readonly string[], { image, partitions, work }: Pick<InstallContext, 'image' | 'partitions' | 'work'>): void {
  work.checks = disks.map((disk) => {
    const { root, verity } = firstSlot(disk, partitions);
    return checkCopy(image.rootHash, root, verity);
  });
  // Who waits for them is told; until then nobody is there to hear.
  for (const check of work.checks) check.catch(() => undefined);
}

/** @throws Error with a remedy when one of the copies is not the system that was built. */
export async function finishChecks({ work }: Pick<InstallContext, 'work'>): Promise<void> {
  await Promise.all(work.checks);
}

/** @throws Error with a remedy when the two devices are not the system with this root hash. */
export async function checkCopy(rootHash: string, root: string, verity: string): Promise<void> {
  try {
    await run({ title: `checking the copy on ${root}`, file: 'veritysetup', args: ['verify', root, verity, rootHash] });
  } catch (error) {
    const remedy = 'The stick or the disk is damaged: flash the stick again, or another one; if that does not help, use another disk.';
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`What was copied to ${root} is not the system that was built. ${remedy}\n${reason}`, { cause: error });
  }
}
