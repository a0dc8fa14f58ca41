import test from 'ava';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = readFileSync(new URL('../../overlays/initrd/usr/lib/pintxo/open-state', import.meta.url), 'utf8');
// Everything before the first thing that it does.
const functions = script.slice(0, script.indexOf('\nudevadm wait')).replace('mkdir -p /run/pintxo', '').replace('trap explain_failure EXIT', '');

/**
 * What the early system finds, given what is on each data partition: the generation of its file system, or none.
 * `startedFrom` is the partition on the disk that the machine was started from; what it holds may be nobody's yet.
 */
function found(generations: Readonly<Record<string, number | undefined>>, startedFrom = '', state = 'ours'): { members: string; current: string; stale: string } {
  const names = Object.keys(generations);
  const fields = Object.entries(generations).map(([name, generation]) => `/dev/${name}) ${generation === undefined ? ':' : `echo generation ${generation}`} ;;`);
  const machine = [
    `data_partitions() { echo ${names.join(' ')}; }`,
    `learn() { eval "state_$1=ours type_$1=btrfs"; [ "$1" != "${startedFrom}" ] || eval "state_$1=${state}"; }`,
    `disk_started_from() { echo "disk of ${startedFrom}"; }`,
    'parent_of() { echo "disk of $1"; }',
    `btrfs() { case $3 in ${fields.join(' ')} esac; }`,
  ];
  const output = execFileSync('sh', ['-c', [functions, ...machine, 'find_members', 'leave_out_stale', 'echo "$members|$(echo $current)|$(echo $stale)"'].join('\n')], { encoding: 'utf8' });
  const [members = '', current = '', stale = ''] = output.trim().split('|');
  return { members, current, stale };
}

test('a partition that is not part of the mirror yet is no member: a power cut came while it was made one', (t) => {
  t.deepEqual(found({ sda6: 1000, sdb6: undefined }), { members: 'sda6', current: 'sda6', stale: '' });
});

test('a disk that was away is left out, and a power cut between two disks is no absence', (t) => {
  t.deepEqual(found({ sda6: 1000, sdb6: 900 }), { members: 'sda6 sdb6', current: 'sda6', stale: 'sdb6' });
  t.deepEqual(found({ sda6: 999, sdb6: 1000 }), { members: 'sda6 sdb6', current: 'sda6 sdb6', stale: '' });
});

test('a new disk that starts the machine before it holds any of the data does not hide the disk that does', (t) => {
  for (const state of ['', 'pintxo-incomplete']) t.is(found({ sda6: 1000, sdb6: undefined }, 'sdb6', state).members, 'sda6');
  t.is(found({ sda6: 1000, sdb6: 7 }, 'sdb6', 'theirs').members, 'sdb6');
});

test('reset keeps the site that the machine runs by, also where site.yaml is gone or broken', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-reset-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const part of ['top/var/lib/pintxo', 'image/lib/pintxo']) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'top/var/lib/pintxo/site.last-good.yaml'), 'good');
  writeFileSync(join(folder, 'top/var/lib/pintxo/reset-request'), '');
  const machine = [`top=${folder}/top target=${folder}/image`, 'say() { :; }', 'sync() { :; }', 'btrfs() { [ "$3" != create ] || mkdir "$4"; }'];
  execFileSync('sh', ['-c', [functions, ...machine, 'make_new_var'].join('\n')]);
  t.is(readFileSync(join(folder, 'top/var/lib/pintxo/site.last-good.yaml'), 'utf8'), 'good');
  t.throws(() => readFileSync(join(folder, 'top/var/lib/pintxo/reset-request')));
});
