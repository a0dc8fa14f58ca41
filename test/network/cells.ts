/** Every packet worth sending in a house, and what the table of the zones says about it. */
import { isIPv6 } from 'node:net';
import { type House, hosts } from './house.ts';
import { type Expectation, expectationOf, type Sent, type World } from './oracle.ts';
import type { Outcome, Place, Probe } from './protocol.ts';
import { notYet, serviceTable, usualUntagged } from './zone-table.ts';

export interface Cell {
  readonly probe: Probe;
  readonly sent: Sent;
  readonly expected: Expectation;
}

type Draft = Omit<Probe, 'id'>;

export const closedPort = 9;
export const openPort = 4000;

/** Between each two sides, in both families and all protocols; and to the node itself. */
export function matrix(house: Pick<House, 'places'>): Draft[] {
  return house.places.flatMap((from) =>
    house.places.filter((to) => to !== from).flatMap((to) => {
      const ends = hosts(to).filter((host) => reaches(from, host));
      return ends.flatMap((host) => (['tcp', 'udp', 'icmp'] as const).map((kind): Draft => ({ from: from.name, kind, host, port: openPort, ...sourceLike(from, host) })));
    }),
  );
}

/** From each side to every port of the node that someone may reach, and to one that nobody may. */
export function doors({ policy, places }: Pick<House, 'policy' | 'places'>): Draft[] {
  const ports = [...[...serviceTable(usualUntagged), ...policy.services].filter(({ port }) => port !== 67).map(({ protocol, port }) => `${protocol} ${port}`), `tcp ${closedPort}`, `udp ${closedPort}`];
  return places.flatMap((from) =>
    from.nodeAddresses.map((cidr) => cidr.split('/')[0] ?? '').filter((host) => reaches(from, host)).flatMap((host) => [
      { from: from.name, kind: 'icmp' as const, host, port: 0, ...sourceLike(from, host) },
      ...[...new Set(ports)].map((text) => {
        const [kind, port] = text.split(' ');
        return { from: from.name, kind: kind === 'tcp' ? ('tcp' as const) : ('udp' as const), host, port: Number(port), ...sourceLike(from, host) };
      }),
    ]),
  );
}

/** Through the ways in of `everyZone` and past them. `publicAddress`: the node's towards the internet. */
export function pinholes(publicAddress: string, web6: string): Draft[] {
  const from = (place: string, kind: Probe['kind'], host: string, port: number): Draft => ({ from: place, kind, host, port });
  return [
    from('internet', 'tcp', publicAddress, 443),
    from('internet', 'udp', publicAddress, openPort),
    from('internet', 'tcp', publicAddress, openPort),
    from('internet', 'tcp', web6, openPort),
    from('internet', 'tcp', web6, 443),
    from('dmz', 'tcp', '10.2.0.7', 5432),
    from('dmz', 'tcp', '10.2.0.7', 22),
    from('dmz', 'udp', '10.2.0.7', 514),
    from('home', 'tcp', '10.6.0.7', openPort),
  ];
}

export function cellsOf(world: World, drafts: readonly Draft[]): Cell[] {
  return drafts.map((draft, id) => {
    const from = world.places.find(({ name }) => name === draft.from);
    const sent: Sent = {
      from: draft.from,
      source: draft.source ?? (from === undefined ? '' : (hosts(from).find((host) => isIPv6(host) === isIPv6(draft.host)) ?? '')),
      destination: draft.host,
      protocol: draft.kind,
      port: draft.kind === 'icmp' ? null : draft.port,
    };
    return { probe: { ...draft, id }, sent, expected: expectationOf(world, sent) };
  });
}

/** Where what happened is not what the table says; but for what is known not to be so yet. */
export function differences(cells: readonly Cell[], outcomes: readonly Outcome[]): string[] {
  const arrived = new Map(outcomes.map((outcome) => [outcome.id, outcome.arrived]));
  return cells
    .filter((cell) => arrived.get(cell.probe.id) !== cell.expected.allowed && !isNotYet(cell))
    .map(({ probe, expected }) => `${probe.from} ${probe.source ?? ''} > ${probe.host} ${probe.kind}/${probe.port}: the table says ${expected.rule} (${expected.reason}), the packet ${arrived.get(probe.id) === true ? 'arrived' : 'did not arrive'}`);
}

export function isNotYet({ sent, expected }: Cell, rows = notYet): boolean {
  return rows.some(({ from, rule, port }) => from === sent.from && rule === expected.rule && (port === undefined || port === sent.port));
}

function reaches(from: Place, host: string): boolean {
  return hosts(from).some((own) => isIPv6(own) === isIPv6(host));
}

/** As machines do: the house's own prefix to the house's own, the provider's to the rest. */
function sourceLike(from: Place, host: string): Pick<Draft, 'source'> {
  const same = hosts(from).filter((own) => isIPv6(own) === isIPv6(host));
  const alike = same.find((own) => own.startsWith('fd') === host.startsWith('fd')) ?? same[0];
  return alike === undefined ? {} : { source: alike };
}
