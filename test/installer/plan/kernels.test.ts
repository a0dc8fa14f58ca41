import test from 'ava';
import { kernelName, otherCountsOf, versionThatStarts } from '../../../installer/plan/kernels.ts';

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
