/** A machine for the programs of the Debian installer: a kernel's folders, disks as sparse files, and stand-ins for what asks the hardware. */
import { execFile } from 'node:child_process';
import { chmodSync, closeSync, existsSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface StandInPartition {
  /** Name in the partition table. */
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  /** Label of the file system. */
  readonly label?: string | undefined;
  readonly uuid?: string | undefined;
  /** Type in the partition table. */
  readonly entry?: string | undefined;
  /** Its blocks cannot be read. */
  readonly isUnreadable?: boolean | undefined;
  /** What can be read of its file system when it is mounted. */
  readonly files?: Readonly<Record<string, string>> | undefined;
}

export interface StandInDisk {
  /** Such as `sda`. */
  readonly name: string;
  readonly bytes?: number;
  /** `udevadm info --query=property`, a line each. */
  readonly udev?: string;
  /** Path of the device below /sys/devices. */
  readonly chain?: string;
  /** More files below /sys, by their path. */
  readonly sys?: Readonly<Record<string, string>>;
  readonly removable?: boolean;
  readonly readOnly?: boolean;
  readonly cardType?: string;
  readonly sectorBytes?: number;
  readonly vendor?: string;
  readonly model?: string;
  /** What blkid knows on the whole disk: types, a line each. */
  readonly blkid?: string;
  readonly label?: string;
  readonly uuid?: string;
  readonly partitions?: readonly StandInPartition[];
  /** Bytes that stand somewhere on it. */
  readonly written?: ReadonlyArray<{ readonly at: number; readonly bytes: Uint8Array }>;
  /** From this byte on nothing can be read. */
  readonly unreadableFrom?: number;
  readonly isMedium?: boolean;
}

export interface Run {
  readonly status: number | null;
  /** What was answered for partman and GRUB, with paths as on a machine. */
  readonly answers: string;
  readonly said: string;
}

export interface InstallerStandIn {
  readonly root: string;
  run(script: string): Promise<Run>;
  /** What the stick remembers. */
  notes(): string;
  /** Makes it a stick that remembers this. */
  remember(notes: string): void;
  remove(): void;
}

const programs: Readonly<Record<string, string>> = {
  udevadm: 'cat "$here/udev/${3##*/}" 2>/dev/null',
  'list-devices': 'for disk in "$here"/dev/*; do echo "$disk"; done',
  // Real dd over what can be read.
  dd: `for word; do case $word in if=*) name=\${word##*/};; bs=*) bs=\${word#bs=};; skip=*) skip=\${word#skip=};; count=*) count=\${word#count=};; esac; done
[ ! -e "$here/unreadable/$name" ] || [ $(((skip + count) * bs)) -le "$(cat "$here/unreadable/$name")" ] || { echo "dd: $name: I/O error" >&2; exit 1; }
exec busybox dd "$@"`,
  // As the real one: 2 where nothing is known, 8 where two things contradict each other.
  blkid: `for device; do :; done
known="$here/blkid/\${device##*/}"
[ ! -e "$known.ambivalent" ] || exit 8
while [ $# -gt 1 ]; do
	[ "$1" != -s ] || [ ! -s "$known.$2" ] || { cat "$known.$2"; found=1; }
	shift
done
[ -n "$found" ] || exit 2`,
  mount: `case "$*" in *remount*) exit;; esac
for place; do device=$last; last=$place; done
[ -d "$here/files/\${device##*/}" ] && cp -r "$here/files/\${device##*/}/." "$place/"`,
  umount: 'rm -rf "$1"/*',
  'debconf-set': 'echo "$*" >> "$here/answers"',
};

/** The program looks at the edges and some places of a disk, not at hundreds: that those are the appliance's is a test of its own. */
export function withFewPlaces(script: string): string {
  const few = script.replace(/^\twhile \[ "\$index" -lt \d+ \]; do .*$/gm, '').replace(/^\tlocal place=2048 index=0$/m, '\tlocal index=0\n\techo 2048');
  if (few === script) throw new Error('The program does not list its places any more.');
  return few;
}

export function installerStandIn(disks: readonly StandInDisk[]): InstallerStandIn {
  const root = mkdtempSync(join(tmpdir(), 'pintxo-installer-'));
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const folder of ['bin', 'dev', 'sys/block', 'sys/class', 'stick', 'blkid']) mkdirSync(join(root, folder), { recursive: true });
  // Where everything can be read, dd is the real one.
  const needed = Object.entries(programs).filter(([name]) => name !== 'dd' || disks.some(({ unreadableFrom }) => unreadableFrom !== undefined));
  for (const [name, body] of needed) {
    write(`bin/${name}`, `#!/bin/sh\nhere=${root}\nlast= found= skip=0 count=0 bs=512\n${body}\n`);
    chmodSync(join(root, 'bin', name), 0o755);
  }
  for (const [index, disk] of disks.entries()) addDisk(root, write, disk, index);
  const medium = disks.find(({ isMedium }) => isMedium === true)?.name ?? 'none';
  const environment = { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, PINTXO_SYS: join(root, 'sys'), PINTXO_DEV: join(root, 'dev'), PINTXO_MEDIUM: join(root, 'dev', medium), PINTXO_STICK: join(root, 'stick'), PINTXO_CHOSEN: join(root, 'chosen'), PINTXO_TARGET: join(root, 'target') };
  const plain = (text: string): string => text.replaceAll(root, '');
  return {
    root,
    run: async (script) => {
      rmSync(join(root, 'answers'), { force: true });
      const { status, stderr } = await inBusybox(script, environment);
      return { status, answers: existsSync(join(root, 'answers')) ? plain(readFileSync(join(root, 'answers'), 'utf8')) : '', said: plain(stderr) };
    },
    remember: (notes) => write('stick/logs/installed', notes),
    notes: () => (existsSync(join(root, 'stick/logs/installed')) ? readFileSync(join(root, 'stick/logs/installed'), 'utf8') : ''),
    remove: () => rmSync(root, { recursive: true }),
  };
}

function inBusybox(script: string, environment: Record<string, string>): Promise<{ status: number | null; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile('busybox', ['sh', '-c', script], { env: environment }, (_, __, stderr) => resolve({ status: child.exitCode, stderr }));
  });
}

function addDisk(root: string, write: (path: string, content: string) => void, disk: StandInDisk, index: number): void {
  const { name, bytes = 500_107_862_016, chain = `pci0000:00/0000:00:17.0/ata${index + 1}/host${index}/target0:0:0/0:0:0:0` } = disk;
  const device = `sys/devices/${chain}`;
  const folder = `${device}/block/${name}`;
  const number = (value: boolean | undefined): string => (value === true ? '1\n' : '0\n');
  write(`${folder}/size`, `${Math.floor(bytes / 512)}\n`);
  write(`${folder}/removable`, number(disk.removable));
  write(`${folder}/ro`, number(disk.readOnly));
  write(`${folder}/queue/logical_block_size`, `${disk.sectorBytes ?? 512}\n`);
  addAttributes(write, device, folder, disk);
  symlinkSync(join(root, device), join(root, folder, 'device'));
  symlinkSync(join(root, folder), join(root, 'sys/block', name));
  addAnswers(write, disk);
  for (const [position, partition] of (disk.partitions ?? []).entries()) addPartition(write, folder, partition, `${name}${/\d$/.test(name) ? 'p' : ''}${position + 1}`, position + 1);
  writeSparse(join(root, 'dev', name), bytes, disk.written ?? []);
}

function addAttributes(write: (path: string, content: string) => void, device: string, folder: string, { cardType, vendor, model, sys = {} }: StandInDisk): void {
  for (const [file, value] of [['type', cardType], ['vendor', vendor], ['model', model]] as const) if (value !== undefined) write(`${device}/${file}`, `${value}\n`);
  for (const [path, content] of Object.entries(sys)) write(`sys/${path.replace('$disk', folder.slice(4))}`, content);
}

function addAnswers(write: (path: string, content: string) => void, { name, udev = '', blkid = '', label = '', uuid, unreadableFrom }: StandInDisk): void {
  write(`udev/${name}`, `DEVNAME=/dev/${name}\n${udev}\n`);
  addKnown(write, name, { type: blkid, label, uuid });
  if (unreadableFrom !== undefined) write(`unreadable/${name}`, `${unreadableFrom}\n`);
}

function addPartition(write: (path: string, content: string) => void, folder: string, partition: StandInPartition, device: string, number: number): void {
  const { name, files } = partition;
  write(`${folder}/${device}/partition`, `${number}\n`);
  write(`${folder}/${device}/uevent`, `DEVTYPE=partition\n${name === undefined ? '' : `PARTNAME=${name}\n`}`);
  write(`${folder}/${device}/start`, `${2048 * number}\n`);
  addKnown(write, device, partition);
  if (partition.isUnreadable !== true) write(`dev/${device}`, '');
  if (files !== undefined) write(`files/${device}/etc/fstab`, '');
  for (const [path, content] of Object.entries(files ?? {})) write(`files/${device}/${path}`, content);
}

const tables: readonly string[] = ['gpt', 'dos', 'PMBR'];

/** What blkid says, a file for each of its words. */
function addKnown(write: (path: string, content: string) => void, device: string, { type = '', label, uuid, name, entry }: StandInPartition): void {
  const types = type.split('\n');
  const words = {
    TYPE: types.filter((one) => !tables.includes(one)).join('\n'),
    PTTYPE: types.filter((one) => tables.includes(one)).join('\n'),
    LABEL: label,
    UUID: uuid,
    PART_ENTRY_NAME: name,
    PART_ENTRY_TYPE: entry,
    ...(type === 'ambivalent' ? { ambivalent: type } : {}),
  };
  for (const [word, said = ''] of Object.entries(words)) if (said !== '') write(`blkid/${device}.${word}`, `${said}\n`);
}

function writeSparse(path: string, bytes: number, written: NonNullable<StandInDisk['written']>): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, bytes);
  for (const { at, bytes: content } of written) writeSync(file, content, 0, content.length, at);
  closeSync(file);
}
