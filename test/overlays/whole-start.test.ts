/** The early system from its first line to its last, with stand-ins for the programs that change disks. */
import test from 'ava';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { wholeScript } from './early.ts';

/** What each data partition is: its type, and the generation that its file system has once it is open. */
type Partitions = Readonly<Record<string, { readonly type: 'crypto_LUKS' | 'btrfs'; readonly generation?: number; readonly id?: string; readonly devices?: number }>>;

interface Circumstances {
  readonly partitions: Partitions;
  /** Names that the TPM opens, and those that the key of the first does. */
  readonly byTpm?: string;
  readonly byKey?: string;
  /** Those that a person opens; default: all. */
  readonly byPerson?: string;
  /** Those that the TPM leaves half open, and those that cannot be closed. */
  readonly half?: string;
  readonly stuck?: string;
  readonly withTpm?: boolean;
  readonly isTpmLying?: boolean;
}

interface Start {
  readonly exitCode: number | null;
  /** What was done to devices, a line each. */
  readonly done: string;
  readonly report: string;
  readonly register: string;
  readonly console: string;
}

const esp = '11111111-2222-4333-8444-555555555555';

function start(circumstances: Circumstances): Start {
  const { partitions, withTpm = true } = circumstances;
  const root = mkdtempSync(join(tmpdir(), 'pintxo-start-'));
  const put = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  try {
    for (const folder of ['dev/mapper', 'dev/disk/by-partuuid', 'run', 'sysroot/var/lib/pintxo', 'sysroot/etc', 'sys/class/block', 'bin']) mkdirSync(join(root, folder), { recursive: true });
    for (const [name, label] of [['vda1', 'pintxo-esp'], ...Object.keys(partitions).map((name) => [name, 'pintxo-data'])] as const) {
      put(`sys/devices/${name.slice(0, 3)}/${name}/uevent`, `DEVNAME=${name}\nPARTNAME=${label}\n`);
      symlinkSync(`../../devices/${name.slice(0, 3)}/${name}`, join(root, 'sys/class/block', name));
      put(`dev/${name}`, '');
    }
    symlinkSync('../../vda1', join(root, 'dev/disk/by-partuuid', esp));
    for (const path of ['dev/null', 'dev/console', 'dev/tty1', 'dev/disk/by-partlabel/pintxo-data']) put(path, '');
    put('sys/firmware/efi/efivars/LoaderDevicePartUUID-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f', Buffer.concat([Buffer.alloc(4), Buffer.from(`${esp.toUpperCase()}\0`, 'utf16le')]));
    if (withTpm) put('dev/tpmrm0', '');
    if (withTpm) put('sys/class/tpm/tpm0/pcr-sha256/12', '0000\n');
    put('proc/uptime', '100.0 1\n');
    put('proc/sys/kernel/random/uuid', 'new\n');
    put('sysroot/var/lib/pintxo/machine-id', 'id\n');
    for (const [name, text] of Object.entries(standIns(root, circumstances))) {
      put(`bin/${name}`, `#!/bin/sh\n${text}\n`);
      chmodSync(join(root, 'bin', name), 0o755);
    }
    // Lines for the console are kept, where a file would have the last one only.
    const script = wholeScript.replaceAll('> /dev/console', '>> /dev/console').replaceAll(/(?<![\w$}.])\/(sysroot|run|sys|dev|proc)\b/g, `${root}/$1`);
    const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8', env: { PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` } });
    const read = (path: string): string => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '');
    return { exitCode: status, done: stderr.replaceAll(`${root}/`, '/'), report: read('run/pintxo/state'), register: read('sys/class/tpm/tpm0/pcr-sha256/12').trim(), console: read('dev/console') };
  } finally {
    rmSync(root, { recursive: true });
  }
}

function standIns(root: string, { partitions, byTpm = '', byKey = '', byPerson = Object.keys(partitions).join(' '), half = '', stuck = '', isTpmLying = false }: Circumstances): Record<string, string> {
  const all = Object.entries(partitions);
  const ids = all.map(([name, { id = name }]) => `\\tuuid ${id}\\n`).join('');
  const known = all.map(([name, { type }]) => `*/${name}) printf 'ID_FS_TYPE=${type}\\n${type === 'btrfs' ? 'ID_FS_UUID' : 'ID_FS_LABEL'}=state\\n' ;;`);
  const supers = all.filter(([, { generation }]) => generation !== undefined).map(([name, { type, generation, id = name, devices = all.length }]) =>
    `*dump-super*${type === 'btrfs' ? '/dev/' : '/pintxo-'}${name}) printf 'generation\\t${generation}\\nnum_devices\\t${devices}\\ndev_item.uuid\\t${id}\\n' ;;`);
  return {
    udevadm: `case "$*" in ${known.join('\n')} esac; exit 0`,
    btrfs: `case "$*" in ${supers.join('\n')} *dump-super*) exit 1 ;; *dump-tree*) printf '${ids}' ;; *) echo "btrfs $*" >&2 ;; esac`,
    mount: 'echo "mount $*" >&2',
    umount: 'echo "umount $*" >&2',
    sleep: `read -r now rest < ${root}/proc/uptime; echo "$((\${now%%.*} + 1)).0 1" > ${root}/proc/uptime`,
    tpm2_pcrextend: `echo "extend $2" >&2; ${isTpmLying ? 'exit 0' : `echo 1111 > ${root}/sys/class/tpm/tpm0/pcr-sha256/12`}`,
    'systemd-cryptsetup': [
      'echo "$1 $2" >&2',
      'name=${2#pintxo-}',
      `[ "$1" != detach ] || { case ' ${stuck} ' in *" $name "*) exit 1 ;; esac; rm ${root}/dev/mapper/$2; exit 0; }`,
      `case "$5" in *tpm2-device*) opens=' ${byTpm} ' ;; *headless*) opens=' ${byKey} ' ;; *) echo 'asked a person' >&2; opens=' ${byPerson} ' ;; esac`,
      `case "$5 ${half} " in *tpm2-device*" $name "*) : > ${root}/dev/mapper/$2; exit 1 ;; esac`,
      `case "$opens" in *" $name "*) : > ${root}/dev/mapper/$2 ;; *) exit 1 ;; esac`,
    ].join('\n'),
  };
}

const extended = 'extend 12:sha256=';
const own = { type: 'crypto_LUKS', generation: 50 } as const;

test('the TPM opens the disk that was started from; then the way back is closed, before anything is mounted', (t) => {
  const { exitCode, done, report, register } = start({ partitions: { vda6: { ...own, devices: 1 }, sdb1: { type: 'btrfs', generation: 9999, devices: 1 } }, byTpm: 'vda6' });
  t.is(exitCode, 0);
  t.regex(done, /^attach pintxo-vda6\nextend 12:sha256=f0\S+\n[^]*mount .*\/dev\/mapper\/pintxo-vda6 .*\/sysroot\/var\n$/);
  t.notRegex(done, /sdb1/);
  t.is(report, 'STATE=state\nEXPECTED=1\nMEMBERS=vda6\nSTALE=\nAPART=\nLOCKED=\nFOREIGN=sdb1:kind\nENCRYPTED=yes\nOPENED_BY=tpm\n');
  t.is(register, '1111');
});

test('where the TPM does not open it, the way back is closed before a person is asked', (t) => {
  const { done, report } = start({ partitions: { vda6: { ...own, devices: 1 } } });
  t.regex(done, /^attach pintxo-vda6\nextend \S+\nattach pintxo-vda6\nasked a person\n/);
  t.regex(report, /^ENCRYPTED=yes\nOPENED_BY=recovery-key$/m);
});

test('data in clear is mounted only after the way back was closed; without a TPM there is none', (t) => {
  const plain = { vda6: { type: 'btrfs', generation: 50, devices: 1 } } as const;
  t.true(start({ partitions: plain }).done.startsWith(extended));
  const { exitCode, done, report } = start({ partitions: plain, withTpm: false });
  t.is(exitCode, 0);
  t.notRegex(done, /extend/);
  t.regex(report, /^ENCRYPTED=no\nOPENED_BY=nothing$/m);
});

test('a TPM that only says that the way back is closed starts nothing', (t) => {
  const { exitCode, done, report, console } = start({ partitions: { vda6: { ...own, devices: 1 } }, byTpm: 'vda6', isTpmLying: true });
  t.is(exitCode, 1);
  t.notRegex(done, /^mount/m);
  t.is(report, '');
  t.regex(console, /does not do what it is told[^]*tries again in 30 seconds/);
});

test('a machine without its data closes the way back as well', (t) => {
  const { exitCode, register, done } = start({ partitions: {} });
  t.is(exitCode, 1);
  t.notRegex(done, /^mount/m);
  t.is(register, '1111');
});

test('the key that the first disk holds opens the other one; nothing is written meanwhile', (t) => {
  const { done, report } = start({ partitions: { vda6: own, vdb6: own }, byTpm: 'vda6', byKey: 'vdb6' });
  t.regex(done, /^attach pintxo-vda6\nextend \S+\nmount -t btrfs -o ro,degraded,rescue=nologreplay .*pintxo-vda6 .*\nattach pintxo-vdb6\numount .*\n/);
  t.regex(report, /^MEMBERS=vda6 vdb6$/m);
});

test('what is not in use stays closed: an old disk, and one with another key', (t) => {
  const old = start({ partitions: { vda6: own, vdb6: { ...own, generation: 30 } }, byTpm: 'vda6', byKey: 'vdb6' });
  t.regex(old.done, /detach pintxo-vdb6\n[^]*degraded .*\/sysroot\/var\n/);
  t.regex(old.report, /^STALE=vdb6$/m);
  const locked = start({ partitions: { vda6: own, vdb6: own }, byTpm: 'vda6' });
  t.regex(locked.report, /^MEMBERS=vda6$[^]*^LOCKED=vdb6$/m);
  t.notRegex(locked.done, /asked a person/);
});

test('what the TPM opened and cannot be closed again starts nothing, and the way back is closed', (t) => {
  for (const more of [{ half: 'vda6' }, { byTpm: 'vda6 vdb6', partitions: { vda6: { type: 'crypto_LUKS' }, vdb6: own } }] as const) {
    const { exitCode, done, report, register, console } = start({ partitions: { vda6: own, vdb6: own }, stuck: 'vda6', ...more });
    t.is(exitCode, 1);
    t.notRegex(done, /^mount|asked a person|attach pintxo-vdb6/m);
    t.is(report, '');
    t.is(register, '1111');
    t.regex(console, /vda6 was opened and cannot be closed again: the machine does not go on/);
  }
});

test('what an attempt of the TPM left half open is closed before anybody is asked', (t) => {
  const { done, report } = start({ partitions: { vda6: { ...own, devices: 1 } }, half: 'vda6' });
  t.regex(done, /^attach pintxo-vda6\ndetach pintxo-vda6\nextend \S+\nattach pintxo-vda6\nasked a person\n/);
  t.regex(report, /^OPENED_BY=recovery-key$/m);
});

test('an old disk that cannot be closed again starts nothing', (t) => {
  const { exitCode, done, console } = start({ partitions: { vda6: own, vdb6: { ...own, generation: 30 } }, byTpm: 'vda6', byKey: 'vdb6', stuck: 'vdb6' });
  t.is(exitCode, 1);
  t.notRegex(done, /sysroot/);
  t.regex(console, /vdb6 was opened and cannot be closed again/);
});

test('a person is asked for the next disk where the first is one that no key of this machine opens', (t) => {
  const { exitCode, done, report } = start({ partitions: { vda6: own, vdb6: own }, byPerson: 'vdb6' });
  t.is(exitCode, 0);
  t.regex(done, /extend \S+\nattach pintxo-vda6\nasked a person\nattach pintxo-vdb6\nasked a person\nmount/);
  t.regex(report, /^MEMBERS=vdb6$[^]*^OPENED_BY=recovery-key$/m);
});

test('who types something wrong may try again, and after ten times with the next start', (t) => {
  const { exitCode, done, console } = start({ partitions: { vda6: own }, byPerson: '' });
  t.is(exitCode, 1);
  t.is(done.match(/asked a person/g)?.length, 10);
  t.regex(console, /That opened none of the disks\.[^]*tries again in 30 seconds/);
});
