import test from 'ava';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withMounted } from '../../../installer/system/mount.ts';
import type { Command } from '../../../installer/system/command.ts';

async function programsFor(type: 'vfat' | 'btrfs', options: string, fails: (command: Command) => boolean = () => false): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pintxo-mount-'));
  const programs: string[] = [];
  const execute = (command: Command): Promise<string> => {
    programs.push(command.file);
    return fails(command) ? Promise.reject(new Error('exit status 1')) : Promise.resolve('');
  };
  await withMounted({ device: '/dev/vda1', type, options, folder }, () => Promise.resolve(), execute);
  await rm(folder, { recursive: true });
  return programs;
}

test('FAT is repaired before anything is written to it, and only then', async (t) => {
  t.deepEqual(await programsFor('vfat', 'umask=0077,flush'), ['fsck', 'mount', 'umount']);
  t.deepEqual(await programsFor('vfat', 'umask=0077,ro'), ['mount', 'umount']);
  t.deepEqual(await programsFor('btrfs', 'noatime'), ['mount', 'umount']);
});

test('that something had to be repaired stops nothing', async (t) => {
  t.deepEqual(await programsFor('vfat', 'umask=0077', ({ file }) => file === 'fsck'), ['fsck', 'mount', 'umount']);
});
