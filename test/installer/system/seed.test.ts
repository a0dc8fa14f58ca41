import test from 'ava';
import { platformUserData } from '../../../builder/media/cloud-init/index.ts';
import { siteOf } from '../../../installer/plan/seed.ts';
import { findSeed, type SeedHost } from '../../../installer/system/seed.ts';

const siteText = 'site:\n  name: casa\n';

interface Volume {
  readonly type: string;
  readonly userData?: string;
  readonly mounts?: boolean;
}

/** A machine with volumes by their labels, and every program that was run on it. */
function machineWith(volumes: Readonly<Record<string, Volume>>): { readonly host: SeedHost; readonly commands: string[]; readonly mounted: () => Volume | undefined } {
  const commands: string[] = [];
  let mounted: Volume | undefined;
  const volumeOf = (args: readonly string[]): Volume | undefined => volumes[args.find((word) => word.startsWith('/dev/'))?.replace('/dev/disk/by-label/', '') ?? ''];
  const programs: Readonly<Record<string, (args: readonly string[]) => string>> = {
    udevadm: () => '',
    blkid: (args) => volumeOf(args)?.type ?? fail(),
    mount: (args) => ((mounted = volumeOf(args)) === undefined || mounted.mounts === false ? fail() : ''),
    umount: () => ((mounted = undefined), ''),
  };
  const host: SeedHost = {
    run: async ({ file, args }) => {
      commands.push([file, ...args].join(' '));
      return Promise.resolve().then(() => programs[file]?.(args) ?? fail());
    },
    readWhole: async (path) => Promise.resolve(path.endsWith('/user-data') && mounted?.userData !== undefined ? Buffer.from(mounted.userData) : undefined),
  };
  return { host, commands, mounted: () => mounted };
}

function fail(): never {
  throw new Error('exit status 2');
}

const textOf = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : Buffer.from(bytes).toString());

for (const [label, type] of [['cidata', 'iso9660'], ['CIDATA', 'vfat']] as const) {
  test(`site.yaml is found on a volume ${label} of the type ${type}, which is only read and closed again`, async (t) => {
    const { host, commands, mounted } = machineWith({ [label]: { type, userData: platformUserData(siteText) } });
    t.is(textOf(siteOf(await findSeed(host), t.fail)), siteText);
    t.is(mounted(), undefined);
    const device = `/dev/disk/by-label/${label}`;
    t.deepEqual(commands.slice(-3), [`blkid -p -o value -s TYPE ${device}`, `mount -t ${type} -o ro,nodev,nosuid,noexec ${device} /mnt/pintxo-seed`, 'umount /mnt/pintxo-seed']);
  });
}

test('a machine without such a volume has no seed, and nothing is opened', async (t) => {
  const { host, commands } = machineWith({});
  t.is(await findSeed(host), undefined);
  t.false(commands.some((command) => command.startsWith('mount')));
});

test('a volume of that name with another file system is not opened', async (t) => {
  const { host, commands } = machineWith({ cidata: { type: 'ext4', userData: platformUserData(siteText) } });
  t.is(await findSeed(host), undefined);
  t.false(commands.some((command) => command.startsWith('mount')));
});

test('a seed of somebody else, an empty volume and a damaged one do not hide ours', async (t) => {
  const ours = { type: 'vfat', userData: platformUserData(siteText) };
  for (const other of [{ type: 'iso9660', userData: '#cloud-config\nhostname: x\n' }, { type: 'iso9660' }, { type: 'iso9660', mounts: false }]) {
    const { host } = machineWith({ cidata: other, CIDATA: ours });
    t.is(textOf(siteOf(await findSeed(host), t.fail)), siteText);
  }
});

test('a seed that was meant for us and is broken is told, and is no site', async (t) => {
  const { host } = machineWith({ cidata: { type: 'vfat', userData: '#cloud-config\nwrite_files: /var/lib/pintxo/site.yaml\n' } });
  const told: string[] = [];
  t.is(siteOf(await findSeed(host), (line) => told.push(line)), undefined);
  t.deepEqual(told, ['A volume with a seed is attached, and it cannot be used: the seed names /var/lib/pintxo/site.yaml, but is no cloud-config.']);
});
