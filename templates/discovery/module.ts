/** Finding by asking the network itself (mDNS): the portal as pintxo.local, and devices across zones where the site wants it. */
import { z } from 'zod';
import { defineModule, type ModuleContext } from '../contract.ts';
import { carriedZones, enabledZones, localName, topologyOf } from '../topology.ts';

/** Zones of people: services and guests look for nothing. */
const types = ['management', 'client'] as const;

export const discovery = defineModule({
  name: 'discovery',
  title: 'Found as pintxo.local',
  settings: z.strictObject({}),
  packages: ['avahi-daemon', 'mdns-reflector'],

  facts: (context) => {
    // Without an interface of the house it would answer on all there are.
    if (interfacesOf(context).length === 0) return {};
    const reflectors = Object.entries(reflectionsOf(context)).map(([name, { title }]) => ({ unit: `pintxo-discovery-${name}.service`, title }));
    return {
      ports: [{ name: 'mdns', protocol: 'udp', port: 5353, zones: askingZones(context) }],
      units: [
        { unit: 'avahi-daemon.service', title: 'Found as pintxo.local', files: ['/etc/avahi/'], onChange: 'restart' },
        // It holds on to the links that it began with.
        ...reflectors.map(({ unit, title }) => ({ unit, title, files: ['/etc/systemd/network/'], onChange: 'restart' }) as const),
      ],
      checks: [
        { kind: 'unit', title: 'Found as pintxo.local', unit: 'avahi-daemon.service' },
        // A link that is gone ends it, which no other version would mend.
        ...reflectors.map(({ unit, title }) => ({ kind: 'unit', title, unit, blame: 'machine' }) as const),
      ],
    };
  },

  view: (context) => ({
    interfaces: interfacesOf(context),
    router: topologyOf(context.machine).mode === 'router',
    hostname: localName.split('.')[0],
    name: shownName(context),
    reflections: reflectionsOf(context),
  }),
});

/** People who look for the portal see that it waits for them; a name of a service has 63 bytes at most. */
function shownName({ site, machine }: Pick<ModuleContext<unknown>, 'site' | 'machine'>): string {
  return machine.asksAboutCables === true ? `${site.site.name.slice(0, 30)}: cables swapped?` : site.site.name;
}

type Context = Pick<ModuleContext<unknown>, 'machine' | 'zones'>;

interface Reflection {
  readonly title: string;
  readonly from: string;
  readonly to: string;
}

/** Pairs of zones whose devices find each other, each once, by the names of both. */
function reflectionsOf({ machine, zones }: Context): Record<string, Reflection> {
  const carried = carriedZones(zones, topologyOf(machine));
  const pairs = carried.flatMap(({ zone, interface: from }) =>
    zone.discovers.flatMap((name) => {
      const other = carried.find((each) => each.zone.name === name);
      return other === undefined ? [] : [{ names: [zone.name, name].sort(), from, to: other.interface }];
    }),
  );
  return Object.fromEntries(pairs.map(({ names, from, to }) => [names.join('-'), { title: `Devices of ${names.join(' and ')} find each other`, from, to }]));
}

function askingZones({ machine, zones }: Context): string[] {
  const carried = carriedZones(zones, topologyOf(machine)).map(({ zone }) => zone);
  const paired = carried.filter((zone) => carried.some((other) => zone.discovers.includes(other.name) || other.discovers.includes(zone.name)));
  return [...new Set([...enabledZones(zones, ...types), ...paired.map(({ name }) => name)])];
}

function interfacesOf({ machine, zones }: Context): string[] {
  const carried = carriedZones(zones, topologyOf(machine)).filter(({ zone }) => types.some((type) => type === zone.type));
  return [...new Set(carried.map((entry) => entry.interface))];
}
