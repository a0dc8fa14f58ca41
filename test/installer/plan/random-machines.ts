/** Machines and sites by chance, always the same ones: a failure can be looked at again by its number. */
import type { Site } from '../../../builder/site/site.ts';
import type { Disk, InstallationRecord, Inventory, Signature } from '../../../installer/inventory/inventory.ts';
import type { StickContent } from '../../../installer/plan/install-plan.ts';
import { diskWith } from './disks.ts';
import { readInventory } from './machines.ts';
import { siteFor } from './site-for.ts';

export const runs = 10_000;
const template = readInventory('mini-pc-blank');
const digests = ['0a'.repeat(32), '0b'.repeat(32)] as const;

const everySerial = ['A', 'B', 'C', 'S0', 'S1', 'S2', 'S3', 'S4'];

type Random = () => number;

export interface Case {
  readonly seed: number;
  readonly site: Site;
  readonly inventory: Inventory;
  readonly stick: StickContent | undefined;
}

// Mulberry32: the same seed gives the same numbers.
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

function randomDisk(random: Random, index: number, installedShare: number): Disk {
  const path = `/dev/sd${'abcdefgh'[index]}`;
  const isInstalled = random() < installedShare;
  const labels = isInstalled ? ['pintxo-data'] : pick(random, [], [], [], [], ['photos'], ['pintxo-incomplete'], ['pintxo-stick-root']);
  const signature: Signature = { type: pick(random, 'ext4', 'zfs_member', 'unknown-data', 'crypto_LUKS'), usage: 'other', label: pick(random, undefined, undefined, 'pintxo-incomplete', 'tanka1') };
  return {
    path,
    ids: random() < 0.8 ? [`id-${index}`] : [],
    serial: random() < 0.85 ? pick(random, 'A', 'B', 'C', `S${index}`) : undefined,
    model: pick(random, 'Disk', 'Disk', 'Virtual HDisk0'),
    bytes: pick(random, 0, 8e9, 13_999_999_999, 14e9, 5e11, 5e11, 5e11, 2e12),
    logicalSectorBytes: pick(random, 512, 512, 512, 4096, 520),
    transport: pick(random, 'nvme', 'sata', 'sata', 'usb', 'mmc', 'virtio'),
    removable: random() < 0.1,
    readOnly: random() < 0.07,
    rotational: false,
    signatures: random() < 0.3 ? [signature] : [],
    partitions: labels.map((label, number) => ({ path: `${path}${number}`, number, bytes: 1e9, label, signatures: label === 'pintxo-data' && random() < 0.5 ? [{ type: 'btrfs', usage: 'filesystem' }] : [] })),
    installation: isInstalled && random() < 0.8 ? randomRecord(random) : undefined,
    isBootMedium: random() < 0.1,
  };
}

function randomRecord(random: Random): InstallationRecord {
  return { version: pick(random, '0.1.0', '0.9.0', '0.10.0'), siteDigest: pick(random, ...digests), state: pick(random, 'one', 'one', 'two') };
}

function randomInventory(random: Random): Inventory {
  const count = Math.floor(random() * 6);
  const installedShare = random() < 0.4 ? 0.6 : 0;
  const tpm = pick<Inventory['tpm']>(random, null, { version: 1 }, { version: 2 }, { version: 2 }, { version: 2, usable: false }, { version: 2, usable: true });
  return { ...template, tpm, disks: Array.from({ length: count }, (_, index) => randomDisk(random, index, installedShare)) };
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
    { count: 2 },
    { count: 2, transport: 'sata' },
    { count: 2, pick: 'largest' },
  );
  const dataDisks = pick<Site['machine']['dataDisks']>(
    random,
    {},
    {},
    {},
    { tanka1: { transport: 'sata' } },
    { tanka1: { size: { min: '100 GB' }, count: 2 } },
    { tankb1: { pick: 'smallest' }, tanka1: { id: 'id-2' } },
  );
  const wipe = pick<Site['machine']['wipe']>(random, [], [], ['A'], ['B', 'S1'], everySerial, everySerial, 'any');
  const encryption = pick<Site['machine']['encryption']>(random, 'auto', 'auto', 'auto', 'off', 'required');
  const wipePools = pick<Site['machine']['wipePools']>(random, {}, {}, { S1: 'tanka1' }, { A: 'tankb1' });
  return siteFor({ systemDisk, dataDisks, wipe, wipePools, encryption, reinstall: pick(random, 'never', 'keep', 'reset', 'reset') });
}

function randomStick(random: Random): StickContent | undefined {
  return random() < 0.2 ? undefined : { version: pick(random, '0.1.0', '0.9.0', '0.10.0'), siteDigest: pick(random, ...digests) };
}

// Chance alone makes few machines so tidy that all goes well.
function tidyCase(found: Case, random: Random): Case {
  const disks = found.inventory.disks.slice(0, 2).map(tidyDisk);
  const wipe = pick<Site['machine']['wipe']>(random, everySerial, everySerial, ['S0'], 'any');
  const { reinstall } = found.site.machine;
  const machine = { wipe, reinstall, encryption: 'auto', systemDisk: { count: Math.max(disks.length, 1), transport: 'nvme' } } as const;
  if (random() < 0.5) return { ...found, inventory: { ...found.inventory, disks }, site: siteFor(machine) };
  const label = pick(random, undefined, 'tanka1', 'pintxo-incomplete');
  const pool: Disk = { ...diskWith({ path: '/dev/sdz', serial: 'S4' }), signatures: label === undefined ? [] : [{ type: 'crypto_LUKS', usage: 'crypto', label }] };
  const wipePools = pick<Site['machine']['wipePools']>(random, {}, {}, { S4: 'tanka1' });
  return { ...found, inventory: { ...found.inventory, disks: [...disks, pool] }, site: siteFor({ ...machine, wipePools, dataDisks: { tanka1: { transport: 'sata' } } }) };
}

function tidyDisk(disk: Disk, index: number): Disk {
  return { ...disk, serial: `S${index}`, bytes: 5e11, logicalSectorBytes: 512, transport: 'nvme', model: 'Disk', removable: false, readOnly: false, isBootMedium: false };
}

export const cases: readonly Case[] = Array.from({ length: runs }, (_, index) => {
  const random = randomFrom(index + 1);
  const found = { seed: index + 1, inventory: randomInventory(random), site: randomSite(random), stick: randomStick(random) };
  return random() < 0.3 ? tidyCase(found, random) : found;
});
