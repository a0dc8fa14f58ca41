import test from 'ava';
import { localZones, recordsOf } from '../../../templates/dns/records.ts';

test('every name gets every address, each in its type', (t) => {
  t.deepEqual(recordsOf(['a.internal'], ['10.0.0.1', 'fd00::1']), [
    { name: 'a.internal', address: '10.0.0.1', type: 'A' },
    { name: 'a.internal', address: 'fd00::1', type: 'AAAA' },
  ]);
});

test('without an address yet, names lead to the machine itself', (t) => {
  t.deepEqual(recordsOf(['a.internal'], []).map(({ address }) => address), ['127.0.0.1']);
});

test('a name that two modules declare is answered once, and addresses are not names', (t) => {
  t.deepEqual(recordsOf(['a.internal', '10.0.0.1', 'a.internal', 'fd00::1'], ['10.0.0.1']).map(({ name }) => name), ['a.internal']);
});

test('internal is answered here alone; a public domain of the site only for our names', (t) => {
  t.deepEqual(localZones('casa.internal').map(({ name, type }) => `${name} ${type}`), ['internal. static']);
  t.deepEqual(localZones('casa.example.org').map(({ name, type }) => `${name} ${type}`), ['internal. static', 'casa.example.org. transparent']);
});
