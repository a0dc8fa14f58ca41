/**
 * Who may speak to whom, as the platform's defaults say it: the judge of the packets, written down apart from the code that makes the
 * rules, and from nothing of it. A row is changed when the defaults are, never because a packet went another way.
 */

export interface ZoneRow {
  /** Zones, and the internet, to which machines of the zone may start connections. */
  readonly reaches: readonly string[];
  /** Private addresses behind the uplink: the provider's router, a house in front of ours. */
  readonly reachesPrivateOutside: boolean;
  /** From where a site may open a pinhole into the zone. */
  readonly pinholesFrom: readonly string[];
}

const inside = ['srv', 'home', 'work', 'guest', 'dmz', 'iotLocal', 'iotCloud', 'iotCams', 'iotUntrust'];

export const zoneTable: Readonly<Record<string, ZoneRow>> = {
  mgmt: { reaches: ['internet', ...inside, 'admin'], reachesPrivateOutside: true, pinholesFrom: [] },
  srv: { reaches: ['internet'], reachesPrivateOutside: true, pinholesFrom: ['dmz'] },
  home: { reaches: ['internet', 'srv', 'iotCloud', 'iotLocal'], reachesPrivateOutside: true, pinholesFrom: [] },
  work: { reaches: ['internet', 'srv'], reachesPrivateOutside: true, pinholesFrom: [] },
  guest: { reaches: ['internet'], reachesPrivateOutside: false, pinholesFrom: [] },
  dmz: { reaches: ['internet'], reachesPrivateOutside: false, pinholesFrom: ['internet'] },
  iotLocal: { reaches: [], reachesPrivateOutside: false, pinholesFrom: ['srv'] },
  iotCloud: { reaches: ['internet'], reachesPrivateOutside: false, pinholesFrom: ['srv', 'home'] },
  iotCams: { reaches: [], reachesPrivateOutside: false, pinholesFrom: ['srv'] },
  iotUntrust: { reaches: ['internet'], reachesPrivateOutside: false, pinholesFrom: [] },
  /** The overlay of administrators who are elsewhere. */
  admin: { reaches: ['mgmt'], reachesPrivateOutside: false, pinholesFrom: [] },
  /** Nothing comes in from there but through what the site opens. */
  internet: { reaches: [], reachesPrivateOutside: true, pinholesFrom: [] },
};

export interface ServiceRow {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly zones: readonly string[];
}

const everyZone = ['mgmt', ...inside, 'admin'];
/** The zone of untagged frames where the site does not say: the whole house, where the switch knows no VLANs. */
export const usualUntagged = 'home';

/** What the machine itself answers, and whom; administrators work from the zone of untagged frames too. */
export function serviceTable(untagged: string): readonly ServiceRow[] {
  const administrators = ['mgmt', untagged, 'admin'];
  const people = [...new Set([...administrators, 'home', 'work'])];
  return [
    { protocol: 'tcp', port: 22, zones: administrators },
    { protocol: 'udp', port: 53, zones: everyZone },
    { protocol: 'tcp', port: 53, zones: everyZone },
    { protocol: 'udp', port: 123, zones: everyZone },
    { protocol: 'tcp', port: 80, zones: [...people, 'srv'] },
    { protocol: 'tcp', port: 443, zones: [...people, 'srv'] },
    { protocol: 'udp', port: 5353, zones: people },
    // The way in of administrators who are elsewhere, where the site has them come.
    { protocol: 'udp', port: 51_821, zones: ['mgmt', 'admin'] },
  ];
}

/** Where the code does not do yet what the table says. A row goes when it does: its test fails then. */
export const notYet: ReadonlyArray<{ readonly from: string; readonly rule: string; readonly port?: number }> = [];
