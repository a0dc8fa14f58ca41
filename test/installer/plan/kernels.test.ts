import test from 'ava';
import { kernelName, kernelsWithoutSystem, otherCountsOf, versionThatStarts, versionToKeep } from '../../../installer/plan/kernels.ts';
import { chooseSlot } from '../../../installer/plan/slots.ts';

test('a new version gets three tries', (t) => {
  t.is(kernelName('1.4.0'), 'pintxo_1.4.0+3.efi');
});

test('the same version under other counts is found, and no other version', (t) => {
  const names = ['pintxo_1.4.0+3.efi', 'pintxo_1.4.0+1-2.efi', 'pintxo_1.4.0.efi', 'pintxo_1.4.01.efi', 'pintxo_1.4.0+3.efi.part', 'other.efi'];
  t.deepEqual(otherCountsOf('pintxo_1.4.0+3.efi', names), ['pintxo_1.4.0+1-2.efi', 'pintxo_1.4.0.efi']);
});

test('the newest version starts, by number, unless it has used up its tries', (t) => {
  t.is(versionThatStarts(['pintxo_1.9.0.efi', 'pintxo_1.10.0+2-1.efi']), '1.10.0');
  t.is(versionThatStarts(['pintxo_1.9.0.efi', 'pintxo_1.10.0+0-3.efi']), '1.9.0');
  t.is(versionThatStarts(['readme.txt']), undefined);
});

test('kernels of versions that are in no slot are found, whatever their counts; what is not ours is left alone', (t) => {
  const names = ['pintxo_1.4.0.efi', 'pintxo_1.5.0+2-1.efi', 'pintxo_1.6.0+3.efi', 'other.efi'];
  t.deepEqual(kernelsWithoutSystem(names, ['1.5.0', '1.6.0']), ['pintxo_1.4.0.efi']);
  t.deepEqual(kernelsWithoutSystem(names, []), names.slice(0, 3));
});

test('the newest version that was healthy stays while another is on trial; where none was yet, the one that starts', (t) => {
  t.is(versionToKeep(['pintxo_1.efi', 'pintxo_2+2-1.efi']), '1');
  t.is(versionToKeep(['pintxo_1.efi', 'pintxo_2+0-3.efi']), '1');
  t.is(versionToKeep(['pintxo_1.efi', 'pintxo_2.efi']), '2');
  t.is(versionToKeep(['pintxo_1.9.0.efi', 'pintxo_1.10.0.efi', 'pintxo_1.11.0+3.efi']), '1.10.0');
  t.is(versionToKeep(['pintxo_1+3.efi']), '1');
});

test('a third version takes the slot of the one on trial, never of the only good one', (t) => {
  const slots = [['pintxo_1', 'pintxo_1_verity'], ['pintxo_2', 'pintxo_2_verity']].flatMap(([root = '', verity = ''], index) => [{ number: 2 + 2 * index, label: root, uuid: `a${index}` }, { number: 3 + 2 * index, label: verity, uuid: `b${index}` }]);
  t.like(chooseSlot(slots, 'c', versionToKeep(['pintxo_1.efi', 'pintxo_2+2-1.efi'])), { root: 4, isSame: false });
  t.like(chooseSlot(slots, 'c', versionToKeep(['pintxo_1.efi', 'pintxo_2.efi'])), { root: 2, isSame: false });
});
