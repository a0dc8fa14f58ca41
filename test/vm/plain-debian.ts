/** A plain Debian with the kernel of the image and nothing of ours: what a start is compared with. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDisk, type MachineSpec } from './harness/index.ts';
import { run } from './harness/process.ts';

export interface PlainDebian {
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
}

/** What its console says, after the kernel's own time, when it is ready to ask for a name. */
export const atLogin = /^\[ *(\d+\.\d+)\] plain Debian asks for a login/m;

// What Debian installs where nothing is asked for, and the service that every machine of ours has too.
const packages = ['dbus', 'initramfs-tools', 'openssh-server', 'systemd-sysv', 'systemd-timesyncd'];
const diskBytes = 8 * 2 ** 30;

// The kernel's log is the console that tells the kernel's time; the message is an emergency so that `quiet` shows it.
const askAloud = `[Service]
ExecStart=
ExecStart=-/bin/sh -c 'echo "<0>plain Debian asks for a login" > /dev/kmsg; exec /sbin/agetty --keep-baud 115200,57600,38400,9600 - $TERM'
`;

const network = 'auto lo\niface lo inet loopback\nallow-hotplug enp0s2\niface enp0s2 inet dhcp\n';

/** Makes it in `cache`, once for each kernel. `packagesTree`: the unpacked packages of the image; their kernel is used. Needs root. */
export async function plainDebian(packagesTree: string, cache: string): Promise<PlainDebian> {
  const [version] = await readdir(join(packagesTree, 'usr/lib/modules'));
  if (version === undefined) throw new Error(`${packagesTree} has no kernel`);
  const recipe = recipeOf(packagesTree, version);
  const folder = join(cache, createHash('sha256').update(JSON.stringify([version, packages, askAloud, network])).digest('hex').slice(0, 24));
  if (!existsSync(folder)) await make(recipe, version, folder);
  return { disk: join(folder, 'disk.img'), kernel: join(folder, 'vmlinuz'), initrd: join(folder, 'initrd.img') };
}

/** Started by its kernel directly: what firmware and loader take is not of interest. */
export function plainMachine({ disk, kernel, initrd }: PlainDebian): Omit<MachineSpec, 'directory'> {
  const commandLine = 'root=/dev/vda ro quiet console=tty0 console=ttyS0,115200';
  return {
    name: 'plain',
    disks: [{ image: disk, bus: 'virtio', serial: 'PX-PLAIN', discardWrites: true }],
    nics: [{ network: { kind: 'user', restrict: true } }],
    extra: ['-kernel', kernel, '-initrd', initrd, '-append', commandLine],
  };
}

function recipeOf(packagesTree: string, version: string): string[] {
  const mirror = process.env['PINTXO_MIRROR'] ?? '';
  const hook = [
    `mkdir -p "$1/usr/lib/modules" && cp -a '${packagesTree}/usr/lib/modules/${version}' "$1/usr/lib/modules/"`,
    `cp '${packagesTree}/boot/vmlinuz-${version}' '${packagesTree}/boot/config-${version}' "$1/boot/"`,
    `chroot "$1" update-initramfs -c -k '${version}'`,
  ].join(' && ');
  return ['--variant=important', '--format=directory', '--components=main', `--include=${packages.join(',')}`, `--customize-hook=${hook}`, 'trixie', ...(mirror === '' ? [] : [mirror])];
}

async function make(recipe: readonly string[], version: string, folder: string): Promise<void> {
  await mkdir(join(folder, '..'), { recursive: true });
  const work = await mkdtemp(`${folder}.part-`);
  try {
    const tree = join(work, 'tree');
    const [suite = '', ...mirror] = recipe.slice(recipe.indexOf('trixie'));
    await run('mmdebstrap', [...recipe.slice(0, recipe.indexOf('trixie')), suite, tree, ...mirror], { what: 'making a plain Debian' });
    await settle(tree);
    await run('cp', [join(tree, `boot/vmlinuz-${version}`), join(work, 'vmlinuz')], { what: 'taking the kernel' });
    await run('cp', [join(tree, `boot/initrd.img-${version}`), join(work, 'initrd.img')], { what: 'taking the initrd' });
    await createDisk(join(work, 'disk.img'), diskBytes);
    await run('mkfs.ext4', ['-q', '-d', tree, join(work, 'disk.img')], { what: 'making the disk of the plain Debian' });
    await rm(tree, { recursive: true });
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

// As an installed Debian is, whose first start lies behind it.
async function settle(tree: string): Promise<void> {
  const files = { 'etc/fstab': '/dev/vda / ext4 errors=remount-ro 0 1\n', 'etc/hostname': 'plain\n', 'etc/network/interfaces': network, 'etc/machine-id': `${'0'.repeat(31)}1\n` };
  for (const [path, text] of Object.entries(files)) await writeFile(join(tree, path), text);
  const dropIn = join(tree, 'etc/systemd/system/serial-getty@ttyS0.service.d');
  await mkdir(dropIn, { recursive: true });
  await writeFile(join(dropIn, 'ask-aloud.conf'), askAloud);
  await run('chroot', [tree, 'systemctl', 'enable', 'serial-getty@ttyS0.service'], { what: 'enabling the console' });
}
