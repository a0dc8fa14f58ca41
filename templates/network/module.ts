/** Links, addresses and the DHCP server of the LAN, by systemd-networkd. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';
import { managementZone, topologyOf } from '../topology.ts';
import { bridgesOf, linksOf, networksOf } from './links.ts';

export const network = defineModule({
  name: 'network',
  title: 'Network links and addresses',
  settings: z.strictObject({}),
  packages: ['systemd', 'udev', 'iproute2'],

  facts: ({ machine }) => ({
    ports:
      topologyOf(machine).mode === 'router' ? [{ name: 'dhcp', protocol: 'udp', port: 67, zones: [managementZone] }] : [],
    units: [
      { unit: 'systemd-networkd.service', title: 'Network', files: ['/etc/systemd/network/'], onChange: 'reload' },
    ],
    checks: [{ kind: 'unit', title: 'Network', unit: 'systemd-networkd.service' }],
  }),

  view: ({ site, machine, zones }) => ({
    domain: site.site.domain,
    links: linksOf(machine),
    bridges: bridgesOf(topologyOf(machine)),
    networks: networksOf(site, topologyOf(machine), zones.find((zone) => zone.name === managementZone)),
  }),
});
