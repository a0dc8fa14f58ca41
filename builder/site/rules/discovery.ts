/** Rules about zones whose devices find each other (mDNS): what is found must be of use. */
import { quote, type Finding, type Path } from '../finding.ts';
import { nearest } from '../nearest.ts';
import { zonesOf, type Zone } from '../zones.ts';
import { isNeverReached } from './reach.ts';
import type { Rule } from './rule.ts';

export const discoveryFindsWhatIsReached: Rule = (site) => {
  const zones = zonesOf(site);
  return zones.flatMap((zone) =>
    (site.network.zones[zone.name]?.discovers ?? []).flatMap((name, index): Finding[] => {
      const path: Path = ['network', 'zones', zone.name, 'discovers', index];
      const finding = refuse(zone, name, zones) ?? doubt(zone, name, zones);
      return finding === undefined ? [] : [{ path, ...finding }];
    }),
  );
};

type Judgement = Omit<Finding, 'path'>;

function refuse(zone: Zone, name: string, zones: readonly Zone[]): Judgement | undefined {
  const known = zones.map((each) => each.name);
  if (!known.includes(name)) {
    const meant = nearest(name, known);
    return { message: `there is no zone named ${quote(name)}`, remedy: meant === undefined ? `zones here: ${known.join(', ')}` : `did you mean ${meant}?` };
  }
  if (name === zone.name) return { message: 'devices of one zone find each other anyway', remedy: 'remove it' };
  if (zone.mayReach.includes(name) || zone.mayReach.includes('*')) return undefined;
  const message = `${zone.name} may not reach ${name}, so what is found there could not be used`;
  if (isNeverReached(zone, name, zones)) return { message, remedy: 'remove it' };
  return { message, remedy: `add ${name} to mayReach of the zone ${zone.name}, or remove it here` };
}

// The zone may be switched on later, so this stops nobody.
function doubt(zone: Zone, name: string, zones: readonly Zone[]): Judgement | undefined {
  const off = zones.find((each) => !each.enabled && [zone.name, name].includes(each.name));
  if (off === undefined) return undefined;
  return { severity: 'warning', message: `the zone ${off.name} is off, so nothing comes of this`, remedy: `switch it on with network.zones.${off.name}.enabled: true, or remove it here` };
}
