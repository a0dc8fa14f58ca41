import test from 'ava';
import { minimalWith, problemsOf } from './fixtures.ts';

const told = (wan: string): string[] => problemsOf(minimalWith(`network: {wan: ${wan}}`)).map(({ path }) => path);

test('the end of the tunnel is asked for, or is a name or an IPv6 address', (t) => {
  for (const end of ['auto', 'aftr.provider.example', 'aftr-1.provider.example.', '"2001:db8::1"']) t.deepEqual(told(`{dslite: ${end}}`), [], end);
  for (const end of ['""', 'aftr', '192.0.2.1', '"fe80::1"', '"::1"', '"ff02::1"', '"a b.example"', '"$(reboot).example"', '"a.example; reboot"', 'yes', '1']) t.deepEqual(told(`{dslite: ${end}}`), ['network.wan.dslite'], end);
});

test('it goes with PPPoE, a VLAN and a fixed IPv6 address, and with no fixed IPv4 address', (t) => {
  t.deepEqual(told('{vlan: 7, pppoe: {user: ana}, dslite: auto}'), []);
  t.deepEqual(told('{mode: static, address: "2001:db8::10/64", gateway: "fe80::1", dslite: aftr.example}'), []);
  t.deepEqual(told('{mode: static, address: 192.0.2.7/24, gateway: 192.0.2.1, dslite: auto}'), ['network.wan.address']);
});
