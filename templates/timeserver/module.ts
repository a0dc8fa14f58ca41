/** chrony: the machine's own clock, and the time for every zone. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';
import { carriedZones, overlayNetwork, topologyOf, uniqueLocalPrefix, uniqueLocalSubnet } from '../topology.ts';

const Settings = z.strictObject({
  servers: z
    .array(z.union([z.ipv4(), z.ipv6(), z.hostname()]).meta({ description: 'Name or address of a time server, such as `ptbtime1.ptb.de`' }))
    .default([])
    .meta({ description: "Time servers to ask before Debian's own; for sites without internet", examples: [['ptbtime1.ptb.de']] }),
});

export const timeserver = defineModule({
  name: 'timeserver',
  title: 'Time',
  settings: Settings,
  packages: ['chrony'],

  facts: ({ machine, zones }) => {
    const served = topologyOf(machine).mode === 'router' ? carriedZones(zones, topologyOf(machine)).map(({ zone }) => zone.name) : [];
    return {
      ports: served.length > 0 ? [{ name: 'ntp', protocol: 'udp', port: 123, zones: served }] : [],
      units: [{ unit: 'chrony.service', title: 'Clock', files: ['/etc/chrony/'], onChange: 'restart' }],
      checks: [{ kind: 'unit', title: 'Clock keeper', unit: 'chrony.service' }],
    };
  },

  view: ({ site, machine, zones, settings }) => {
    const topology = topologyOf(machine);
    const prefix = uniqueLocalPrefix(site, machine);
    const served = topology.mode === 'router' ? carriedZones(zones, topology).map(({ zone }) => zone) : [];
    const subnets = served.flatMap((zone) => [zone.subnet, uniqueLocalSubnet(prefix, zone).subnet]);
    return { servers: settings.servers, allowed: subnets.length > 0 ? [...subnets, overlayNetwork(site).subnet] : [] };
  },
});
