/** The system, from a stick or a running machine to a disk; and whether the copy is what was built, to the byte. */
import { run } from '../system/command.ts';
import { type InstallContext, partitionNumber } from './context.ts';
import { partitionPath, type RootImage } from './repart-definitions.ts';

/** Copies root and hashes to these devices, which have them when it returns. */
export async function copySystem({ copyDevice, verityDevice }: RootImage, root: string, verity: string): Promise<void> {
  for (const [from, to] of [[copyDevice, root], [verityDevice, verity]] as const) {
    // Large pieces past the page cache: three times as fast as what systemd-repart does for CopyBlocks=.
    await run({ title: `copying ${from} to ${to}`, file: 'dd', args: [`if=${from}`, `of=${to}`, 'bs=4M', 'iflag=direct', 'oflag=direct', 'conv=fsync', 'status=none'] });
  }
}

type CheckContext = Pick<InstallContext, 'image' | 'partitions' | 'work'>;

/** Begins to read the copy; other steps go on meanwhile, and nothing counts as installed before `finishCheck`. */
export function beginCheck(disk: string, context: CheckContext): void {
  const check = checkCopy(context.image.rootHash, partitionPath(disk, partitionNumber(context, 'root')), partitionPath(disk, partitionNumber(context, 'root-verity')));
  // Who waits for it is told; until then nobody is there to hear.
  check.catch(() => undefined);
  context.work.checks.set(disk, check);
}

/** Waits for the check, which begins here when an earlier start made the copy. */
export async function finishCheck(disk: string, context: CheckContext): Promise<void> {
  if (!context.work.checks.has(disk)) beginCheck(disk, context);
  await context.work.checks.get(disk);
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
