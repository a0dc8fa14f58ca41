/** The volume by which a hypervisor hands its guest a site.yaml: looked at, never written. */
import { gunzipSync } from 'node:zlib';
import { seedDevices, seedFile, readSeed, type SeedSite } from '../plan/seed.ts';
import { type Command, run } from './command.ts';
import { readWhole } from './files.ts';
import { type Mount, withMounted } from './mount.ts';

/** What is needed of the machine; tests give their own. */
export interface SeedHost {
  /** Runs a program and gives its output; rejects when it fails. */
  run(command: Command): Promise<string>;
  /** Undefined where there is no such file. */
  readWhole(path: string): Promise<Uint8Array | undefined>;
}

const thisMachine: SeedHost = { run, readWhole };
const folder = '/mnt/pintxo-seed';
const options = 'ro,nodev,nosuid,noexec';

/** What the first volume with a seed of ours holds; undefined where there is none, or none that can be read. */
export async function findSeed(host: SeedHost = thisMachine): Promise<SeedSite> {
  await host.run({ title: 'waiting for disks', file: 'udevadm', args: ['settle', '--timeout=10'] }).catch(() => undefined);
  let broken: SeedSite;
  for (const device of seedDevices) {
    const seed = await seedOn(device, host);
    if (seed !== undefined && 'bytes' in seed) return seed;
    broken ??= seed;
  }
  return broken;
}

// A device that is not there has no type.
async function seedOn(device: string, host: SeedHost): Promise<SeedSite> {
  const type = await host.run({ title: `looking at ${device}`, file: 'blkid', args: ['-p', '-o', 'value', '-s', 'TYPE', device] }).catch(() => '');
  if (!isSeedType(type)) return undefined;
  const read = withMounted({ device, type, options, folder }, () => host.readWhole(`${folder}/${seedFile}`), host.run);
  const userData = await read.catch(() => undefined);
  return userData && readSeed(userData, unpack);
}

// Nobody's site file is larger; what unpacks to more is no seed of ours.
const mostBytes = 2 ** 22;

function unpack(packed: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(packed, { maxOutputLength: mostBytes });
  } catch {
    return undefined;
  }
}

function isSeedType(type: string): type is Extract<Mount['type'], 'vfat' | 'iso9660'> {
  return type === 'vfat' || type === 'iso9660';
}
