/** Which partitions that say they hold the machine's data do: by kind, by key, and by what the file system itself names. */
import test from 'ava';
import { look, runShell } from './early.ts';

const luks = { type: 'crypto_LUKS', generation: 1000 };

/** Encrypted disks: the TPM opens those in `byTpm`, the key of the first those in `byKey`, a person those in `byPerson`. */
function opening({ byTpm = '', byKey = '', byPerson = '' }): string[] {
  return [
    'now_open="" asked=""',
    'is_open() { [ "$(type_of "$1")" != crypto_LUKS ] || includes "$1" $now_open; }',
    `open_by_tpm() { [ -z "$is_closed" ] || return 1; tried="$tried $1"; asked="$asked tpm:$1"; if includes "$1" ${byTpm}; then now_open="$now_open $1" && begin_with "$1" tpm && must_close_way_back; else return 1; fi; }`,
    `open_by_person() { asked="$asked person:$1"; if includes "$1" ${byPerson}; then now_open="$now_open $1" && begin_with "$1" recovery-key; else return 1; fi; }`,
    `open_by_key() { asked="$asked key:$1"; if includes "$1" ${byKey}; then now_open="$now_open $1"; else return 1; fi; }`,
    'must_close_way_back() { [ -n "$is_closed" ] || asked="$asked closed"; is_closed=yes; }',
    'mount() { :; }', 'umount() { :; }', 'udevadm() { :; }', 'mkdir() { :; }', 'close_mapping() { asked="$asked detach:$1"; }',
  ];
}

test('a look-alike in clear never stands in for data that is encrypted, however new it says it is', (t) => {
  const disks = { sda6: { ...luks, devices: 1 }, sdb1: { generation: 999_999, devices: 1 } };
  for (const own of ['sda6', '']) {
    const { current, foreign, said } = look(disks, own, ...opening({ byTpm: 'sda6' }), 'may_ask=yes');
    t.deepEqual({ current, foreign, said }, { current: 'sda6', foreign: 'sdb1:kind', said: 'tpm:sda6 closed' }, own);
  }
});

test('where the disk that was started from is not encrypted, the TPM is asked for no other', (t) => {
  const { current, foreign, said } = look({ sda6: { generation: 7, devices: 1 }, sdb6: { ...luks, devices: 1 } }, 'sda6', ...opening({ byTpm: 'sdb6' }), 'may_ask=yes');
  t.deepEqual({ current, foreign, said }, { current: 'sda6', foreign: 'sdb6:kind', said: '' });
});

test('a look-alike that the file system of this machine does not name is none of it', (t) => {
  const { current, foreign } = look({ sda6: { generation: 1000, devices: 1, lists: ['sda6'] }, sdb1: { generation: 999_999, devices: 1, lists: ['sdb1'] } }, 'sda6');
  t.deepEqual({ current, foreign }, { current: 'sda6', foreign: 'sdb1:unlisted' });
});

test('a clone is not used beside its original: the disk that was started from counts, and of two others the newer', (t) => {
  const clone = { generation: 2000, devices: 1, id: 'sda6', lists: ['sda6'] };
  t.like(look({ sda6: { generation: 1000, devices: 1, lists: ['sda6'] }, sdb6: clone }, 'sda6'), { current: 'sda6', foreign: 'sdb6:copy' });
  const mirror = { sda6: { generation: 1000 }, sdb6: { generation: 700, id: 'second' }, sdc6: { generation: 1000, id: 'second' } };
  t.like(look(mirror, 'sda6'), { current: 'sda6 sdc6', foreign: 'sdb6:copy' });
});

test('a disk that was replaced while it was away is old, also when the machine starts from it', (t) => {
  const disks = { sda6: { generation: 500, lists: ['sda6', 'sdb6'] }, sdb6: { generation: 1000, lists: ['sdb6', 'sdc6'] }, sdc6: { generation: 1000, lists: ['sdb6', 'sdc6'] } };
  for (const own of ['sda6', 'sdb6', 'sdc6']) {
    const { current, stale, foreign } = look(disks, own);
    t.deepEqual({ current: current.split(' ').sort(), stale, foreign }, { current: ['sdb6', 'sdc6'], stale: 'sda6', foreign: '' }, own);
  }
});

test('the TPM is asked for one disk, the one that was started from first; the key that it holds opens the others', (t) => {
  const disks = { sda6: luks, sdb6: luks };
  t.like(look(disks, 'sdb6', ...opening({ byTpm: 'sda6 sdb6', byKey: 'sda6' })), { current: 'sdb6 sda6', said: 'tpm:sdb6 closed key:sda6' });
  t.like(look(disks, 'sda6', ...opening({ byTpm: 'sdb6', byKey: 'sda6' })), { current: 'sdb6 sda6', said: 'tpm:sda6 tpm:sdb6 closed key:sda6' });
});

test('a person is asked when the TPM opens none and all had their time, after the way back was closed, and for one disk', (t) => {
  const disks = { sda6: luks, sdb6: luks };
  t.like(look(disks, 'sda6', ...opening({})), { current: '', said: 'tpm:sda6 tpm:sdb6' });
  t.like(look(disks, 'sda6', ...opening({ byPerson: 'sda6', byKey: 'sdb6' }), 'may_ask=yes'), { current: 'sda6 sdb6', said: 'tpm:sda6 tpm:sdb6 closed person:sda6 key:sdb6' });
});

test('the TPM is not asked before the disk that was started from is known, unless it has had its time', (t) => {
  const waiting = ['loader_partition=/dev/null', 'disk_started_from() { :; }'];
  t.is(look({ sda6: luks }, '', ...waiting, ...opening({ byTpm: 'sda6' })).said, '');
  t.is(look({ sda6: luks }, '', ...waiting, ...opening({ byTpm: 'sda6' }), 'may_ask=yes').said, 'tpm:sda6 closed');
});

test('a disk that another key opens is left out: locked while one is missing, foreign when none is', (t) => {
  t.like(look({ sda6: luks, sdb6: luks }, 'sda6', ...opening({ byTpm: 'sda6' })), { current: 'sda6', locked: 'sdb6', foreign: '' });
  t.like(look({ sda6: { ...luks, devices: 1 }, sdb6: luks }, 'sda6', ...opening({ byTpm: 'sda6' })), { current: 'sda6', locked: '', foreign: 'sdb6:key' });
});

test('an encrypted disk that holds nothing yet holds no key: the next is asked for', (t) => {
  const disks = { sda6: { ...luks, generation: undefined }, sdb6: luks };
  t.like(look(disks, 'sda6', ...opening({ byTpm: 'sda6 sdb6', byKey: 'sda6' })), { members: 'sdb6', current: 'sdb6', said: 'tpm:sda6 detach:sda6 tpm:sdb6 closed' });
});

/** The TPM's register 12, extended by a program that does what it is told, or not. */
function closing(extends_: string): string {
  return runShell('say() { echo "$*"; }', 'T=$(mktemp -d)', 'tpm=$T/tpm tpm_register=$T/12', 'touch $tpm; echo 0000 > $tpm_register', 'timeout() { shift; "$@"; }', `tpm2_pcrextend() { ${extends_}; }`, '(must_close_way_back && must_close_way_back && echo gone on) || true', 'rm -r $T');
}

test('the way back is closed once, and the machine does not go on before the register has another value', (t) => {
  t.is(closing('echo "extended $2"; echo 1111 > $tpm_register'), 'extended 12:sha256=f091933ee1e2f17bdeef28aee15701c366defae83efb7eebc79ce4a0ead09bfd\ngone on');
  for (const lying of [':', 'false', ': > $tpm_register']) t.regex(closing(lying), /^The TPM of this machine does not answer, or does not do what it is told[^]*recovery key then opens the data\.$/, lying);
});

test('a machine without a TPM has nothing to close, nor has one whose TPM has no such register', (t) => {
  t.is(runShell('tpm=/nowhere', 'must_close_way_back', 'echo gone on'), 'gone on');
  t.is(runShell('T=$(mktemp -d)', 'tpm=$T/tpm tpm_register=$T/12', 'touch $tpm', 'must_close_way_back', 'echo gone on', 'rm -r $T'), 'gone on');
});

test('a TPM that does not answer in time, or says nothing, may answer others later: the machine does not go on', (t) => {
  const starts = (cat: string, extend: string): string => runShell('say() { echo "$*"; }', 'T=$(mktemp -d)', 'tpm=$T/tpm tpm_register=$T/12', 'touch $tpm; echo 0000 > $tpm_register', `timeout() { case $2 in cat) ${cat} ;; *) ${extend} ;; esac; }`, '(must_close_way_back && echo gone on) || true', 'rm -r $T');
  for (const [cat, extend] of [['return 124', 'return 0'], ['echo 0000', 'return 124'], [':', 'return 0'], ['echo 0000', 'return 0']] as const) {
    t.regex(starts(cat, extend), /^The TPM of this machine does not answer, or does not do what it is told[^]*recovery key then opens the data\.$/, `${cat} ${extend}`);
  }
});
