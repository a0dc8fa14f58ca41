/** Not here, as namespaces have neither: a clock that jumps, and VLANs and the fast path on kernels without them; test/vm/house.test.ts has them. */
import test from 'ava';
import { needing } from '../needing.ts';
import { look } from './look.ts';
import { obstacle } from './run.ts';

const tools = process.env['PINTXO_TOOLS_ROOT'] ?? '';
const see = needing(test, obstacle(process.env['PINTXO_TOOLS_ROOT']));

const site = `site: { name: casa }
admin: { name: alex, sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl alex@laptop] }
network:
  wan: { dns: [203.0.113.53] }
`;

const exactly: Readonly<Record<string, string>> = {
  wan_up: 'yes',
  flaps_names_failed: '0',
  flaps_inside: 'kept',
  flaps_over: 'yes',
  flaps_addresses: '1',
  flaps_routes: '1',
  prefix_first: 'yes',
  prefix_reaches: 'yes',
  prefix_second: 'yes',
  prefix_old_gone: 'yes',
  prefix_client_moves: 'yes',
  prefix_reaches_again: 'yes',
  prefix_own_stays: '1',
  connections: '10000',
  connections_known: 'yes',
  connections_one_more: 'yes',
  flood_over: 'NOERROR',
  outside_unserved: '',
  rogue_taken: 'yes',
  rogue_mgmt: '10.0.0.1',
  rogue_mgmt_to_srv: '1',
  rogue_home: '10.0.0.1',
  rogue_gets_in: '',
  rogue_names: '',
  back: 'yes',
};

/** What a question may take at most while the computer that tests has two processors and much to do. */
const patienceMs = 1000;

see('an uplink that flaps, a new prefix, ten thousand connections, a flood of questions and a foreign DHCP server leave the house working', async (t) => {
  t.timeout(300_000);
  const seen = await look('faults.sh', site, tools);
  t.log(Object.fromEntries(seen));
  for (const [name, expected] of Object.entries(exactly)) t.is(seen.get(name), expected, name);
  for (const name of ['connections_names', 'flood_own', 'flood_internet']) t.true(/^\d+$/.test(seen.get(name) ?? '') && Number(seen.get(name)) < patienceMs, name);
  t.true(Number(seen.get('flood_refused')) > 0, 'the flood meets a limit');
  t.regex(seen.get('rogue_lease') ?? '', /^10\.6\.0\.\d+\/24$/);
});
