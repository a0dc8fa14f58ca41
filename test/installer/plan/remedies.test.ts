import test from 'ava';
import { parse } from 'yaml';
import { allowErasing, selectorFor, useDisk } from '../../../installer/plan/remedies.ts';
import { diskWith } from './disks.ts';
import { siteFor } from './site-for.ts';

const { machine } = siteFor();

function pasted(remedy: string): unknown {
  return parse(remedy.slice(remedy.indexOf('\n')));
}

for (const serial of ['0012345', '12345678', '0x6a8e1b2c', '1e5', 'null', 'yes', 'WD-WX12', '- x: #y', "it's"]) {
  test(`the serial ${serial} stays a text when its lines are pasted`, (t) => {
    const disk = diskWith({ serial });
    t.deepEqual(pasted(useDisk(disk, machine, [disk])), { machine: { systemDisk: { serial } } });
  });
}

test('a disk that is not blank is used and erased by the same lines', (t) => {
  const disk = diskWith({ serial: 'A', signatures: [{ type: 'ext4', usage: 'filesystem' }] });
  t.deepEqual(pasted(useDisk(disk, machine, [disk])), { machine: { systemDisk: { serial: 'A' }, wipe: ['A'] } });
});

test('consent that was given before is kept in the lines', (t) => {
  const disk = diskWith({ serial: 'A' });
  t.deepEqual(pasted(allowErasing(disk, siteFor({ wipe: ['B'] }).machine, [disk])), { machine: { wipe: ['B', 'A'] } });
});

test('a disk without a serial is erased only by wipe: any', (t) => {
  const disk = diskWith();
  t.deepEqual(pasted(allowErasing(disk, machine, [disk])), { machine: { wipe: 'any' } });
});

test('where two disks share a serial, the name by id tells them apart, the readable one first', (t) => {
  const one = diskWith({ serial: 'S', ids: ['wwn-0x1', 'ata-model_1'] });
  const other = diskWith({ serial: 'S', ids: ['wwn-0x2', 'ata-model_2'] });
  t.deepEqual(selectorFor(one, [one, other]), { id: 'ata-model_1' });
});

test('where nothing else differs, the transport tells two disks apart', (t) => {
  const one = diskWith({ transport: 'nvme' });
  t.deepEqual(selectorFor(one, [one, diskWith()]), { transport: 'nvme' });
});

test('two disks that are the same in everything are not told apart', (t) => {
  const one = diskWith();
  const other = diskWith({ path: '/dev/sdb' });
  t.is(selectorFor(one, [one, other]), undefined);
  t.regex(useDisk(one, machine, [one, other]), /take the others out/);
});
