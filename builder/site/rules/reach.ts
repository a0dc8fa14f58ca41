/** Rules about who reaches whom: what must hold in every house, whatever its site file says. */
import { quote, type Finding, type Path } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { Site } from '../site.ts';
import { zonesOf, type Zone } from '../zones.ts';
import { when, type Rule } from './rule.ts';

type Key = 'mayReach' | 'pinholesFrom';

/** One entry of a zone's list that the site wrote. */
interface Entry {
  readonly path: Path;
  readonly key: Key;
  readonly zone: Zone;
  readonly name: string;
}

const internet = 'internet';
const management = 'mgmt';
/** Zones into which nobody but the management starts a connection. */
const isolated = ['iotCams', 'iotUntrust'];

export const managementStaysWhatItIs: Rule = (site) =>
  (['mayReach', 'pinholesFrom'] as const).filter((key) => site.network.zones[management]?.[key] !== undefined).map((key) => ({
    path: ['network', 'zones', management, key],
    at: 'key',
    message: `${key} of the management zone cannot be changed`,
    remedy: 'it reaches every zone, and nobody reaches it: remove the line',
  }));

export const reachNamesZones: Rule = (site) => {
  const known = [internet, ...new Set([...zonesOf(site).map(({ name }) => name), ...Object.keys(site.network.zones)])];
  return entries(site).filter(({ name }) => name !== '*' && !known.includes(name)).map(({ path, name }) => {
    const meant = nearest(name, known);
    return { path, message: `there is no zone named ${quote(name)}`, remedy: meant === undefined ? `zones here: ${known.join(', ')}` : `did you mean ${meant}?` };
  });
};

export const reachKeepsTheHouseApart: Rule = (site) => {
  const zones = zonesOf(site);
  return entries(site).flatMap((entry): Finding[] => {
    const refusal = refuse(entry, zones);
    return refusal === undefined ? [] : [{ path: entry.path, ...refusal }];
  });
};

/** The zone may be switched on later, so this stops nobody. */
export const reachedZonesAreOn: Rule = (site) =>
  entries(site).flatMap(({ path, zone, name }) => {
    const other = zonesOf(site).find((each) => each.name === name);
    return when(zone.enabled && other?.enabled === false, () => ({
      path,
      severity: 'warning',
      message: `the zone ${name} is off, so nothing comes of this`,
      remedy: `switch it on with network.zones.${name}.enabled: true, or remove it here`,
    }));
  });

/** Whether no site may let this zone reach the other one. */
export function isNeverReached(zone: Zone, name: string, zones: readonly Zone[]): boolean {
  return refuse({ path: [], key: 'mayReach', zone, name }, zones) !== undefined;
}

function refuse({ key, zone, name }: Entry, zones: readonly Zone[]): Pick<Finding, 'message' | 'remedy'> | undefined {
  if (name === '*') return { message: 'only the management zone reaches every zone', remedy: 'name the zones one by one' };
  if (name === management) return { message: key === 'mayReach' ? 'nobody reaches the management zone' : 'the management zone needs no pinhole', remedy: key === 'mayReach' ? 'put the machine into the zone mgmt, or use `pintxo peer add`' : 'it reaches every zone already: remove it' };
  return key === 'mayReach' ? refuseReach(zone, name) : refuseWayIn(zone, name, zones);
}

function refuseReach(zone: Zone, name: string): Pick<Finding, 'message' | 'remedy'> | undefined {
  if (zone.type === 'guest' && name !== internet) return { message: `guests reach the internet and nothing else, so ${zone.name} may not reach ${name}`, remedy: 'remove it, or make the zone one of type client' };
  if (isolated.includes(name)) return { message: `only the management zone reaches ${name}`, remedy: name === 'iotCams' ? 'remove it; a recorder in srv gets in by a pinhole' : 'remove it, or put the things into iotLocal or iotCloud' };
  return undefined;
}

function refuseWayIn(zone: Zone, name: string, zones: readonly Zone[]): Pick<Finding, 'message' | 'remedy'> | undefined {
  const comesFrom = zones.find((each) => each.name === name)?.type;
  if (comesFrom === 'guest') return { message: `guests reach the internet and nothing else, so no pinhole comes from ${name}`, remedy: 'remove it' };
  if (zone.name === 'iotUntrust') return { message: 'only the management zone reaches iotUntrust', remedy: 'remove the line, or put the things into iotLocal or iotCloud' };
  if (zone.name === 'iotCams' && name !== 'srv') return { message: 'only a recorder in srv gets in to iotCams', remedy: 'write [srv], or remove the line' };
  if (zone.type === 'guest') return { message: `nobody gets in to the guests, so no pinhole leads to ${zone.name}`, remedy: 'remove the line' };
  return undefined;
}

function entries(site: Site): Entry[] {
  return zonesOf(site).filter(({ name }) => name !== management).flatMap((zone) =>
    (['mayReach', 'pinholesFrom'] as const).flatMap((key) =>
      (site.network.zones[zone.name]?.[key] ?? []).map((name, index) => ({ path: ['network', 'zones', zone.name, key, index], key, zone, name })),
    ),
  );
}
