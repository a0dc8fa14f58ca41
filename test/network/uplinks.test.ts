/** Kinds of uplink that houses have, with Debian's own network service on both sides of them. */
import test from 'ava';
import { isSilentOutside } from '../../installer/plan/moved-cable.ts';
import { linksIn } from '../../installer/system/announced.ts';
import { router } from '../builder/render/cases.ts';
import { siteFor } from '../installer/plan/site-for.ts';
import { needing } from '../needing.ts';
import { look } from './look.ts';
import { obstacle } from './run.ts';

const tools = process.env['PINTXO_TOOLS_ROOT'] ?? '';
const see = needing(test, obstacle(process.env['PINTXO_TOOLS_ROOT']));

const siteWith = (wan: string): string => `site: { name: casa }
admin: { name: alex, sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl alex@laptop] }
network:
  wan: ${wan}
`;

const lease = /^10\.3\.10\.\d+\/24$/;

const single: Readonly<Record<string, string>> = {
  node_online: 'yes',
  address: '203.0.113.10/32',
  way: 'default via 198.51.100.1 onlink',
  seen_as: '203.0.113.10',
  name: '203.0.113.80',
  own_name: '10.0.0.1',
  gets_in: '',
  node_from_outside: '',
  outage_own: '10.0.0.1',
  back: 'yes',
};

see('a single address whose router is in another network: the house reaches the internet by it, and nobody gets in', async (t) => {
  t.timeout(240_000);
  const seen = await look('uplink-single.sh', siteWith('{ mode: static, address: 203.0.113.10/32, gateway: 198.51.100.1, dns: [203.0.113.53] }'), tools);
  t.log(Object.fromEntries(seen));
  for (const [name, expected] of Object.entries(single)) t.is(seen.get(name), expected, name);
  t.regex(seen.get('lease_home') ?? '', lease);
});

const six: Readonly<Record<string, string>> = {
  node_online: 'yes',
  outside4: '',
  house_online: 'yes',
  seen_as: '2001:db8:a',
  by_name: '2001:db8:a',
  name6: '2001:db8:ffff::7',
  name4: '203.0.113.80',
  own_name: '10.0.0.1',
  ipv4_outward: 'Net Unreachable',
  time: '1',
  inner: '2001:db8:a',
  gets_in: '',
  node_from_outside: '',
};

see('a provider with IPv6 alone: machines have their IPv4 addresses and names inside, reach the internet by IPv6, and learn at once that IPv4 leads nowhere', async (t) => {
  t.timeout(240_000);
  const seen = await look('uplink-six.sh', siteWith('{ dns: ["2001:db8:ffff::53"] }'), tools);
  t.log(Object.fromEntries(seen));
  for (const [name, expected] of Object.entries(six)) t.is(seen.get(name), expected, name);
  t.regex(seen.get('lease_home') ?? '', lease);
  for (const [name, of] of [['name_of_lease', 'lease_home'], ['guest_sees_itself', 'lease_guest']] as const) t.is(`${seen.get(name) ?? ''}/24`, seen.get(of) ?? '');
  t.false(isSilentOutside(siteFor(), { links: router.links, addresses: [], announced: linksIn(seen.get('routes') ?? '') }), 'the machine does not take its cable for one in the wrong port');
});

const dslite: Readonly<Record<string, string>> = {
  address6: 'yes',
  silent: 'ends',
  silent_why: '{"problem":"the provider does not answer to DHCPv6 so far"}',
  search: 'yes',
  found: '{"name":"aftr.provider.test","address":"2001:db8:aa::1"}',
  tunnel_address: 'yes',
  mtu: '1460',
  way: 'default dev ds-wan',
  outside4: '',
  node_seen_as: '203.0.113.1',
  house_seen_as: '203.0.113.1',
  whole_frame: 'passes',
  larger_frame: 'mtu = 1460',
  house_online6: 'yes',
  house_seen_as6: '2001:db8:a',
  name4: '203.0.113.80',
  own_name: '10.0.0.1',
  gets_in: '',
  node_from_outside: '',
  renumbered: 'yes',
  renumbered_online: 'yes',
  moved: 'yes',
  moved_to: 'yes',
};

see('DS-Lite: the end of the tunnel comes from DHCPv6, IPv4 goes through it and is translated there alone, and nobody gets in by it', async (t) => {
  t.timeout(290_000);
  const seen = await look('uplink-dslite.sh', siteWith('{ dslite: auto, dns: ["2001:db8:ffff::54"] }'), tools);
  t.log(Object.fromEntries(seen));
  for (const [name, expected] of Object.entries(dslite)) t.is(seen.get(name), expected, name);
  const home = (seen.get('lease_home') ?? '').replace(/\/.*/, '');
  t.regex(home, /^10\.3\.10\.\d+$/);
  t.is(seen.get('inside_opens'), home, 'somebody would answer who came in');
  t.is(seen.get('senders'), `${home} - ${home} 1420 192.0.0.2 - 192.0.0.2 1420`, 'addresses of the house are not translated here, and segments fit');
  t.regex(seen.get('asked_of_ip') ?? '', /^add name ds-wan type ip6tnl mode ipip6 local 2001:db8:1:\S+ remote 2001:db8:aa::1 encaplimit none$/);
  t.true(Number(seen.get('refused')) > 0);
});
