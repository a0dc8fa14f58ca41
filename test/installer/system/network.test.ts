import test from 'ava';
import { parseAddresses } from '../../../installer/system/network.ts';

const of = (...addr_info: readonly object[]): string => JSON.stringify([{ ifname: 'eth0', addr_info }]);

test('addresses that people can type are found, the likeliest first', (t) => {
  const json = of(
    { family: 'inet6', scope: 'global', local: 'fd00::20', prefixlen: 64 },
    { family: 'inet', scope: 'link', local: '169.254.3.4', prefixlen: 16 },
    { family: 'inet', scope: 'global', local: '192.168.1.20', prefixlen: 24 },
  );
  t.deepEqual(parseAddresses(json), ['192.168.1.20', 'fd00::20', '169.254.3.4']);
});

test('the machine itself, one-link addresses of IPv6 and passing ones are left out', (t) => {
  const json = of(
    { family: 'inet', scope: 'host', local: '127.0.0.1' },
    { family: 'inet6', scope: 'link', local: 'fe80::1' },
    { family: 'inet6', scope: 'global', local: '2001:db8::1', temporary: true },
    { family: 'inet6', scope: 'global', local: '2001:db8::2', deprecated: true },
    { family: 'inet6', scope: 'global', local: '2001:db8::3', tentative: true },
  );
  t.deepEqual(parseAddresses(json), []);
});

test('a link without addresses, and the same address twice, do no harm', (t) => {
  const address = { family: 'inet', scope: 'global', local: '10.0.0.5' };
  t.deepEqual(parseAddresses(JSON.stringify([{ ifname: 'eth1' }, { addr_info: [address, address] }])), ['10.0.0.5']);
});
