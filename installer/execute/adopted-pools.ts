/** Pools of earlier systems that this machine has taken over: they keep their numbers, and open with this machine's recovery key too. */
import { z } from 'zod';
import type { Adoption, PoolDisk } from '../plan/adopt.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readJson } from '../system/json.ts';
import { state } from '../system/paths.ts';
import { removePrivate, writePrivate } from '../system/private.ts';
import { poolUuid } from './pool-id.ts';

const Adopted = z.record(z.string(), z.string());

/** UUID of the pool's file system: its own where it was taken over, else the one that this machine gave it. */
export async function uuidOfPool(machine: string, pool: string): Promise<string> {
  return (await readJson(state.adoptedPools, Adopted))?.[pool] ?? poolUuid(machine, pool);
}

export async function noteAdopted(pool: string, uuid: string): Promise<void> {
  const known = (await readJson(state.adoptedPools, Adopted)) ?? {};
  await writeDurably(state.adoptedPools, `${JSON.stringify({ ...known, [pool]: uuid })}\n`, 0o600);
}

const Lsblk = z.object({ blockdevices: z.array(z.object({ path: z.string(), type: z.string(), fstype: z.string().nullable(), uuid: z.string().nullable() })) });

/** Every whole disk that is encrypted for a pool, or has a file system that could be one. */
export async function listPoolDisks(): Promise<PoolDisk[]> {
  const listed = await run({ title: 'looking for the disks of pools', file: 'lsblk', args: ['--json', '--list', '--output', 'PATH,TYPE,FSTYPE,UUID'] });
  const disks = Lsblk.parse(JSON.parse(listed)).blockdevices.filter(({ type }) => type === 'disk');
  const found = disks.map(async ({ path, fstype, uuid }): Promise<PoolDisk[]> => {
    if (fstype === 'btrfs' && uuid !== null) return [{ path, uuid, isEncrypted: false }];
    if (fstype !== 'crypto_LUKS') return [];
    const subsystem = await run({ title: `asking what ${path} is`, file: 'blkid', args: ['--probe', '--match-tag', 'SUBSYSTEM', '--output', 'value', path] }).catch(() => '');
    return subsystem.trim() === '' ? [] : [{ path, uuid: subsystem.trim(), isEncrypted: true }];
  });
  return (await Promise.all(found)).flat();
}

const [earlierKey, ownKey] = ['/run/pintxo/private/earlier-key', '/run/pintxo/private/own-key'];

/** Whether this key, of the earlier system, opens every disk of the pool. */
export function opensAll({ disks }: Adoption, key: string): Promise<boolean> {
  return withKeys({ [earlierKey]: key }, async () => {
    for (const { path } of disks) {
      const opening = run({ title: `trying the key on ${path}`, file: 'cryptsetup', args: ['open', '--test-passphrase', '--type', 'luks2', '--key-file', earlierKey, path] });
      if (!(await opening.then(() => true, () => false))) return false;
    }
    return true;
  });
}

/** From now on the recovery key of this machine opens the pool too; that of the earlier system still does. */
export function addOwnKey({ disks }: Adoption, earlier: string, own: string): Promise<void> {
  return withKeys({ [earlierKey]: earlier, [ownKey]: own }, async () => {
    for (const { path } of disks) {
      const has = run({ title: `trying the key of this machine on ${path}`, file: 'cryptsetup', args: ['open', '--test-passphrase', '--type', 'luks2', '--key-file', ownKey, path] });
      if (await has.then(() => true, () => false)) continue;
      await run({ title: `letting this machine open ${path}`, file: 'cryptsetup', args: ['luksAddKey', '--batch-mode', '--pbkdf', 'pbkdf2', '--pbkdf-force-iterations', '1000', '--key-file', earlierKey, path, ownKey] });
    }
  });
}

async function withKeys<Result>(keys: Readonly<Record<string, string>>, work: () => Promise<Result>): Promise<Result> {
  try {
    for (const [path, key] of Object.entries(keys)) await writePrivate(path, key);
    return await work();
  } finally {
    for (const path of Object.keys(keys)) await removePrivate(path);
  }
}
