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
