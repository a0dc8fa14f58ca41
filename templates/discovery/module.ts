/** The name pintxo.local: devices find the portal by asking the network itself, whatever name server they use. */
import { z } from 'zod';
import { defineModule, type ModuleContext } from '../contract.ts';
import { carriedZones, enabledZones, localName, topologyOf } from '../topology.ts';

/** Zones of people: services and guests look for nothing. */
const types = ['management', 'client'] as const;

export const discovery = defineModule({
  name: 'discovery',
  title: 'Found as pintxo.local',
  settings: z.strictObject({}),
  packages: ['avahi-daemon'],

  facts: (context) => {
    // Without an interface of the house it would answer on all there are.
    if (interfacesOf(context).length === 0) return {};
    return {
      ports: [{ name: 'mdns', protocol: 'udp', port: 5353, zones: enabledZones(context.zones, ...types) }],
      units: [{ unit: 'avahi-daemon.service', title: 'Found as pintxo.local', files: ['/etc/avahi/'], onChange: 'restart' }],
      checks: [{ kind: 'unit', title: 'Found as pintxo.local', unit: 'avahi-daemon.service' }],
    };
  },

  view: (context) => ({
    interfaces: interfacesOf(context),
    router: topologyOf(context.machine).mode === 'router',
    hostname: localName.split('.')[0],
    name: context.site.site.name,
  }),
});

function interfacesOf({ machine, zones }: Pick<ModuleContext<unknown>, 'machine' | 'zones'>): string[] {
  const carried = carriedZones(zones, topologyOf(machine)).filter(({ zone }) => types.some((type) => type === zone.type));
  return [...new Set(carried.map((entry) => entry.interface))];
}
