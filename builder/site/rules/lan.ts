/** Rules about what the ports to the house carry. */
import { quote, type Finding, type Path } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { Site } from '../site.ts';
import { untaggedZone, zonesOf, type Zone } from '../zones.ts';
import { isPortAddress } from './links.ts';
import { when, type Rule } from './rule.ts';

const management = 'mgmt';
/** Whoever plugs in a cable is in the zone of untagged frames, and administrators work from there. */
const peopleTypes: ReadonlyArray<Zone['type']> = ['management', 'client'];

export const untaggedZoneIsForPeople: Rule = (site) => {
  const untagged = untaggedZone(site);
  const path: Path = ['network', 'lan', 'untagged'];
  const zone = zonesOf(site).find(({ name }) => name === untagged);
  if (zone === undefined) return [{ path, message: `there is no zone named ${quote(untagged)}`, remedy: suggestion(untagged, site) }];
  if (!peopleTypes.includes(zone.type)) return [{ path, message: `untagged frames cannot be in the zone ${untagged}`, remedy: 'administrators work from the zone of untagged frames: take home, mgmt or another zone of type client; for ports of one zone write network.lan.ports' }];
  return when(!zone.enabled, () => ({ path, message: `the zone ${untagged} is off, and takes the untagged frames of the house`, remedy: `switch it on with network.zones.${untagged}.enabled: true, or write network.lan.untagged: mgmt` }));
};

export const portsAreAddresses: Rule = ({ network: { wan, lan } }) =>
  lan.ports.flatMap(({ mac }, index): Finding[] => {
    const path: Path = ['network', 'lan', 'ports', index, 'mac'];
    if (!isPortAddress(mac)) return [{ path, message: `${quote(mac)} is not the MAC address of a port`, remedy: 'write six pairs of 0-9 and a-f, such as 00:1b:21:3a:4f:5c, as `pintxo plan` shows them' }];
    if (mac === wan.mac) return [{ path, message: `${quote(mac)} is the port to the internet`, remedy: 'it carries no zones: remove this entry' }];
    return when(lan.ports.findIndex((other) => other.mac === mac) < index, () => ({ path, message: `${quote(mac)} is described twice`, remedy: 'write what a port carries once' }));
  });

export const portsCarryOneThing: Rule = ({ network: { lan } }) =>
  lan.ports.flatMap(({ zone, untagged, tagged = [] }, index): Finding[] => {
    const path: Path = ['network', 'lan', 'ports', index];
    const carries = untagged !== undefined || tagged.length > 0;
    if (zone !== undefined && carries) return [{ path, message: 'a port is in one zone, or carries several', remedy: 'write zone alone, or untagged and tagged without it' }];
    if (zone === undefined && !carries) return [{ path, message: 'nothing says what this port carries', remedy: 'write zone: guest, or tagged: [guest, iotCloud], or remove the entry' }];
    return when(untagged !== undefined && tagged.includes(untagged), () => ({
      path: [...path, 'tagged', tagged.indexOf(untagged ?? '')],
      message: `frames of the zone ${untagged ?? ''} leave this port untagged, so not tagged as well`,
      remedy: 'remove it here or in untagged',
    }));
  });

export const portsNameZones: Rule = (site) => {
  const zones = zonesOf(site);
  return namesOnPorts(site).flatMap(({ path, name, isTagged }): Finding[] => {
    const zone = zones.find((each) => each.name === name);
    if (zone === undefined) return [{ path, message: `there is no zone named ${quote(name)}`, remedy: suggestion(name, site) }];
    if (!zone.enabled) return [{ path, message: `the zone ${name} is off`, remedy: `switch it on with network.zones.${name}.enabled: true, or remove it here` }];
    return when(isTagged && zone.vlan === 0, () => ({ path, message: `the zone ${name} has no VLAN`, remedy: `give it one, such as network.zones.${management}.vlan: 100` }));
  });
};

interface Named {
  readonly path: Path;
  readonly name: string;
  readonly isTagged: boolean;
}

function namesOnPorts({ network: { lan } }: Site): Named[] {
  return lan.ports.flatMap(({ zone, untagged, tagged = [] }, index) => {
    const path: Path = ['network', 'lan', 'ports', index];
    return [
      ...(zone === undefined ? [] : [{ path: [...path, 'zone'], name: zone, isTagged: false }]),
      ...(untagged === undefined ? [] : [{ path: [...path, 'untagged'], name: untagged, isTagged: false }]),
      ...tagged.map((name, place) => ({ path: [...path, 'tagged', place], name, isTagged: true })),
    ];
  });
}

function suggestion(name: string, site: Site): string {
  const names = zonesOf(site).map((zone) => zone.name);
  const meant = nearest(name, names);
  return meant === undefined ? `zones here: ${names.join(', ')}` : `did you mean ${meant}?`;
}
