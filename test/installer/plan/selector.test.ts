import test from 'ava';
import { inPathOrder, namesOneDisk, select } from '../../../installer/plan/selector.ts';
import { diskWith } from './disks.ts';

const small = diskWith({ serial: 'SMALL', ids: ['ata-SMALL'], wwn: '0x5000c500aabbccdd', bytes: 250e9 });
const large = diskWith({ serial: 'LARGE', transport: 'nvme', bytes: 2e12 });
const disks = [large, small];

test('without a selector every disk remains', (t) => {
  t.deepEqual(select(disks, undefined), disks);
});

test('each property selects', (t) => {
  t.deepEqual(select(disks, { serial: 'SMALL' }), [small]);
  t.deepEqual(select(disks, { id: 'ata-SMALL' }), [small]);
  t.deepEqual(select(disks, { transport: 'nvme' }), [large]);
  t.deepEqual(select(disks, { size: { min: '1 TB' } }), [large]);
  t.deepEqual(select(disks, { size: { max: '250 GB' } }), [small]);
});

test('a world wide name is found however it is written', (t) => {
  for (const wwn of ['0x5000c500aabbccdd', '5000C500AABBCCDD', 'wwn-0x5000c500aabbccdd']) {
    t.deepEqual(select(disks, { wwn }), [small]);
  }
});

test('all properties must hold', (t) => {
  t.deepEqual(select(disks, { serial: 'SMALL', transport: 'nvme' }), []);
});

test('the range counts before the pick', (t) => {
  t.deepEqual(select([...disks, diskWith({ bytes: 16e9 })], { size: { min: '100 GB' }, pick: 'smallest' }), [small]);
});

test('a tie leaves both disks', (t) => {
  const twin = diskWith({ serial: 'TWIN', bytes: 250e9 });
  t.deepEqual(select([small, twin, large], { pick: 'smallest' }), [small, twin]);
});

test('a pick among no disks leaves none', (t) => {
  t.deepEqual(select([], { pick: 'largest' }), []);
});

test('a size that cannot be understood selects nothing', (t) => {
  t.deepEqual(select(disks, { size: { min: 'lots' } }), []);
});

test('serial, id and world wide name mean one very disk; kind and size do not', (t) => {
  t.true(namesOneDisk({ serial: 'SMALL' }));
  t.true(namesOneDisk({ id: 'ata-SMALL', pick: 'largest' }));
  t.false(namesOneDisk({ transport: 'nvme', pick: 'smallest' }));
  t.false(namesOneDisk(undefined));
});

test('as many as are wanted are picked', (t) => {
  const middle = diskWith({ serial: 'MIDDLE', bytes: 500e9 });
  t.deepEqual(select([large, small, middle], { pick: 'smallest', count: 2 }), [small, middle]);
  t.deepEqual(select([large, small, middle], { pick: 'largest', count: 2 }), [large, middle]);
});

test('a tie at the edge of the pick leaves all that are tied, one within it does not matter', (t) => {
  const twins = [diskWith({ serial: 'T1', bytes: 500e9 }), diskWith({ serial: 'T2', bytes: 500e9 })];
  t.deepEqual(select([small, ...twins], { pick: 'smallest', count: 2 }), [small, ...twins]);
  t.deepEqual(select([small, ...twins], { pick: 'largest', count: 2 }), twins);
});

test('fewer than are wanted all remain', (t) => {
  t.deepEqual(select(disks, { pick: 'largest', count: 3 }), disks);
});

test('without a pick the count takes nothing away', (t) => {
  t.deepEqual(select(disks, { count: 1 }), disks);
});

test('disks have an order that does not depend on how they were found', (t) => {
  const [first, second] = [diskWith({ path: '/dev/sda' }), diskWith({ path: '/dev/sdb' })];
  t.deepEqual(inPathOrder([second, first]), [first, second]);
});
