import test from 'ava';
import type { Disk } from '../../../installer/inventory/inventory.ts';
import { isEncrypted } from '../../../installer/plan/decide-refresh.ts';
import { decideInstall } from '../../../installer/plan/decide-install.ts';
import type { InstallDecision, InstallPlan, Refresh, Step } from '../../../installer/plan/install-plan.ts';
import { type Case, cases, runs } from './random-machines.ts';

const decided = cases.map((found) => ({ ...found, decision: decideInstall(found.site, found.inventory, found.stick) }));
const installs = decided.flatMap((found) => (found.decision.verdict === 'install' ? [{ ...found, plan: found.decision }] : []));
const refreshes = decided.flatMap((found) => (found.decision.verdict === 'refresh' ? [{ ...found, plan: found.decision }] : []));

// Told again in the plainest words, apart from the code under test.
function couldBeUsed(disk: Disk): boolean {
  const isStick = disk.partitions.some(({ label }) => label === 'pintxo-stick-root');
  const isVirtual = disk.transport === 'usb' && disk.model === 'Virtual HDisk0';
  const isOdd = disk.logicalSectorBytes === 520;
  return !(disk.isBootMedium || isStick || isVirtual || isOdd || disk.removable || disk.readOnly || disk.bytes === 0);
}

const carries = (disk: Disk): boolean => disk.partitions.some(({ label }) => label === 'pintxo-data') && !isStick(disk);
const isStick = (disk: Disk): boolean => disk.partitions.some(({ label }) => label === 'pintxo-stick-root');
const isBlank = (disk: Disk): boolean => disk.signatures.length + disk.partitions.length === 0;
const chosenBy = ({ systemDisks, pools }: InstallPlan): Disk[] => [...systemDisks, ...pools.flatMap(({ disks, isKept }) => (isKept ? [] : disks))];
const poolOf = ({ signatures }: Disk): string | undefined => signatures.find(({ type, label }) => label === 'tanka1' && ['zfs_member', 'crypto_LUKS'].includes(type))?.label;
const seeds = (failed: readonly Case[]): number[] => failed.map(({ seed }) => seed);

function pathsIn(step: Step): readonly string[] {
  if ('disk' in step) return [step.disk];
  return 'disks' in step ? step.disks : [];
}

test('there are enough random machines of every verdict for the others to show something', (t) => {
  const count = (verdict: InstallDecision['verdict']): number => decided.filter(({ decision }) => decision.verdict === verdict).length;
  t.true(count('install') > runs / 40, `${count('install')} installations`);
  t.true(count('refresh') > runs / 100, `${count('refresh')} refreshes`);
  t.true(count('boot-on') > runs / 50, `${count('boot-on')} boots`);
  t.true(count('refuse') > runs / 10, `${count('refuse')} refusals`);
  t.true(installs.filter(({ plan }) => plan.systemDisks.length === 2).length > 20);
  t.true(installs.filter(({ plan }) => plan.pools.length > 0).length > 20);
  t.true(installs.filter(({ plan }) => plan.destroyed.length > 0).length > 50);
  t.true(installs.filter(({ inventory }) => inventory.disks.some(carries)).length > 30, 'resets');
});

test('no random machine makes it use a disk that may never be used, the stick least of all', (t) => {
  t.deepEqual(seeds(installs.filter(({ plan }) => !chosenBy(plan).every(couldBeUsed))), []);
  t.deepEqual(seeds(installs.filter(({ plan }) => plan.systemDisks.some(({ bytes }) => bytes < 14e9))), []);
  t.deepEqual(seeds(refreshes.filter(({ plan }) => plan.systemDisks.some((disk) => isStick(disk) || disk.readOnly))), []);
});

function mayHaveBeenReset({ installation, partitions }: Disk): boolean {
  return installation === undefined && partitions.some(({ signatures }) => signatures.length > 0);
}

function isCutShort({ partitions, signatures }: Disk): boolean {
  const isOurs = ({ label }: { readonly label?: string | undefined }): boolean => label === 'pintxo-incomplete';
  return [...partitions, ...signatures].every(isOurs) || (partitions.length === 1 && partitions.some(isOurs));
}

function isConsented(disk: Disk, { site: { machine }, inventory }: Case): boolean {
  const serial = inventory.disks.filter((other) => other.serial === disk.serial).length === 1 ? (disk.serial ?? '') : '';
  if (poolOf(disk) !== undefined) return machine.wipePools[serial] === poolOf(disk);
  const isNamed = machine.wipe !== 'any' && machine.wipe.includes(serial);
  if (carries(disk)) return isNamed && machine.reinstall === 'reset' && !mayHaveBeenReset(disk);
  return isBlank(disk) || isNamed || machine.wipe === 'any' || isCutShort(disk);
}

test('no random machine makes it erase anything without consent', (t) => {
  t.deepEqual(seeds(installs.filter((found) => !chosenBy(found.plan).every((disk) => isConsented(disk, found)))), []);
});

test('no storage pool of an earlier system is erased by a list of serials or by any, and some are kept', (t) => {
  const hasPool = installs.filter(({ inventory }) => inventory.disks.some((disk) => poolOf(disk) !== undefined));
  const isLost = ({ plan, site }: { plan: InstallPlan } & Case): boolean => chosenBy(plan).some((disk) => poolOf(disk) !== undefined && Object.keys(site.machine.wipePools).length === 0);
  t.deepEqual(seeds(hasPool.filter(isLost)), []);
  t.true(hasPool.filter(({ plan }) => plan.pools.some(({ isKept }) => isKept)).length > 5, 'kept');
});

test('no random disk with anything on it is called blank', (t) => {
  const isHidden = (disk: Disk, { destroyed }: InstallPlan): boolean => !isBlank(disk) && !destroyed.some((line) => line.startsWith(disk.path) || !line.startsWith('/'));
  t.deepEqual(seeds(installs.filter(({ plan }) => chosenBy(plan).some((disk) => isHidden(disk, plan)))), []);
});

test('on no random machine is a choice made between two disks that nobody told apart', (t) => {
  const wordless = installs.filter(({ site }) => site.machine.systemDisk === undefined && Object.keys(site.machine.dataDisks).length === 0);
  const isCandidate = (disk: Disk): boolean => couldBeUsed(disk) && disk.transport !== 'usb' && disk.bytes >= 14e9;
  t.true(wordless.length > 50);
  t.deepEqual(seeds(wordless.filter(({ inventory }) => inventory.disks.filter(isCandidate).length !== 1)), []);
});

test('exactly as many disks are used as site.yaml asks for, and none twice', (t) => {
  const isWrong = ({ plan, site }: { plan: InstallPlan } & Case): boolean => {
    const { systemDisk, dataDisks } = site.machine;
    const wanted = [systemDisk, ...Object.values(dataDisks)].reduce((sum, selector) => sum + (selector?.count ?? 1), 0);
    const chosen = chosenBy(plan);
    if (plan.pools.some(({ isKept }) => isKept)) return new Set(chosen).size !== chosen.length;
    return chosen.length !== wanted || new Set(chosen).size !== wanted || plan.pools.length !== Object.keys(dataDisks).length;
  };
  t.deepEqual(seeds(installs.filter(isWrong)), []);
});

test('steps name chosen disks and no others', (t) => {
  const strays = (plan: InstallPlan | Refresh, chosen: readonly Disk[]): boolean =>
    plan.steps.flatMap(pathsIn).some((path) => !chosen.some((disk) => disk.path === path));
  t.deepEqual(seeds(installs.filter(({ plan }) => strays(plan, chosenBy(plan)))), []);
  t.deepEqual(seeds(refreshes.filter(({ plan }) => strays(plan, plan.systemDisks))), []);
});

test('data is encrypted throughout or not at all, never without a TPM, and always where that is required', (t) => {
  const isWrong = ({ plan, site, inventory }: { plan: InstallPlan } & Case): boolean => {
    const { encrypted } = plan.encryption;
    const steps = plan.steps.flatMap((step) => ('encrypted' in step ? [step.encrypted] : []));
    const canBe = inventory.tpm?.version === 2 && inventory.tpm.usable !== false;
    const policy = { auto: canBe, required: true, off: false }[site.machine.encryption];
    const unlocks = plan.steps.some(({ kind }) => kind === 'bind-to-tpm') && plan.steps.some(({ kind }) => kind === 'write-recovery-sheet');
    return steps.some((one) => one !== encrypted) || encrypted !== policy || (encrypted && !canBe) || encrypted !== unlocks;
  };
  t.deepEqual(seeds(installs.filter(isWrong)), []);
});

test('no random machine with an installed disk is installed again but by a reset that names all such disks', (t) => {
  const again = installs.filter(({ inventory }) => inventory.disks.some(carries));
  t.deepEqual(seeds(again.filter(({ site, stick }) => site.machine.reinstall !== 'reset' || stick === undefined)), []);
  t.deepEqual(seeds(again.filter(({ inventory, plan }) => inventory.disks.filter(carries).some((disk) => !plan.systemDisks.includes(disk)))), []);
});

test('a stick whose site was carried out never reinstalls', (t) => {
  const isDone = ({ inventory, stick }: Case): boolean => inventory.disks.some((disk) => carries(disk) && disk.installation?.siteDigest === stick?.siteDigest && stick !== undefined);
  t.deepEqual(seeds(installs.filter(isDone)), []);
  const done = refreshes.filter(({ plan, stick }) => plan.reason === 'reinstall' && plan.systemDisks.every(({ installation }) => installation?.siteDigest === stick?.siteDigest));
  t.deepEqual(seeds(done), []);
});

test('what a refresh or a reset does, it does once: on the machine as it is afterwards the stick does nothing', (t) => {
  const after = (found: Case & { plan: InstallPlan | Refresh }): InstallDecision => {
    const { site, inventory, stick, plan } = found;
    const record = stick && { version: stick.version, siteDigest: stick.siteDigest, state: 'new' };
    const disks = inventory.disks.map((disk) => {
      if (!plan.systemDisks.includes(disk)) return disk;
      const label = { path: `${disk.path}1`, number: 1, bytes: 1e9, label: 'pintxo-data', signatures: [] };
      return { ...disk, partitions: [label], installation: record && { ...record, state: plan.verdict === 'refresh' ? (disk.installation?.state ?? '') : 'new' } };
    });
    return decideInstall(site, { ...inventory, disks }, stick);
  };
  const acts = (found: Case & { plan: InstallPlan | Refresh }): boolean => ['install', 'refresh'].includes(after(found).verdict);
  t.deepEqual(seeds(installs.filter(acts)), []);
  t.deepEqual(seeds(refreshes.filter(acts)), []);
});

test('a refresh erases nothing: no step of it touches the place for data', (t) => {
  const harmless: ReadonlyArray<Step['kind']> = ['write-slot', 'hand-in-site', 'park-system', 'install-boot-loader', 'register-boot-entry'];
  t.deepEqual(seeds(refreshes.filter(({ plan }) => plan.steps.some(({ kind }) => !harmless.includes(kind)))), []);
});

test('no stick makes a newer version start by itself, nor anything on a machine whose data is encrypted', (t) => {
  const starts = ({ plan }: { plan: Refresh }): boolean => plan.steps.some(({ kind }) => kind === 'install-boot-loader' || kind === 'register-boot-entry');
  const mayNot = ({ plan }: { plan: Refresh }): boolean => plan.reason === 'newer' || plan.systemDisks.some(isEncrypted);
  t.deepEqual(seeds(refreshes.filter((found) => mayNot(found) && starts(found))), []);
});

test('a refresh never puts an older system in the place of a newer one', (t) => {
  const order = ['0.1.0', '0.9.0', '0.10.0'];
  const isOlder = ({ plan, stick }: { plan: Refresh } & Case): boolean =>
    plan.systemDisks.some(({ installation }) => order.indexOf(stick?.version ?? '') < order.indexOf(installation?.version ?? ''));
  t.deepEqual(seeds(refreshes.filter(isOlder)), []);
});

test('every disk of every random machine gets exactly one verdict, and those that are chosen are those that are used', (t) => {
  const isWrong = ({ decision, inventory }: { decision: InstallDecision } & Case): boolean => {
    const used = decision.verdict === 'install' ? chosenBy(decision) : decision.verdict === 'refresh' ? decision.systemDisks : [];
    const chosen = decision.disks.filter(({ verdict }) => verdict === 'chosen').map(({ path }) => path);
    const isComplete = decision.disks.map(({ path }) => path).join() === inventory.disks.map(({ path }) => path).join();
    return !isComplete || [...chosen].sort().join() !== used.map(({ path }) => path).sort().join();
  };
  t.deepEqual(seeds(decided.filter(isWrong)), []);
});

test('the order in which the disks are found never changes the decision', (t) => {
  const essence = (decision: InstallDecision): string => JSON.stringify([decision.verdict, 'steps' in decision ? decision.steps : [], 'disk' in decision ? decision.disk.path : '']);
  const isFickle = ({ site, inventory, stick, decision }: { decision: InstallDecision } & Case): boolean => {
    const turned = { ...inventory, disks: [...inventory.disks].reverse() };
    return essence(decideInstall(site, turned, stick)) !== essence(decision);
  };
  t.deepEqual(seeds(decided.filter(isFickle)), []);
});

test('a power cut after any step leaves a machine on which the same plan starts over', (t) => {
  const isLost = ({ site, inventory, stick, plan }: { plan: InstallPlan } & Case): boolean =>
    [0, 1, 2, 3].some((cut) => {
      const disks = inventory.disks.map((disk) => cutShort(disk, plan, cut));
      const decision = decideInstall(site, { ...inventory, disks }, stick);
      // What is on the disks changes with every step; what is done to them does not.
      const bare = ({ steps }: InstallPlan): string => JSON.stringify(steps.map(({ on: _on, ...step }) => step));
      return decision.verdict !== 'install' || bare(decision) !== bare(plan);
    });
  t.deepEqual(seeds(installs.filter(isLost)), []);
});

/** 0: the first disk is erased; 1: it is partitioned; 2: all system disks are; 3: the pools are made too. */
function cutShort(disk: Disk, plan: InstallPlan, cut: number): Disk {
  const erased: Disk = { ...disk, signatures: [{ type: 'unfinished', usage: 'other', label: 'pintxo-incomplete' }], partitions: [], installation: undefined };
  const unfinished = { ...erased, signatures: [], partitions: [{ path: `${disk.path}1`, number: 1, bytes: 1e9, label: 'pintxo-incomplete', signatures: [] }] };
  const isPool = plan.pools.some(({ disks, isKept }) => !isKept && disks.includes(disk));
  if (isPool) return cut < 3 ? disk : { ...erased, signatures: [{ type: 'btrfs', usage: 'filesystem', label: 'pintxo-incomplete' }] };
  if (!plan.systemDisks.includes(disk)) return disk;
  if (cut >= 2) return unfinished;
  if (disk !== plan.systemDisks[0]) return disk;
  return cut === 0 ? erased : unfinished;
}
