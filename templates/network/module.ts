/** Links, zones, addresses and router advertisements, by systemd-networkd. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';
import { topologyOf } from '../topology.ts';
import { devicesOf, linksOf, networksOf } from './links.ts';

export const network = defineModule({
  name: 'network',
  title: 'Network links and zones',
  settings: z.strictObject({}),
  packages: ['systemd', 'udev', 'iproute2'],

  facts: () => ({
    units: [
      { unit: 'systemd-networkd.service', title: 'Network', files: ['/etc/systemd/network/'], onChange: 'reload' },
    ],
    checks: [{ kind: 'unit', title: 'Network', unit: 'systemd-networkd.service' }],
  }),

  view: ({ site, machine, zones }) => {
    const topology = topologyOf(machine);
    return {
      domain: site.site.domain,
      router: topology.mode === 'router',
      uplink: topology.wan[0] ?? null,
      links: linksOf(machine),
      devices: devicesOf(site, machine, zones, topology),
      networks: networksOf(site, machine, zones, topology),
    };
  },
});
