/** Looks at the machine this runs on; changes nothing. */
import { espLabel, installationRecordPath } from '../plan/labels.ts';
import { type Host, thisHost } from '../system/host.ts';
import type { Capture, DiskCapture, LinkCapture } from './capture.ts';
import type { Disk, Inventory, Link } from './inventory.ts';
import { parseInventory } from './parse.ts';
import { parseDisks } from './parse-disks.ts';
import { parseLinks } from './parse-links.ts';
import { type BlockDevice, parseLsblk, partitionsOf } from './parse-lsblk.ts';
import { edgeBytes, holdsData, isForOtherSectors, judgeEdges, mayHoldTable } from './edges.ts';
import { readStartLog } from './read-start-log.ts';
import { sampleBytes, samplePositions } from './samples.ts';

const secureBootVariable = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';
// Seconds.
const tpmPatience = '15';

/** Everything the installer decides by, understood. */
export async function captureInventory(host: Host = thisHost): Promise<Inventory> {
  return parseInventory(await readCapture(host));
}

/** One disk as it is now; undefined where none has this path. */
export async function captureDisk(path: string, host: Host = thisHost): Promise<Disk | undefined> {
  return parseDisks(await readDisks(host, [path])).find((disk) => disk.path === path);
}

/** The network links alone, without touching a disk: for every boot. */
export async function captureLinks(host: Host = thisHost): Promise<Link[]> {
  return parseLinks(await readLinks(host));
}

/** Everything the installer decides by, as the machine says it. Complete as root; others see no signatures. */
export async function readCapture(host: Host = thisHost): Promise<Capture> {
  return { version: 1, ...(await readDisks(host)), ...(await readLinks(host)), ...(await readBoard(host)) };
}

async function readDisks(host: Host, only?: readonly string[]): Promise<Pick<Capture, 'commandLine' | 'lsblk' | 'disks' | 'signatures'>> {
  const lsblk = await host.run('lsblk', ['--json', '--bytes', '--output-all']);
  const disks = parseLsblk(lsblk).filter(({ path }) => only === undefined || only.includes(path));
  const withMedium = disks.flatMap((disk) => ((disk.size ?? 0) > 0 ? [disk, ...partitionsOf(disk)] : []));
  return {
    commandLine: (await host.readText('/proc/cmdline')) ?? '',
    lsblk,
    disks: await forEach(disks, ({ path }) => path, (disk) => readDisk(host, disk)),
    signatures: await forEach(withMedium, ({ path }) => path, ({ path }) => readSignatures(host, path)),
  };
}

async function readDisk(host: Host, disk: BlockDevice): Promise<DiskCapture> {
  const { path, kname, size = 0 } = disk;
  return {
    udev: await attempt(host, 'udevadm', ['info', '--query=property', `--name=${path}`]),
    // For SCSI disks the file of this name holds a number.
    cardType: kname.startsWith('mmcblk') ? await host.readText(`/sys/block/${kname}/device/type`) : undefined,
    edges: size === 0 ? 'blank' : await readEdges(host, disk, size),
    installation: await readInstallation(host, disk),
  };
}

// By mtools, so that nothing need be mounted to be looked at.
async function readInstallation(host: Host, disk: BlockDevice): Promise<string | undefined> {
  const esp = partitionsOf(disk).find(({ partlabel }) => partlabel === espLabel);
  return esp === undefined ? undefined : attempt(host, 'mtype', ['-i', esp.path, `::/${installationRecordPath}`]);
}

async function readEdges(host: Host, disk: BlockDevice, bytes: number): Promise<DiskCapture['edges']> {
  const { path } = disk;
  const length = Math.min(edgeBytes, bytes);
  const first = await readWholly(host, path, 0, length);
  const last = await readWholly(host, path, bytes - length, length);
  if (first === undefined || last === undefined) return 'unreadable';
  const edges = judgeEdges(first, last);
  if (edges === 'blank') return readSamples(host, path, bytes);
  return edges === 'data' && mayHoldTable(first) && partitionsOf(disk).length === 0 ? judgeTable(host, disk, first, bytes) : edges;
}

// That no partition is found in a table does not say that nothing is on the disk.
async function judgeTable(host: Host, { path, 'log-sec': sectorBytes = 512 }: BlockDevice, first: Uint8Array, bytes: number): Promise<DiskCapture['edges']> {
  if (isForOtherSectors(first, sectorBytes)) return 'table-elsewhere';
  const inside = await readSamples(host, path, bytes);
  return inside === 'blank' ? 'table' : inside;
}

// Nothing at the edges is not nothing: a table that was overwritten leaves all files where they are.
async function readSamples(host: Host, path: string, bytes: number): Promise<'blank' | 'data' | 'unreadable'> {
  for (const position of samplePositions(bytes)) {
    const sample = await readWholly(host, path, position, sampleBytes);
    if (sample === undefined) return 'unreadable';
    if (holdsData(sample)) return 'data';
  }
  return 'blank';
}

// A disk that gives less than it is asked for was not read.
async function readWholly(host: Host, path: string, position: number, length: number): Promise<Uint8Array | undefined> {
  const bytes = await host.readBytes(path, position, length);
  return bytes?.length === length ? bytes : undefined;
}

async function readSignatures(host: Host, path: string): Promise<string | null> {
  return (await attempt(host, 'wipefs', ['--json', '--no-act', '--output', 'DEVICE,OFFSET,USAGE,TYPE,LABEL,UUID', path])) ?? null;
}

async function readLinks(host: Host): Promise<Pick<Capture, 'ip' | 'links' | 'addresses'>> {
  return {
    ip: (await attempt(host, 'ip', ['-json', '-details', 'link'])) ?? '',
    addresses: await attempt(host, 'ip', ['-json', '-4', 'address']),
    links: await forEach(await host.list('/sys/class/net'), (name) => name, (name) => readLink(host, name)),
  };
}

async function readLink(host: Host, name: string): Promise<LinkCapture> {
  const folder = `/sys/class/net/${name}`;
  return {
    uevent: await host.readText(`${folder}/uevent`),
    device: await host.readText(`${folder}/device/uevent`),
    carrier: await host.readText(`${folder}/carrier`),
    speed: await host.readText(`${folder}/speed`),
    udev: await attempt(host, 'udevadm', ['info', '--query=property', `--path=${folder}`]),
    assigned: await host.readText(`${folder}/addr_assign_type`),
    ...((await host.list(`${folder}/device/physfn`)).length > 0 ? { virtualFunction: true } : {}),
  };
}

type Board = Pick<Capture, 'screens' | 'firmware' | 'tpmVersion' | 'tpmRandom' | 'startLog' | 'hardwareClock' | 'clockEpoch' | 'architecture' | 'cpuinfo' | 'meminfo' | 'dmi'>;

async function readBoard(host: Host): Promise<Board> {
  const efi = (await host.list('/sys/firmware/efi')).length > 0;
  const tpmVersion = await host.readText('/sys/class/tpm/tpm0/tpm_version_major');
  return {
    firmware: { efi, secureBoot: await host.readText(secureBootVariable) },
    tpmVersion,
    tpmRandom: tpmVersion?.trim() === '2' ? await askTpm(host) : undefined,
    startLog: tpmVersion?.trim() === '2' ? ((await readStartLog(host)) ?? null) : undefined,
    hardwareClock: await host.readText('/sys/class/rtc/rtc0/since_epoch'),
    clockEpoch: await attempt(host, 'stat', ['--format=%Y', '/usr/lib/clock-epoch']),
    screens: await readScreens(host),
    architecture: await host.run('uname', ['--machine']),
    cpuinfo: (await host.readText('/proc/cpuinfo')) ?? '',
    meminfo: (await host.readText('/proc/meminfo')) ?? '',
    dmi: {
      vendor: await host.readText('/sys/class/dmi/id/sys_vendor'),
      product: await host.readText('/sys/class/dmi/id/product_name'),
    },
  };
}

async function readScreens(host: Host): Promise<Capture['screens']> {
  const folder = '/sys/class/drm';
  const connectors = (await host.list(folder)).filter((name) => /^card\d+-/.test(name));
  const states = await forEach(connectors, (name) => name, async (name) => (await host.readText(`${folder}/${name}/status`)) ?? '');
  return { connectors: states, frameBuffers: (await host.list('/sys/class/graphics')).filter((name) => /^fb\d+$/.test(name)) };
}

// A TPM that hangs would hang every start of the machine: it is asked with a limit.
async function askTpm(host: Host): Promise<string | null> {
  const command = ['TPM2TOOLS_TCTI=device:/dev/tpmrm0', 'timeout', tpmPatience, 'tpm2_getrandom', '--hex', '8'];
  return (await attempt(host, 'env', command)) ?? null;
}

/** A program that is missing or fails leaves a gap, which parsing takes for the worse case. */
async function attempt(host: Host, command: string, args: readonly string[]): Promise<string | undefined> {
  return host.run(command, args).catch(() => undefined);
}

async function forEach<Item, Value>(
  items: readonly Item[],
  key: (item: Item) => string,
  read: (item: Item) => Promise<Value>,
): Promise<Record<string, Value>> {
  const entries = await Promise.all(items.map(async (item) => [key(item), await read(item)] as const));
  return Object.fromEntries(entries);
}
