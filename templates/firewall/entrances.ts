/** Everyone's declared ports, by the interface on which they are open. Pure. */
import type { CollectedFacts } from '../contract.ts';
import { interfaceOfZone, type Topology } from '../topology.ts';

type DeclaredPort = CollectedFacts['ports'][number];

export interface Entrance {
  readonly interface: string;
  /** Only from addresses that cannot be on the internet. */
  readonly privateOnly: boolean;
  readonly answersPing: boolean;
  readonly ports: ReadonlyArray<Pick<DeclaredPort, 'protocol' | 'port' | 'name' | 'module'>>;
}

export function entrancesOf(ports: readonly DeclaredPort[], topology: Topology): Entrance[] {
  const entrances = new Map<string, DeclaredPort[]>();
  for (const port of ports) {
    for (const name of interfacesOf(port, topology)) entrances.set(name, [...(entrances.get(name) ?? []), port]);
  }
  return [...entrances].map(([name, open]) => ({
    interface: name,
    privateOnly: topology.mode === 'host',
    answersPing: !topology.wan.includes(name),
    ports: open.map(({ protocol, port, name: service, module }) => ({ protocol, port, name: service, module })),
  }));
}

function interfacesOf(port: DeclaredPort, topology: Topology): string[] {
  const interfaces = port.zones.flatMap((zone) => (zone === 'wan' ? topology.wan : (interfaceOfZone(zone, topology) ?? [])));
  return [...new Set(interfaces)];
}
