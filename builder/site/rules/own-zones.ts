/** Rules about zones that a site adds to those that everyone has. */
import { quote, type Finding, type Path } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { Site } from '../site.ts';
import { isOwnZone, zoneNames } from '../zones.ts';
import { when, type Rule } from './rule.ts';

/** Names that mean something else where zones are named, or in names of machines. */
const reserved = ['internet', 'wan', 'lan', 'admin'];

export const zonesAreNamed: Rule = (site) =>
  ownZones(site).flatMap(({ name, path }, index, all) => {
    const reason = refuseName(name, [...zoneNames, ...all.slice(0, index).map((other) => other.name)]);
    return when(reason !== undefined, () => ({ path, at: 'key', message: `${quote(name)} cannot be the name of a zone`, remedy: reason ?? '' }));
  });

export const ownZonesAreWhole: Rule = (site) =>
  ownZones(site).flatMap(({ name, path, zone }): Finding[] => {
    const missing = (['type', 'vlan'] as const).filter((key) => zone[key] === undefined);
    const meant = nearest(name, zoneNames);
    const examples = { type: 'type: client (or service, guest, iot)', vlan: 'vlan: 330, an id that no other zone has' };
    if (missing.length === 0) return [];
    if (missing.length === 2 && meant !== undefined) return [{ path, at: 'key', message: `there is no zone named ${quote(name)}`, remedy: `did you mean ${meant}? a zone of your own needs type and vlan` }];
    return [{ path, at: 'key', message: `the zone ${name} is your own, and lacks ${missing.join(' and ')}`, remedy: `add ${missing.map((key) => examples[key]).join('; and ')}` }];
  });

export const knownZonesKeepTheirType: Rule = (site) =>
  Object.entries(site.network.zones)
    .filter(([name, { type }]) => !isOwnZone(name) && type !== undefined)
    .map(([name]) => ({ path: ['network', 'zones', name, 'type'], message: `the type of the zone ${name} cannot be changed`, remedy: 'remove the line, or add a zone of your own with another name' }));

function ownZones({ network: { zones } }: Site): Array<{ name: string; path: Path; zone: Site['network']['zones'][string] }> {
  return Object.entries(zones).filter(([name]) => isOwnZone(name)).map(([name, zone]) => ({ name, zone, path: ['network', 'zones', name] }));
}

function refuseName(name: string, taken: readonly string[]): string | undefined {
  if (!/^[a-zA-Z][a-zA-Z0-9-]{0,30}$/.test(name) || name.endsWith('-')) return 'write a letter, then letters, digits and hyphens, 31 at most';
  if (reserved.includes(name.toLowerCase())) return 'this name means something else already: take another';
  const same = taken.find((known) => known.toLowerCase() === name.toLowerCase());
  return same === undefined ? undefined : `capital letters make no difference in names of machines: ${same} exists already`;
}
