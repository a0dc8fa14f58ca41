import test from 'ava';
import { parseInstallation } from '../../../installer/inventory/parse-installation.ts';

const record = { version: '0.1.0', siteDigest: 'ab'.repeat(32), state: '5f0c6a52-6f0e-4b7e-9a53-0a1d3c1f7e10' };

test('a record is read as it was written', (t) => {
  t.deepEqual(parseInstallation(`${JSON.stringify(record)}\n`), record);
});

test('a record with words of a later version is still read', (t) => {
  t.deepEqual(parseInstallation(JSON.stringify({ ...record, later: true })), record);
});

test('what is missing, torn or of another shape is no record', (t) => {
  const torn = JSON.stringify(record).slice(0, -5);
  const others = [undefined, '', torn, '[]', 'null', JSON.stringify({ ...record, siteDigest: 'abc' }), JSON.stringify({ ...record, state: '' })];
  for (const text of others) t.is(parseInstallation(text), undefined, text);
});
