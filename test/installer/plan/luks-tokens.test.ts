import test from 'ava';
import { looseSlots, slotsToForget } from '../../../installer/plan/luks-tokens.ts';

const token = (slot: string, pcrs: number[] | undefined, type = 'systemd-tpm2'): object => ({ type, keyslots: [slot], 'tpm2-blob': 'x', ...(pcrs === undefined ? {} : { 'tpm2-pcrs': pcrs }) });
const metadata = (...tokens: object[]): string => JSON.stringify({ keyslots: Object.fromEntries(['0', '1', '2', '3'].map((slot) => [slot, {}])), tokens: Object.fromEntries(tokens.map((one, index) => [String(index), one])), config: {} });

test('of the ways in which the TPM opens the data, those are found that leave hardware out', (t) => {
  t.deepEqual(looseSlots(metadata(token('1', [2, 4, 7, 12]), token('2', [4, 12]), token('3', [4, 12]))), ['2', '3']);
});

test('other ways to open it are left alone', (t) => {
  t.deepEqual(looseSlots(metadata(token('1', [2, 4, 7, 12]), token('2', [7, 12]), token('3', undefined), token('4', [4, 12], 'systemd-fido2'))), []);
  t.deepEqual(looseSlots(metadata()), []);
});

test('a loose binding goes by what was remembered of it, also where the header says otherwise', (t) => {
  const remembered = { slots: ['2'], isBoundAnew: false };
  t.deepEqual(slotsToForget(metadata(token('1', [2, 4, 7, 12]), token('2', [4, 12])), remembered), ['2']);
  t.deepEqual(slotsToForget(metadata(token('1', [2, 4, 7, 12])), remembered), ['2'], 'its token was taken out');
  t.deepEqual(slotsToForget(metadata(token('1', [2, 4, 7, 12]), token('2', [2, 4, 7, 12])), remembered), ['2'], 'its token was relabelled');
  t.deepEqual(slotsToForget(metadata(token('3', [4, 12])), remembered), ['3', '2'], 'another one was put beside it');
  t.deepEqual(slotsToForget(metadata(), { slots: ['7'], isBoundAnew: false }), [], 'the header of before has no such slot');
});

test('the slot that the TPM was given since stays', (t) => {
  t.deepEqual(slotsToForget(metadata(token('2', [2, 4, 7, 12])), { slots: ['2', '3'], isBoundAnew: true }), ['3']);
});
