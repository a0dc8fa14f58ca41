import test from 'ava';
import { needing } from '../needing.ts';
import { look } from './look.ts';
import { obstacle } from './run.ts';

const tools = process.env['PINTXO_TOOLS_ROOT'] ?? '';
const see = needing(test, obstacle(process.env['PINTXO_TOOLS_ROOT']));

const site = `site: { name: casa }
admin: { name: alex, sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl alex@laptop] }
network:
  wan: { mode: static, address: 198.51.100.20/24, gateway: 198.51.100.1, dns: [203.0.113.53] }
  zones:
    iotCloud: { enabled: true }
    iotLocal: { enabled: true }
    home:
      discovers: [iotCloud]
      devices:
        printer: { mac: '00:1b:21:3a:4f:5e', address: 10.3.10.20, aliases: [laser] }
modules:
  dns: { filter: { names: [ads.example] }, rebinding: [kind.evil.example] }
`;

const lease = /^10\.3\.10\.(\d+)\/24$/;

/** What does not depend on which address a machine got. */
const exactly: Readonly<Record<string, string>> = {
  lease_home_router: '10.3.10.1',
  lease_static: '10.3.10.20/24',
  reverse_of_lease: 'laptop.home.internal.',
  static_name: '10.3.10.20 10.3.10.20',
  mgmt_sees_home: '10.3.10.20',
  node_name_home: '10.0.0.1',
  portal_home: '10.0.0.1',
  guest_sees_node: '10.0.0.1',
  guest_sees_home: 'NXDOMAIN',
  guest_sees_home_reverse: 'NXDOMAIN',
  guest_sees_portal: 'NXDOMAIN',
  unknown_internal: 'NXDOMAIN',
  internet_name: '203.0.113.80',
  rebinding: '',
  rebinding_exception: '10.0.0.7',
  canary: 'NXDOMAIN',
  things_see_node: '10.0.0.1',
  things_ask_outside: 'REFUSED',
  blocked: 'NXDOMAIN',
  outsider: '',
  names_port_closed: '',
  time: '1',
  discovery_answer: 'here is any printers?',
  discovery_heard: 'any printers?',
  discovery_guest: '',
  outage_known: '203.0.113.80',
  outage_own: '10.3.10.20',
  outage_node: '10.0.0.1',
  outage_time: '1',
  outage_published: 'published',
  back: '203.0.113.80',
};

see('machines get addresses, names and the time, see what is theirs to see, and go on when the internet is gone', async (t) => {
  t.timeout(240_000);
  const seen = await look('services.sh', site, tools);
  const saw = (name: string): string => seen.get(name) ?? '';
  t.log(Object.fromEntries(seen));
  for (const [name, expected] of Object.entries(exactly)) t.is(seen.get(name), expected, name);
  const host = Number(lease.exec(saw('lease_home'))?.[1]);
  t.true(host >= 50 && host <= 250, 'a lease from the range of the zone');
  t.is(`${saw('name_of_lease')}/24`, saw('lease_home'));
  t.is(`${saw('guest_sees_itself')}/24`, saw('lease_guest'));
  t.regex(saw('outage_lease'), /^10\.6\.0\.\d+\/24$/);
  // Who asks for what has expired waits a quarter of a second for something better; the rest is what a busy computer takes.
  for (const name of ['outage_milliseconds', 'outage_own_milliseconds']) t.true(saw(name) !== '' && Number(saw(name)) < 1000, name);
});
