/** The real functions of the early system, and stand-ins for what a machine has. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const early = new URL('../../overlays/initrd/usr/lib/pintxo/', import.meta.url);
const script = readFileSync(new URL('open-state', early), 'utf8');
/** Those of the early system that opens the data: everything before the first thing that it does. */
export const functions = script
  .slice(0, script.indexOf('\nwait_for_data\n'))
  .replace('mkdir -p /run/pintxo', '')
  .replace(/^\. \$parts\/(.+)$/gm, (_line, part: string) => readFileSync(new URL(`state/${part}`, early), 'utf8'))
  .replace('trap explain_failure EXIT', '')
  // What stands in for it is a function, whose name may hold no hyphen.
  .replaceAll('systemd-cryptsetup', 'systemd_cryptsetup');

/** What is on a data partition, by default a plain file system of this machine's mirror of two disks. */
export interface Held {
  /** Of the file system; none where it holds none. */
  readonly generation?: number | undefined;
  readonly devices?: number;
  readonly history?: string;
  /** Of the disk within the file system; default: its own name. */
  readonly id?: string;
  /** The ids that its file system names; default: all. */
  readonly lists?: readonly string[];
  readonly type?: string;
  readonly state?: string;
}

export type Disks = Readonly<Record<string, Held>>;

/** The programs of the early system, on a machine with these disks. */
export function programs(disks: Disks): string {
  const all = Object.entries(disks).map(([name, { id = name }]) => id);
  const cases = Object.entries(disks).flatMap(([name, { generation, devices = 2, history = 'first', id = name, lists = all }]) => [
    `'dump-super ${name}') printf '${generation === undefined ? '' : `label\t\t\t${history}\ngeneration\t\t${generation}\nnum_devices\t\t${devices}\ndev_item.uuid\t\t${id}\ndev_item.generation\t0\n`}' ;;`,
    `'dump-tree ${name}') printf '${lists.map((other) => `\t\tuuid ${other}\n`).join('')}\t\t\tdev_uuid other\n' ;;`,
  ]);
  // What is encrypted says nothing before it is open.
  return `btrfs() { for device; do :; done; if [ -n "\${now_open+set}" ] && ! is_open "\${device#/dev/}"; then return; fi; case "$2 \${device#/dev/}" in ${cases.join('\n')} esac; }`;
}

/**
 * What the early system finds. `startedFrom` is the partition on the disk that the machine was started from; what it
 * holds may be nobody's yet.
 */
export function look(disks: Disks, startedFrom = '', ...more: readonly string[]): { members: string; current: string; stale: string; foreign: string; locked: string; said: string } {
  const known = Object.entries(disks).map(([name, { type = 'btrfs', state = 'ours' }]) => `${name}) type='${type}' state='${state}' ;;`);
  const output = runShell(
    `data_partitions() { echo ${Object.keys(disks).join(' ')}; }`,
    `learn() { case $1 in ${known.join(' ')} esac; eval "type_$1=\$type state_$1=\$state"; }`,
    `disk_started_from() { echo "disk of ${startedFrom}"; }`,
    'parent_of() { echo "disk of $1"; }',
    programs(disks),
    'say() { :; }',
    'tpm=/nowhere loader_partition=/nowhere',
    ...more,
    'find_members',
    'judge_locked',
    'echo "$members|$(echo $current)|$(echo $stale)|$(echo $foreign)|$(echo $locked)|$(echo ${asked-})"',
  );
  const [members = '', current = '', stale = '', foreign = '', locked = '', said = ''] = output.split('\n').at(-1)?.split('|') ?? [];
  return { members, current, stale, foreign, locked, said };
}

/** Runs the real functions with stand-ins for what a machine has, and says what was printed. */
export function runShell(...lines: readonly string[]): string {
  return execFileSync('sh', ['-c', [functions, ...lines].join('\n')], { encoding: 'utf8' }).trim();
}
