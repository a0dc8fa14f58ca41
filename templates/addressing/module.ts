/** dnsmasq: addresses for the machines in the zones, and names for those addresses. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';
import { leaseNameServer, topologyOf } from '../topology.ts';
import { leaseZones, reverseDomain } from './zones.ts';

const unit = 'pintxo-addressing.service';

export const addressing = defineModule({
  name: 'addressing',
  title: 'Addresses and names of the machines in the house',
  settings: z.strictObject({}),
  packages: ['dnsmasq-base'],

  facts: ({ site, machine, zones }) => {
    const topology = topologyOf(machine);
    if (topology.mode === 'host') return {};
    const served = leaseZones(site, zones, topology).map(({ name }) => name);
    return {
      ports: [{ name: 'dhcp', protocol: 'udp', port: 67, zones: served }],
      units: [{ unit, title: 'Addresses (DHCP)', files: ['/etc/dnsmasq.conf', `/etc/systemd/system/${unit}`], onChange: 'restart' }],
      state: [{ path: '/var/lib/dnsmasq', title: 'Which machine has which address' }],
      checks: [{ kind: 'unit', title: 'Addresses (DHCP)', unit }],
    };
  },

  view: ({ site, machine, zones }) => {
    const topology = topologyOf(machine);
    const served = topology.mode === 'router' ? leaseZones(site, zones, topology) : [];
    return { port: leaseNameServer.port, zones: served, reverse: served.map(({ subnet }) => reverseDomain(subnet)) };
  },
});
