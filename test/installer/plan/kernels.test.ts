import test from 'ava';
import { kernelName, kernelsWithoutSystem, otherCountsOf, versionThatStarts } from '../../../installer/plan/kernels.ts';

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
