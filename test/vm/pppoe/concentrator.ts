/** A provider's access concentrator for PPPoE: a computer of its own, since this one's kernel may know nothing of PPP. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ConsoleShell, type Machine, type MachineSpec, type NicSpec, quietShell, startMachine } from '../harness/index.ts';
import { run } from '../harness/process.ts';

export interface Concentrator {
  readonly machine: Machine;
  readonly console: ConsoleShell;
}

export interface Account {
  readonly user: string;
  readonly password: string;
}

interface Parts {
  readonly kernel: string;
  readonly initrd: string;
}

const packages = ['busybox-static', 'dnsmasq-base', 'iproute2', 'kmod', 'perl-base', 'ppp', 'pppoe'];
const drivers = ['drivers/net/ppp', 'drivers/net/slip', 'drivers/net/ethernet/intel/e1000e', 'drivers/virtio', 'net/packet', 'net/core', 'lib'];
const single = ['drivers/net/virtio_net', 'drivers/net/net_failover', 'drivers/net/veth', 'drivers/net/tun'];
const program = fileURLToPath(new URL('concentrator.sh', import.meta.url));
const others = { 'delegate.pl': fileURLToPath(new URL('../../network/delegate.pl', import.meta.url)), lease: fileURLToPath(new URL('lease.sh', import.meta.url)) };
const bootMs = 300_000;

/** `nics`: the cable to the customer, and one into the customer's house. Answers on the console when it is ready. */
export async function startConcentrator(packagesTree: string, cache: string, { user, password }: Account, nics: readonly NicSpec[]): Promise<Concentrator> {
  const { kernel, initrd } = await partsOf(packagesTree, cache);
  const commandLine = `console=ttyS0,115200 quiet panic=5 user=${user} password=${password}`;
  const spec: MachineSpec = { name: 'provider', disks: [], nics, cpus: 1, memory: 512, screen: false, extra: ['-kernel', kernel, '-initrd', initrd, '-append', commandLine] };
  const machine = await startMachine(spec);
  await machine.console.waitFor('provider is ready', { timeoutMs: bootMs, what: 'the access concentrator' });
  return { machine, console: await quietShell(machine.console) };
}

/** Made once for each kernel and program. */
async function partsOf(packagesTree: string, cache: string): Promise<Parts> {
  const [version = ''] = await readdir(join(packagesTree, 'usr/lib/modules'));
  const recipe = JSON.stringify([version, packages, drivers, single, links, ...(await Promise.all([program, ...Object.values(others)].map((path) => readFile(path, 'utf8'))))]);
  const folder = join(cache, createHash('sha256').update(recipe).digest('hex').slice(0, 24));
  if (!existsSync(folder)) await make(packagesTree, version, folder);
  return { kernel: join(folder, 'vmlinuz'), initrd: join(folder, 'initrd') };
}

async function make(packagesTree: string, version: string, folder: string): Promise<void> {
  await mkdir(join(folder, '..'), { recursive: true });
  const work = await mkdtemp(`${folder}.part-`);
  try {
    const tree = join(work, 'tree');
    const mirror = process.env['PINTXO_MIRROR'] ?? '';
    const excluded = ['man', 'doc', 'locale', 'info'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
    await run('mmdebstrap', ['--variant=extract', '--components=main', ...excluded, `--include=${packages.join(',')}`, 'trixie', tree, ...(mirror === '' ? [] : [mirror])], { what: 'making the access concentrator' });
    await run('sh', ['-euc', links, 'sh', tree, join(packagesTree, 'usr/lib/modules', version), version, single.join(' '), ...drivers], { what: 'giving it drivers' });
    await run('cp', [program, join(tree, 'init')], { what: 'giving it its program' });
    for (const [name, path] of Object.entries(others)) await run('cp', [path, join(tree, name)], { what: 'giving it what its program calls' });
    await run('sh', ['-euc', 'chmod 755 "$1/init" "$1/lease" && cd "$1" && find . | busybox cpio -o -H newc 2>/dev/null | gzip -1 > ../initrd', 'sh', tree], { what: 'packing it' });
    await run('cp', [join(packagesTree, `boot/vmlinuz-${version}`), join(work, 'vmlinuz')], { what: 'taking the kernel' });
    await rm(tree, { recursive: true });
    await writeFile(join(work, 'version'), version);
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

// $1: tree   $2: modules of the kernel   $3: its version   $4: single drivers   then the folders of drivers that are taken
const links = `
tree=$1 from=$2 to=$1/usr/lib/modules/$3 version=$3 single=$4; shift 4
for name in bin sbin lib lib64; do [ -e "$tree/$name" ] || ln -s "usr/$name" "$tree/$name"; done
mkdir -p "$to/kernel"
cp "$from"/modules.* "$to/"
for folder in "$@"; do [ ! -d "$from/kernel/$folder" ] || { mkdir -p "$to/kernel/$folder" && cp -a "$from/kernel/$folder/." "$to/kernel/$folder/"; }; done
for driver in $single; do cp -a "$from/kernel/$driver".ko* "$to/kernel/drivers/net/"; done
chroot "$tree" /usr/sbin/depmod "$version"
`;
