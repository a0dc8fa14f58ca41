import test from 'ava';
import { looseSlots } from '../../../installer/plan/luks-tokens.ts';

const token = (slot: string, pcrs: number[] | undefined, type = 'systemd-tpm2'): object => ({ type, keyslots: [slot], 'tpm2-blob': 'x', ...(pcrs === undefined ? {} : { 'tpm2-pcrs': pcrs }) });
const metadata = (...tokens: object[]): string => JSON.stringify({ keyslots: {}, tokens: Object.fromEntries(tokens.map((one, index) => [String(index), one])), config: {} });

test('of the ways in which the TPM opens the data, those are found that leave hardware out', (t) => {
  t.deepEqual(looseSlots(metadata(token('1', [2, 4, 7, 12]), token('2', [4, 12]), token('3', [4, 12]))), ['2', '3']);
});

test('other ways to open it are left alone', (t) => {
  t.deepEqual(looseSlots(metadata(token('1', [2, 4, 7, 12]), token('2', [7, 12]), token('3', undefined), token('4', [4, 12], 'systemd-fido2'))), []);
  t.deepEqual(looseSlots(metadata()), []);
});
