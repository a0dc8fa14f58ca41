import test from 'ava';
import type { Site } from '../../../builder/site/site.ts';
import type { Disk, Inventory, Signature } from '../../../installer/inventory/inventory.ts';
import { decideInstall } from '../../../installer/plan/decide-install.ts';
import { readInventory } from './machines.ts';
import { siteFor } from './site-for.ts';

const runs = 5000;
const template = readInventory('mini-pc-blank');

type Random = () => number;

// Mulberry32: the same seed gives the same machines, so a failure can be looked at again.
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function pick<Value>(random: Random, ...values: readonly [Value, ...Value[]]): Value {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

function randomDisk(random: Random, index: number): Disk {
  const path = `/dev/sd${'abcdefgh'[index]}`;
  const labels = pick(random, [], [], [], ['photos'], ['pintxo-incomplete'], ['pintxo-data'], ['pintxo-stick-root']);
  const signature: Signature = { type: pick(random, 'ext4', 'zfs_member', 'unknown-data'), usage: 'other' };
  return {
    path,
    ids: random() < 0.8 ? [`id-${index}`] : [],
    serial: random() < 0.85 ? pick(random, 'A', 'B', 'C', `S${index}`) : undefined,
    model: pick(random, 'Disk', 'Virtual HDisk0'),
    bytes: pick(random, 0, 8e9, 15_999_999_999, 16e9, 5e11, 5e11, 2e12),
    logicalSectorBytes: pick(random, 512, 512, 512, 4096, 520),
    transport: pick(random, 'nvme', 'sata', 'usb', 'mmc', 'virtio'),
    removable: random() < 0.2,
    readOnly: random() < 0.15,
    rotational: false,
    signatures: random() < 0.3 ? [signature] : [],
    partitions: labels.map((label, number) => ({ path: `${path}${number}`, number, bytes: 1e9, label, signatures: [] })),
    isBootMedium: random() < 0.1,
  };
}

function randomInventory(random: Random): Inventory {
  const count = Math.floor(random() * 5);
  return { ...template, disks: Array.from({ length: count }, (_, index) => randomDisk(random, index)) };
}

function randomSite(random: Random): Site {
  const systemDisk = pick<Site['machine']['systemDisk']>(
    random,
    undefined,
    undefined,
    { serial: 'A' },
    { id: 'id-1' },
    { transport: 'usb' },
    { transport: 'nvme' },
    { pick: 'smallest' },
    { pick: 'largest', size: { max: '1 TB' } },
  );
  return siteFor({ systemDisk, wipe: pick<Site['machine']['wipe']>(random, [], [], ['A'], ['B', 'S1'], 'any') });
}

const cases = Array.from({ length: runs }, (_, index) => {
  const random = randomFrom(index + 1);
  const inventory = randomInventory(random);
  const site = randomSite(random);
  return { seed: index + 1, inventory, site };
});

function forRandomMachines(check: (site: Site, inventory: Inventory, seed: number) => void): void {
  for (const { site, inventory, seed } of cases) check(site, inventory, seed);
}

// Told again in the plainest words, apart from the code under test.
function couldBeSystemDisk(disk: Disk): boolean {
  const isStick = disk.partitions.some(({ label }) => label === 'pintxo-stick-root');
  const isVirtual = disk.transport === 'usb' && disk.model === 'Virtual HDisk0';
  const isOdd = disk.logicalSectorBytes === 520;
  return !(disk.isBootMedium || isStick || isVirtual || isOdd || disk.removable || disk.readOnly || disk.bytes < 16e9);
}

test('no random machine makes it install on a disk that may never be used', (t) => {
  let installations = 0;
  forRandomMachines((site, inventory, seed) => {
    const decision = decideInstall(site, inventory);
    if (decision.verdict !== 'install') return;
    installations += 1;
    if (!couldBeSystemDisk(decision.systemDisk)) t.fail(`seed ${seed}`);
  });
  t.true(installations > runs / 20, `only ${installations} installations: the test would show nothing`);
});

test('no random machine makes it erase anything without consent', (t) => {
  let erased = 0;
  forRandomMachines((site, inventory, seed) => {
    const decision = decideInstall(site, inventory);
    if (decision.verdict !== 'install' || decision.destroyed.length === 0) return;
    const { wipe } = site.machine;
    const { serial, partitions } = decision.systemDisk;
    const isHalfMade = partitions.some(({ label }) => label === 'pintxo-incomplete');
    erased += 1;
    if (!isHalfMade && wipe !== 'any' && !wipe.includes(serial ?? 'none')) t.fail(`seed ${seed}`);
  });
  t.true(erased > 50, `only ${erased} disks erased: the test would show nothing`);
});

test('no random disk with anything on it is called blank', (t) => {
  forRandomMachines((site, inventory, seed) => {
    const decision = decideInstall(site, inventory);
    if (decision.verdict !== 'install') return;
    const { signatures, partitions } = decision.systemDisk;
    if (signatures.length + partitions.length > 0 && decision.destroyed.length === 0) t.fail(`seed ${seed}`);
  });
  t.pass();
});

test('on no random machine is a choice made between two disks that nobody told apart', (t) => {
  let refusals = 0;
  forRandomMachines((site, inventory, seed) => {
    if (site.machine.systemDisk !== undefined) return;
    const candidates = inventory.disks.filter((disk) => couldBeSystemDisk(disk) && disk.transport !== 'usb');
    if (candidates.length < 2) return;
    const { verdict } = decideInstall(site, inventory);
    if (verdict === 'install') t.fail(`seed ${seed}`);
    if (verdict === 'refuse') refusals += 1;
  });
  t.true(refusals > 50, `only ${refusals} refusals: the test would show nothing`);
});

test('no random machine with an installed disk is ever installed again', (t) => {
  forRandomMachines((site, inventory, seed) => {
    const isInstalled = inventory.disks.some(({ partitions }) => partitions.some(({ label }) => label === 'pintxo-data'));
    if (isInstalled && decideInstall(site, inventory).verdict === 'install') t.fail(`seed ${seed}`);
  });
  t.pass();
});

test('every disk of every random machine gets exactly one verdict, and one disk at most is chosen', (t) => {
  forRandomMachines((site, inventory, seed) => {
    const { verdict, disks } = decideInstall(site, inventory);
    const chosen = disks.filter((disk) => disk.verdict === 'chosen').length;
    const paths = disks.map(({ path }) => path);
    const complete = paths.join() === inventory.disks.map(({ path }) => path).join();
    if (!complete || chosen !== (verdict === 'install' ? 1 : 0)) t.fail(`seed ${seed}`);
  });
  t.pass();
});

test('the order in which the disks are found never changes the decision', (t) => {
  forRandomMachines((site, inventory, seed) => {
    const turned = { ...inventory, disks: [...inventory.disks].reverse() };
    const one = decideInstall(site, inventory);
    const other = decideInstall(site, turned);
    const disks = [one, other].map((decision) => (decision.verdict === 'install' ? decision.systemDisk.path : ''));
    if (one.verdict !== other.verdict || disks[0] !== disks[1]) t.fail(`seed ${seed}`);
  });
  t.pass();
});
