import test from 'ava';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withMounted } from '../../../installer/system/mount.ts';
import type { Command } from '../../../installer/system/command.ts';

async function programsFor(type: 'vfat' | 'btrfs', options: string, fails: (command: Command) => boolean = () => false): Promise<string[]> {
  return (await commandsFor(type, options, fails)).map(({ file }) => file);
}

async function commandsFor(type: 'vfat' | 'btrfs', options: string, fails: (command: Command) => boolean = () => false): Promise<Command[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pintxo-mount-'));
  const programs: Command[] = [];
  const execute = (command: Command): Promise<string> => {
    programs.push(command);
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

test('what is renamed on FAT reaches the disk in its order, so that a power cut leaves one of its names', async (t) => {
  const mountOptions = async (type: 'vfat' | 'btrfs', options: string): Promise<string | undefined> => (await commandsFor(type, options)).find(({ file }) => file === 'mount')?.args[3];
  t.is(await mountOptions('vfat', 'umask=0077'), 'umask=0077,dirsync');
  t.is(await mountOptions('vfat', 'umask=0077,ro'), 'umask=0077,ro');
  t.is(await mountOptions('btrfs', 'noatime'), 'noatime');
  t.regex(readFileSync(new URL('../../../overlays/root/usr/lib/systemd/system/efi.mount', import.meta.url), 'utf8'), /^Options=.*\bdirsync\b/m);
});
