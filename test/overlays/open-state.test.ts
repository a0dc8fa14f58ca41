import test from 'ava';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functions, type Held, look, programs, runShell } from './early.ts';

const found = (generations: Readonly<Record<string, number | undefined>>, startedFrom = '', state = 'ours'): { members: string; current: string; stale: string } => {
  const disks = Object.entries(generations).map(([name, generation]): [string, Held] => [name, { generation, state: name === startedFrom ? state : 'ours' }]);
  const { members, current, stale } = look(Object.fromEntries(disks), startedFrom);
  return { members, current, stale };
};

test('a partition that is not part of the mirror yet is no member: a power cut came while it was made one', (t) => {
  t.deepEqual(found({ sda6: 1000, sdb6: undefined }), { members: 'sda6', current: 'sda6', stale: '' });
});

test('a disk that was away is left out, and a power cut between two disks is no absence', (t) => {
  t.deepEqual(found({ sda6: 1000, sdb6: 900 }), { members: 'sda6 sdb6', current: 'sda6', stale: 'sdb6' });
  t.deepEqual(found({ sda6: 999, sdb6: 1000 }), { members: 'sdb6 sda6', current: 'sdb6 sda6', stale: '' });
});

test('a new disk that starts the machine before it holds any of the data does not hide the disk that does', (t) => {
  for (const state of ['', 'pintxo-incomplete']) t.is(found({ sda6: 1000, sdb6: undefined }, 'sdb6', state).members, 'sda6');
  t.is(found({ sda6: 1000, sdb6: 7 }, 'sdb6', 'theirs').members, 'sdb6');
  t.is(found({ sda6: undefined, sdb6: 1000 }, 'sda6', '').members, 'sdb6');
});

test('the disk that the machine was started from is waited for, as another may hold another machine', (t) => {
  const isOwnKnown = (own: string, state: string): boolean => {
    const machine = [
      'loader_partition=/dev/null partitions="sda6 sdb6" state_sda6=theirs', `state_sdb6=${state}`,
      `disk_started_from() { echo ${own}; }`, 'parent_of() { echo "${1%6}"; }',
    ];
    return execFileSync('sh', ['-c', [functions, ...machine, 'if is_own_known; then echo yes; fi'].join('\n')], { encoding: 'utf8' }) === 'yes\n';
  };
  t.true(isOwnKnown('sdb', 'ours'));
  t.true(isOwnKnown('sdb', 'pintxo-incomplete'));
  t.false(isOwnKnown('sdb', ''));
  t.false(isOwnKnown('', 'ours'));
  t.false(isOwnKnown('sdc', 'ours'));
  const unnamed = [functions, 'loader_partition=/nowhere partitions=sda6', 'if is_own_known; then echo yes; fi'];
  t.is(execFileSync('sh', ['-c', unnamed.join('\n')], { encoding: 'utf8' }), 'yes\n');
});

test('reset keeps the site that the machine runs by, also where site.yaml is gone or broken', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-reset-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const part of ['top/var/lib/pintxo', 'image/lib/pintxo']) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'top/var/lib/pintxo/site.last-good.yaml'), 'good');
  writeFileSync(join(folder, 'top/var/lib/pintxo/reset-request'), '');
  const machine = [`top=${folder}/top target=${folder}/image`, 'say() { :; }', 'sync() { :; }', 'btrfs() { [ "$3" != create ] || mkdir "$4"; }'];
  execFileSync('sh', ['-c', [functions, ...machine, 'reset_or_go_on'].join('\n')]);
  t.is(readFileSync(join(folder, 'top/var/lib/pintxo/site.last-good.yaml'), 'utf8'), 'good');
  t.throws(() => readFileSync(join(folder, 'top/var/lib/pintxo/reset-request')));
});

/** Reads what the file systems on the members say of themselves: generation, number of disks, name of their history. */
function supers(members: Readonly<Record<string, readonly [generation: number, devices?: number, history?: string]>>): string {
  const disks = Object.fromEntries(Object.entries(members).map(([name, [generation, devices = 2, history = 'first']]): [string, Held] => [name, { generation, devices, history }]));
  return [programs(disks), `members='${Object.keys(members).join(' ')}'`, 'for member in $members; do read_super "$member"; done', 'leave_out_stale'].join('\n');
}

test('how many disks there should be, the disk with the newest data says', (t) => {
  const [sda6, sdb6] = [[900, 2], [1000, 1]] as const;
  for (const members of [{ sda6, sdb6 }, { sdb6, sda6 }]) t.is(runShell(supers(members), 'echo "$expected|$(echo $current)|$(echo $stale)"'), '1|sdb6|sda6');
});

test('two disks that each ran without the other are never put together, however close their generations are', (t) => {
  t.is(runShell(supers({ sda6: [1000, 2, 'one'], sdb6: [1000, 2, 'other'] }), 'echo "$(echo $current)|$(echo $stale)"'), 'sda6|sdb6');
});

/** Which of the disks that were left out hold data of their own, by what those in use know of earlier histories. */
function apart(histories: string, members: Parameters<typeof supers>[0]): string {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-histories-'));
  try {
    writeFileSync(join(folder, 'histories'), histories);
    return runShell(supers(members), `histories=${folder}/histories`, 'echo $(with_own_data)');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a disk that only was away holds nothing of its own; one that ran without the others does', (t) => {
  t.is(apart('', { sda6: [1000], sdb6: [900] }), '');
  t.is(apart('first 900\n', { sda6: [1000, 2, 'second'], sdb6: [900] }), '');
  t.is(apart('first 900\nsecond 950\n', { sda6: [1000, 2, 'third'], sdb6: [901] }), '');
  t.is(apart('first 900\n', { sda6: [1000, 2, 'second'], sdb6: [950, 2, 'own'] }), 'sdb6');
  // It went on by itself for a while after the other was taken out, and was then left out itself.
  t.is(apart('first 900\n', { sda6: [1000, 2, 'second'], sdb6: [950] }), 'sdb6');
});

test('whenever a disk is missing, the history gets a new name, and where the old one ended is noted', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-histories-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const named = runShell(supers({ sda6: [1000] }), `histories=${folder}/histories target=/var`, 'sync() { :; }', 'btrfs() { echo "$*"; }', 'begin_history');
  t.regex(named, /^filesystem label \/var pintxo-[0-9a-f-]{36}$/);
  t.is(readFileSync(join(folder, 'histories'), 'utf8'), 'first 1000\n');
});

test('a reset that has no room leaves everything as it was, and is not tried again', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-reset-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const part of ['top/var/lib/pintxo', 'image/lib/pintxo']) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'top/var/lib/pintxo/site.yaml'), 'site');
  writeFileSync(join(folder, 'top/var/lib/pintxo/reset-request'), '');
  const machine = [`top=${folder}/top target=${folder}/image`, 'say() { :; }', 'sync() { :; }', 'cp() { return 1; }'];
  runShell(...machine, 'btrfs() { case $3 in create) mkdir "$4" ;; delete) rm -r "$4" ;; *) echo "$*" ;; esac; }', 'reset_or_go_on');
  t.deepEqual(readdirSync(join(folder, 'top')), ['var']);
  t.deepEqual(readdirSync(join(folder, 'top/var/lib/pintxo')), ['site.yaml']);
});

test('a machine starts from a disk that its data was still being copied to, when it is the only one left', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-labels-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const waits = (...lines: string[]) => runShell(`labels=${folder} first_patience=3`, 'udevadm() { return 1; }', ...lines, 'if wait_for_data; then echo found; else echo none; fi');
  t.is(waits(), 'none');
  writeFileSync(join(folder, 'pintxo-joining'), '');
  t.is(waits(), 'found');
});
