import test from 'ava';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const early = new URL('../../overlays/initrd/usr/lib/pintxo/', import.meta.url);
const script = readFileSync(new URL('open-state', early), 'utf8');
// Everything before the first thing that it does.
const functions = script
  .slice(0, script.indexOf('\nwait_for_data\n'))
  .replace('mkdir -p /run/pintxo', '')
  .replace(/^\. \$parts\/(.+)$/gm, (_line, part: string) => readFileSync(new URL(`state/${part}`, early), 'utf8'))
  .replace('trap explain_failure EXIT', '')
  // What stands in for it is a function, whose name may hold no hyphen.
  .replaceAll('systemd-cryptsetup', 'systemd_cryptsetup');

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
    'is_open() { :; }',
  ];
  const output = execFileSync('sh', ['-c', [functions, ...machine, 'find_members', 'echo "$members|$(echo $current)|$(echo $stale)"'].join('\n')], { encoding: 'utf8' });
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

/** Runs the real functions with stand-ins for what a machine has, and says what was printed. */
function runShell(...lines: readonly string[]): string {
  return execFileSync('sh', ['-c', [functions, ...lines].join('\n')], { encoding: 'utf8' }).trim();
}

/** What the file systems on the members say of themselves: generation, number of disks, name of their history. */
function supers(members: Readonly<Record<string, readonly [generation: number, devices?: number, history?: string]>>): string {
  const cases = Object.entries(members).map(([name, [generation, devices = 2, history = 'first']]) => `/dev/${name}) printf 'label\\t\\t\\t${history}\\ngeneration\\t\\t${generation}\\nnum_devices\\t\\t${devices}\\ndev_item.generation\\t0\\n' ;;`);
  return [`btrfs() { case $3 in ${cases.join(' ')} esac; }`, 'is_open() { :; }', `members='${Object.keys(members).join(' ')}'`, 'for member in $members; do read_super "$member"; done', 'leave_out_stale'].join('\n');
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

/** What becomes of two encrypted disks: those in `byTpm` the TPM opens, those in `byKey` a person. */
function opened(byTpm: string, byKey: string, mayAsk = 'yes'): string {
  return runShell(
    'say() { :; }',
    'now_open=""',
    'is_open() { case " $now_open " in *" $1 "*) ;; *) return 1 ;; esac; }',
    `open_by_tpm() { case " ${byTpm} " in *" $1 "*) now_open="$now_open $1" opened_by=tpm ;; *) return 1 ;; esac; }`,
    'timeout() { asked="$asked within $1:"; shift; "$@"; }',
    `systemd_cryptsetup() { asked="$asked $2"; case " ${byKey} " in *" \${2#pintxo-} "*) now_open="$now_open \${2#pintxo-}" ;; *) return 1 ;; esac; }`,
    `asked='' members='sda6 sdb6' may_ask='${mayAsk}'`,
    'open_members',
    'open_members',
    'echo "$(echo $now_open)|$(echo $locked)|$opened_by|$(echo $asked)"',
  );
}

test('a person is asked for the key without end only while no disk of the mirror is open, and once', (t) => {
  t.is(opened('sda6 sdb6', ''), 'sda6 sdb6||tpm|');
  t.is(opened('sdb6', ''), 'sdb6|sda6|tpm|within 120: pintxo-sda6');
  t.is(opened('sda6', 'sdb6'), 'sda6 sdb6||recovery-key|within 120: pintxo-sdb6');
  t.is(opened('', 'sda6 sdb6'), 'sda6 sdb6||recovery-key|pintxo-sda6 within 120: pintxo-sdb6');
  t.is(opened('sdb6', 'sda6', ''), 'sdb6||tpm|', 'not while another disk may still appear');
  t.is(opened('', 'sdb6'), 'sdb6|sda6|recovery-key|pintxo-sda6 pintxo-sdb6');
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
