import test, { type ExecutionContext } from 'ava';
import { needing } from '../needing.ts';
import { cellsOf, differences, doors, matrix, pinholes, openPort, closedPort, type Cell } from './cells.ts';
import { everyPinhole, everyZone, houseOf, routes, type House } from './house.ts';
import type { Probe, Report } from './protocol.ts';
import { obstacle, sendPackets } from './run.ts';

const tools = process.env['PINTXO_TOOLS_ROOT'] ?? '';
const see = needing(test.serial, obstacle(process.env['PINTXO_TOOLS_ROOT']));

const web6 = '2001:db8:0:6::7';
const allZones = everyZone(web6);

type Drafts = ReadonlyArray<Omit<Probe, 'id'>>;

interface Sent {
  readonly cells: readonly Cell[];
  readonly report: Report;
}

async function send(t: ExecutionContext, house: House, drafts: Drafts, untagged?: string): Promise<Sent> {
  t.timeout(240_000);
  const cells = cellsOf({ places: house.places, pinholes: everyPinhole(web6), ...(untagged === undefined ? {} : { untagged }) }, drafts);
  const answering = [openPort, closedPort, 22, 53, 80, 443, 514, 5432, ...house.policy.services.map(({ port }) => port)];
  const ports = [...new Set(answering)].filter((port) => port !== 67);
  const report = await sendPackets({ tools, ruleset: house.ruleset, places: [...house.places], routes: house.policy.mode === 'router' ? routes : [], tcp: ports, udp: ports, probes: cells.map(({ probe }) => probe) });
  return { cells, report };
}

see('what each side may send to each other side arrives, and nothing else does', async (t) => {
  const house = await houseOf(allZones);
  const local = house.places.find(({ name }) => name === 'home')?.addresses.find((address) => address.startsWith('fd'))?.replace(/\/.*/, '') ?? '';
  const sent = await send(t, house, [...matrix(house), { from: 'home', kind: 'tcp', host: '2001:db8:ffff::7', port: openPort, source: local }]);
  t.true(sent.cells.length > 900);
  t.true(sent.cells.filter(({ expected }) => expected.allowed).length > 100);
  t.log(`${sent.cells.length} packets, ${sent.cells.filter(({ expected }) => expected.allowed).length} of them allowed`);
  t.deepEqual(differences(sent.cells, sent.report.outcomes), []);
  for (const rule of ['no_pair', 'private', 'local_prefix']) t.true((sent.report.counters[`refused_${rule}`] ?? 0) > 0, rule);
});

see("the node's own services answer the zones they are for, and nobody else", async (t) => {
  const house = await houseOf(allZones);
  const sent = await send(t, house, doors(house));
  t.log(`${sent.cells.length} packets, ${sent.cells.filter(({ expected }) => expected.allowed).length} of them allowed`);
  t.deepEqual(differences(sent.cells, sent.report.outcomes), []);
  t.true((sent.report.counters['refused_closed'] ?? 0) > 0);
});

see('where switch and access points know VLANs and untagged frames are mgmt, packets and services go by the same table', async (t) => {
  const house = await houseOf(everyZone(web6, 'mgmt'));
  const sent = await send(t, house, [...matrix(house).filter(({ from, kind }) => kind === 'tcp' && ['mgmt', 'home', 'guest', 'internet'].includes(from)), ...doors(house)], 'mgmt');
  t.log(`${sent.cells.length} packets, ${sent.cells.filter(({ expected }) => expected.allowed).length} of them allowed`);
  t.deepEqual(differences(sent.cells, sent.report.outcomes), []);
});

see('pinholes let in exactly what they name; published ports lead to their machine', async (t) => {
  const house = await houseOf(allZones);
  const sent = await send(t, house, pinholes('192.168.1.20', web6));
  t.deepEqual(differences(sent.cells, sent.report.outcomes), []);
  const [web, game] = [0, 1].map((id) => sent.report.outcomes.find((outcome) => outcome.id === id));
  t.is(web?.answeredBy, 'dmz');
  t.is(game?.answeredBy, 'dmz');
});

see('towards the internet the house has one IPv4 address; inside, addresses stay', async (t) => {
  const house = await houseOf(allZones);
  const sent = await send(t, house, [
    { from: 'home', kind: 'tcp', host: '203.0.113.7', port: openPort },
    { from: 'home', kind: 'tcp', host: '10.2.0.7', port: openPort },
    { from: 'mgmt', kind: 'tcp', host: '192.168.1.1', port: openPort },
  ]);
  t.deepEqual([...sent.report.outcomes].sort((one, other) => one.id - other.id).map(({ seenAs }) => seenAs), ['192.168.1.20', '10.3.10.7', '192.168.1.20']);
});

see('forged senders, answers nobody asked for, and floods of questions are refused', async (t) => {
  const house = await houseOf(allZones);
  const places = house.places.map((place) => (place.name === 'home' ? { ...place, addresses: [...place.addresses, '10.0.0.99/32'] } : place.name === 'internet' ? { ...place, addresses: [...place.addresses, '10.3.10.99/32'] } : place));
  const sent = await send(t, { ...house, places }, [
    { from: 'home', kind: 'tcp', host: '10.2.0.7', port: openPort, source: '10.0.0.99' },
    { from: 'internet', kind: 'udp', host: '192.168.1.20', port: 53, source: '10.3.10.99' },
    { from: 'internet', kind: 'udp', host: '192.168.1.20', port: closedPort, sourcePort: 53 },
    { from: 'srv', kind: 'udp', host: '10.3.10.7', port: openPort, sourcePort: 53 },
    ...Array.from({ length: 3000 }, () => ({ from: 'guest', kind: 'udp' as const, host: '10.5.10.1', port: 53 })),
  ]);
  const [first] = sent.cells;
  t.is(first?.expected.rule, 'spoofed');
  t.deepEqual(differences(sent.cells.slice(0, 4), sent.report.outcomes), []);
  t.true((sent.report.counters['refused_spoofed'] ?? 0) > 0);
  t.log(`questions refused: ${sent.report.counters['refused_flood'] ?? 0}`);
});

see('with one link the node is a guest: private addresses reach its services, the internet does not, and nothing passes through', async (t) => {
  const machine = { links: [{ role: 'lan0', kind: 'lan', mac: '52:54:00:00:00:02' }], addresses: [{ role: 'lan0', cidr: '192.168.1.20/24' }] };
  const house = await houseOf('', machine);
  const places = house.places.filter(({ name }) => name === 'mgmt').map((place) => ({ ...place, nodeAddresses: ['192.168.1.20/24'], addresses: ['192.168.1.7/24', '203.0.113.7/32'], gateways: ['192.168.1.20'] }));
  const from = (source: string, kind: Probe['kind'], host: string, port: number) => ({ from: 'mgmt', kind, host, port, source });
  const sent = await send(t, { ...house, places }, [
    from('192.168.1.7', 'tcp', '192.168.1.20', 443),
    from('192.168.1.7', 'udp', '192.168.1.20', 53),
    from('192.168.1.7', 'tcp', '192.168.1.20', closedPort),
    from('192.168.1.7', 'icmp', '192.168.1.20', 0),
    from('203.0.113.7', 'tcp', '192.168.1.20', 443),
    from('192.168.1.7', 'tcp', '198.51.100.1', 443),
  ]);
  t.deepEqual([...sent.report.outcomes].sort((one, other) => one.id - other.id).map(({ arrived }) => arrived), [true, true, false, true, false, false]);
  t.true((sent.report.counters['refused_foreign'] ?? 0) > 0);
});
