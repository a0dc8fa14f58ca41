/** `pintxo repair`: makes the machine whole again after a disk was lost, or its TPM forgot it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { plain } from '../../builder/render/plain.ts';
import type { Site } from '../../builder/site/site.ts';
import { diskGuard } from '../execute/disk-guard.ts';
import { canPredict, isStarted } from '../execute/next-start.ts';
import type { SystemCopy } from '../execute/parked-copy.ts';
import { poolFolder } from '../execute/pools.ts';
import { acceptedSystems, acceptSystem } from '../execute/refused-system.ts';
import { dataPartitionOf, executeRepairStep, type RepairContext } from '../execute/repair.ts';
import { seeParked, trustedKeys } from '../execute/see-parked.ts';
import { tellWaitingAtConsoles } from '../execute/tell-waiting.ts';
import { captureInventory } from '../inventory/read.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { decideRepair, type RepairPlan, type RepairWish } from '../plan/decide-repair.ts';
import { verityLabel } from '../plan/labels.ts';
import { whyNotAccepted } from '../plan/judge-system.ts';
import { disksOf } from '../plan/repair-disks.ts';
import { formatStateReport, parseStateReport, type StateReport, withMember } from '../plan/state-report.ts';
import { type SeenPool, withPools } from '../plan/repair-pools.ts';
import { alone } from '../system/alone.ts';
import { listMembers } from '../system/btrfs.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { runtime, state } from '../system/paths.ts';
import { readRootHash } from '../system/root-hash.ts';
import { removeEntry } from '../system/placing.ts';
import { health } from './health.ts';
import { readMachineSite, readRelease } from './machine-site.ts';

export interface RepairOptions {
  readonly automatic?: boolean;
  /** Serial of the disk that takes the place of the missing one. */
  readonly disk?: string;
  /** Digest of the system that a stick parked, which a person with a proof allowed after it was shown, whoever signed it. */
  readonly accepted?: string;
}

/** Two at once would take the same disk, and the second would erase what the first has begun. */
export async function repair(options: RepairOptions): Promise<number> {
  for (let waited = 0; ; waited += 1) {
    const exitStatus = await alone('pintxo-repair', () => mend(options));
    if (exitStatus !== undefined) return exitStatus;
    if (options.automatic === true) return 0;
    if (waited === 0) console.error('The machine is being repaired already; this goes on when that has ended. To see how it goes: journalctl --unit pintxo-repair');
    await sleep(1000);
  }
}

async function mend({ automatic = false, disk, accepted }: RepairOptions): Promise<number> {
  const report = parseStateReport((await readText(runtime.state)) ?? '');
  if (report === undefined) throw new Error(`${runtime.state} is missing: this is not an installed machine`);
  const { site } = await readMachineSite((text) => void console.error(text));
  const inventory = await captureInventory();
  const { copy, ...wanted } = await wishFor(site, inventory, report, { automatic, accepted });
  const problem = accepted === undefined ? undefined : whyNotAccepted(accepted, wanted.parked, wanted);
  if (problem !== undefined) return refuse(problem);
  if (accepted !== undefined) await acceptSystem(accepted);
  const wish = { serial: disk, ...wanted, accepted: await acceptedSystems() };
  const plan = withPools(decideRepair(site, inventory, report, wish), site, inventory, await seePools(site), wish);
  const exitStatus = await carryOut(plan, report, { ...(await contextFor(inventory, report)), parked: copy });
  if (plan.steps.some(({ kind }) => kind === 'make-whole')) await noteWhole(report);
  // Last: the notes before say how the data was opened at the start.
  if (plan.steps.some(({ kind }) => kind === 'bind-to-tpm')) await noteBinding();
  // People look at the status next.
  if (plan.steps.length > 0) await health(0);
  if (plan.steps.some(({ kind }) => kind === 'set-aside')) await tellWaitingAtConsoles().catch(console.error);
  return exitStatus;
}

// A pool that is not mounted has nothing that a new disk could become like.
async function seePools({ machine }: Site): Promise<SeenPool[]> {
  const seen = Object.keys(machine.dataDisks).map(async (pool) => ({ pool, members: await listMembers(poolFolder(pool)).catch(() => []) }));
  return Promise.all(seen);
}

function refuse(problem: string): number {
  console.error(plain(problem));
  return 1;
}

async function wishFor(site: Site, inventory: Inventory, report: StateReport, { automatic, accepted }: { automatic: boolean; accepted: string | undefined }): Promise<RepairWish & { readonly copy?: SystemCopy | undefined }> {
  const running = { version: (await readRelease()).version, rootHash: (await readRootHash()) ?? '' };
  // A version that does not become healthy is left for another one: nothing must depend on it.
  if (automatic && !(await isVersionGood())) return { automatic, ...running, bind: false };
  const bind = await wantsBinding(inventory, report, automatic);
  if (accepted === undefined && (await readText(state.parkedSystem)) === undefined) return { automatic, ...running, bind };
  const seen = await seeParked(disksOf(inventory, report.members).map(({ path }) => path), await trustedKeys(site));
  // What a stick left and is not there any more, such as on a disk that was taken out.
  if (seen === undefined) await removeEntry(state.parkedSystem);
  // Where the TPM does not open the data, nothing depends on what it measured.
  const wasStarted = seen?.copy === undefined || report.openedBy === 'nothing' ? undefined : ((await isStarted(seen.copy)) ?? false);
  return { automatic, ...running, bind, ...seen, isStarted: wasStarted, canPredict: await canPredict() };
}

async function isVersionGood(): Promise<boolean> {
  return run({ title: 'asking for the verdict on this version', file: 'systemctl', args: ['is-active', '--quiet', 'pintxo-health.service'] }).then(() => true, () => false);
}

// By itself only where the TPM opened the data: a person with the recovery key decides about a changed machine.
async function wantsBinding({ tpm }: Inventory, { openedBy }: StateReport, automatic: boolean): Promise<boolean> {
  if (openedBy === 'nothing' || tpm?.version !== 2 || tpm.usable === false) return false;
  if (automatic) return openedBy === 'tpm' && (await readText(join(state.recovery, 'bound'))) === undefined;
  return openedBy === 'recovery-key';
}

async function carryOut({ steps, reasons, problems }: RepairPlan, report: StateReport, context: RepairContext): Promise<number> {
  for (const { problem, remedies } of problems) console.error([problem, ...remedies.map((remedy) => `  ${remedy}`)].map((line) => plain(line)).join('\n'));
  for (const reason of reasons) console.log(plain(reason));
  for (const step of steps) {
    console.log(`  ${stepTitles[step.kind]} ...`);
    await executeRepairStep(step, context);
    if (step.kind === 'join-disk' || step.kind === 'rejoin-disk') await writeReport(withMember(report, dataPartitionOf(step.disk)));
  }
  if (steps.length === 0 && problems.length === 0) console.log('Nothing needs repair.');
  else if (problems.length === 0) console.log('Repaired.');
  return problems.length === 0 ? 0 : 1;
}

const stepTitles = {
  'join-disk': 'copying the system to the disk and adding it to the mirror',
  'rejoin-disk': 'adding the disk to the mirror again',
  'make-whole': 'copying the data; this may take a while',
  commit: 'marking the disk as installed',
  'bind-to-tpm': 'binding the data to the TPM',
  'bind-to-next': 'letting the TPM open the data for the new system too',
  'place-system': 'putting the system that the stick brought where it is started',
  'set-aside': 'leaving what the stick brought where nothing starts it',
  'join-pool': 'adding the disk to the storage pool',
  restart: 'restarting',
} as const;

async function contextFor(inventory: Inventory, { state: uuid, members, openedBy }: StateReport): Promise<RepairContext> {
  const { version } = await readRelease();
  const rootHash = (await readRootHash()) ?? '';
  const twin = inventory.disks.find(({ partitions }) => partitions.some(({ path }) => members.includes(path.replace('/dev/', ''))));
  const verity = twin?.partitions.find(({ label }) => label === verityLabel(version));
  if (twin === undefined || verity === undefined) throw new Error('None of the disks holds the system that is running.');
  return {
    lookAgain: diskGuard(),
    image: { version, rootHash, rootDevice: '/dev/mapper/root', copyDevice: '/dev/mapper/root', verityDevice: verity.path },
    state: uuid,
    twin: twin.path,
    recoveryKey: (await readText(join(state.recovery, 'key')))?.trim(),
    openedByTpm: openedBy === 'tpm',
    warn: (line) => console.error(line),
  };
}

async function noteBinding(): Promise<void> {
  await writeDurably(join(state.recovery, 'bound'), '', 0o600);
  const text = (await readText(runtime.state)) ?? '';
  await writeDurably(runtime.state, text.replace('OPENED_BY=recovery-key', 'OPENED_BY=tpm'));
}

// What the early system found is no longer so.
async function noteWhole(report: StateReport): Promise<void> {
  const members = await listMembers('/var');
  await writeReport({ ...report, expected: members.length, members, stale: [], apart: [], locked: [] });
  await removeEntry(runtime.needsRepair);
}

// Where a later step fails, the disk must not be taken for a free one the next time.
async function writeReport(report: StateReport): Promise<void> {
  await writeDurably(runtime.state, formatStateReport(report));
}
