/** Carries out the steps of an InstallPlan, one executor per kind; decides nothing. */
import { join } from 'node:path';
import { renderPlan } from '../../builder/render/render.ts';
import { siteSignatureName } from '../../builder/trust/site-signature.ts';
import type { DiskIdentity, Step } from '../plan/install-plan.ts';
import { sealOf } from '../plan/key-proof.ts';
import { dataLabel } from '../plan/labels.ts';
import { clearEdges, markUnfinished } from '../system/block.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { image as imagePaths } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';
import { loadTemplates } from '../system/templates.ts';
import { installBootLoader, registerBootEntry, withEsp } from './boot-loader.ts';
import { beginChecks, copySystem, finishChecks, firstSlot } from './copy-system.ts';
import { dataNumber, type InstallContext } from './context.ts';
import { addressOf } from './disk-guard.ts';
import { bindToTpm } from './encryption.ts';
import { formatPool, formatState, seedState, withState, writeSite } from './file-systems.ts';
import { removeFromStick, takeSecrets } from './given-secrets.ts';
import { bindingsOfInstalled } from './next-start.ts';
import { keepPrepared } from './prepared.ts';
import { makeSecrets, writeRecoverySheet } from './recovery.ts';
import { parkSystem } from './parked.ts';
import { partitionPath, partitionTable } from './partition-table.ts';
import { writeSlot } from './write-slot.ts';

type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;
type Executor<Kind extends Step['kind']> = (step: StepOf<Kind>, context: InstallContext) => Promise<void>;

const executors: { readonly [Kind in Step['kind']]: Executor<Kind> } = {
  'note-consent': (_step, { memory }) => memory.begin(),
  'note-installed': (_step, { memory, work }) => memory.finish(work.recoveryKey),
  'erase-signatures': eraseSignatures,
  'partition-disk': partitionDisk,
  'format-state': formatAndCheck,
  'format-pool': formatPool,
  'seed-state': seedState,
  'write-site': writeSite,
  'make-secrets': makeSecrets,
  'take-secrets': takeSecrets,
  'remove-secrets': removeFromStick,
  'prepare-start': prepareStart,
  'bind-to-tpm': bindDisks,
  'bind-again': bindAgain,
  'write-recovery-sheet': writeRecoverySheet,
  'install-boot-loader': installBootLoader,
  commit: commitWhole,
  'register-boot-entry': registerBootEntry,
  'write-slot': writeSlot,
  'park-system': parkSystem,
  'hand-in-site': handInSite,
};

/** Carries out one step; when it returns, what it wrote has reached the disk. */
export async function executeStep<Kind extends Step['kind']>(step: StepOf<Kind>, context: InstallContext): Promise<void> {
  const executor: Executor<Kind> = executors[step.kind];
  await context.lookAgain(step);
  await executor(step, context);
  await run({ title: 'writing everything out', file: 'sync', args: [] });
}

/** Afterwards the disk counts as one that is being made. What is in its partitions goes first: without them, nobody would find it. */
export async function eraseSignatures({ disk: path, on }: { disk: string; on?: readonly DiskIdentity[] | undefined }): Promise<void> {
  const disk = await addressOf(path, on);
  const names = await run({ title: 'listing partitions', file: 'lsblk', args: ['-nrpo', 'NAME', disk] });
  const partitions = names.split('\n').slice(1).reverse();
  const erase = (devices: readonly string[]): Promise<string> => run({ title: `erasing what is on ${disk}`, file: 'wipefs', args: ['--all', '--force', ...devices] });
  if (partitions.length > 0) await erase(partitions);
  // wipefs takes the names only: after a power cut, the rest would look like data that nobody knows.
  await clearEdges(disk);
  await erase([disk]);
  // What is between the edges is still there, and must not be taken for somebody's data after a power cut.
  await markUnfinished(disk);
}

// What another file system left where a partition begins must not be found in it.
const writeTable = 'sfdisk --quiet --no-tell-kernel --wipe=always --wipe-partitions=always "$1"';

/** Makes the partitions, and copies the system into the first slot. */
export async function partitionDisk({ disk, partitions, on }: StepOf<'partition-disk'>, { image }: Pick<InstallContext, 'image'>): Promise<void> {
  const address = await addressOf(disk, on);
  // udev stays away from the disk until the kernel knows its partitions; told by sfdisk, it would know them a quarter of a second later.
  await run({
    title: `partitioning ${disk}`,
    // The lock that udev respects; `udevadm lock` takes the same one, and a small processor a tenth of a second longer.
    file: 'flock',
    args: [address, 'sh', '-c', `${writeTable} && blockdev --rereadpt "$1"`, 'sh', address],
    input: partitionTable(partitions, image),
  });
  const { root, verity } = firstSlot(disk, partitions);
  const copy = (): Promise<void> => copySystem(image, root, verity);
  // Beside udev, which looks at the new partitions; where it reads the table anew just now, they are away for a moment.
  await Promise.all([settle(), copy().catch(() => settle().then(copy))]);
}

// Every start that goes on with an installation comes by here: also the copy of an earlier one is checked.
async function formatAndCheck(step: StepOf<'format-state'>, context: InstallContext): Promise<void> {
  beginChecks(step.disks, context);
  await formatState(step, context);
}

// Of a mirror both copies must be good before either disk counts as installed.
async function commitWhole(step: StepOf<'commit'>, context: InstallContext): Promise<void> {
  await finishChecks(context);
  await commit(step, context);
}

async function prepareStart(_step: StepOf<'prepare-start'>, context: InstallContext): Promise<void> {
  const { firstStart, image } = context;
  if (firstStart === undefined) return;
  const files = renderPlan(firstStart, await loadTemplates(imagePaths.templates));
  await withState(context, async (state) => void (await keepPrepared(state, files, image.rootHash)));
}

async function bindDisks({ disks }: StepOf<'bind-to-tpm'>, context: InstallContext): Promise<void> {
  const bindings = await bindingsOfInstalled(context);
  for (const disk of disks) await bindToTpm(partitionPath(disk, dataNumber(context)), bindings, context.work.recoveryKey ?? '');
}

async function bindAgain({ disks }: StepOf<'bind-again'>, context: InstallContext): Promise<void> {
  await bindDisks({ kind: 'bind-to-tpm', disks }, context).catch((error: unknown) =>
    context.warn(`The TPM could not be told of the new system: at its first start the machine asks for the recovery key. Then run: sudo pintxo repair. ${String(error)}`),
  );
}

// The new name is what makes the disk count as installed.
export async function commit({ disk }: { disk: string }, context: Pick<InstallContext, 'partitions'>): Promise<void> {
  const number = String(dataNumber(context));
  await run({ title: 'marking the disk as installed', file: 'sfdisk', args: ['--part-label', disk, number, dataLabel] });
  await settle();
}

// The data may be encrypted; the running system takes the file over from here.
async function handInSite({ disk }: { disk: string }, { siteText, siteSignature, work: { recoveryKey } }: InstallContext): Promise<void> {
  await withEsp(disk, async (esp) => {
    const [site, signature, seal] = ['site.yaml', siteSignatureName, 'site.yaml.seal'].map((name) => join(esp, 'pintxo', name));
    if (site === undefined || signature === undefined || seal === undefined) return;
    // The site comes last: the proofs that lie beside it are its own.
    for (const path of [site, signature, seal]) await removeEntry(path);
    if (siteSignature !== undefined) await writeDurably(signature, siteSignature);
    if (recoveryKey !== undefined) await writeDurably(seal, `${sealOf(recoveryKey, Buffer.from(siteText))}\n`);
    await writeDurably(site, siteText);
  });
}

async function settle(): Promise<void> {
  await run({ title: 'waiting for the partitions', file: 'udevadm', args: ['settle', '--timeout=30'] });
}
