/** What becomes of connections that are open while the rules of the firewall change. */
import test from 'ava';
import { needing } from '../needing.ts';
import { look } from './look.ts';
import { obstacle } from './run.ts';

const tools = process.env['PINTXO_TOOLS_ROOT'] ?? '';
const see = needing(test, obstacle(process.env['PINTXO_TOOLS_ROOT']));

const always = `site: { name: casa }
admin: { name: alex, sshKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl alex@laptop] }
network:
  zones:
    srv:
      pinholes:
        stays: { from: [dmz], address: 10.2.0.7, port: 5000 }
`;
const closedLater = `        closed: { from: [dmz], address: 10.2.0.8, port: 5002 }
        stream: { from: [dmz], address: 10.2.0.8, protocol: udp, port: 5003 }
`;
const published = `    dmz:
      pinholes:
        game: { from: [internet], address: 10.6.0.7, port: 5000 }
`;
const publishedClosedLater = `        web: { from: [internet], address: 10.6.0.8, port: 5002, publicPort: 5001 }
`;

see('what the rules close is closed for open connections too, and the others stay', async (t) => {
  t.timeout(120_000);
  const seen = await look('changes.sh', always + closedLater + published + publishedClosedLater, tools, always + published);
  t.is(seen.get('open'), '6');
  t.is(seen.get('forged'), 'packets 1');
  const kept = ['pair', 'outward', 'pinhole_stays', 'pinhole_closed', 'published_stays', 'published_closed'].filter((name) => seen.get(name) === 'kept');
  t.deepEqual(kept, ['pair', 'outward', 'pinhole_stays', 'published_stays']);
  t.deepEqual([seen.get('stream_stays'), seen.get('stream_closed')], ['flows', 'ended']);
});
