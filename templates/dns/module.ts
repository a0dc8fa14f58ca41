/** The resolver: unbound, validating and caching, with the node's own names. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';
import { enabledZones, nodeAddresses, nodeName, privateRanges } from '../topology.ts';
import { localZones, recordsOf, reverseRecords } from './records.ts';

export const dns = defineModule({
  name: 'dns',
  title: 'DNS resolver',
  settings: z.strictObject({}),
  packages: ['unbound', 'dns-root-data'],

  facts: ({ zones }) => ({
    ports: [
      { name: 'dns', protocol: 'udp', port: 53, zones: enabledZones(zones) },
      { name: 'dns', protocol: 'tcp', port: 53, zones: enabledZones(zones) },
    ],
    units: [{ unit: 'unbound.service', title: 'DNS resolver', files: ['/etc/unbound/'], onChange: 'reload' }],
    checks: [
      { kind: 'unit', title: 'DNS resolver', unit: 'unbound.service' },
      { kind: 'dns', title: 'DNS answers for the site', name: nodeName },
    ],
  }),

  view: (context, facts) => {
    const { site } = context;
    const names = [...facts.names.map(({ name }) => name), ...facts.published.flatMap(({ host, aliases = [] }) => [host, ...aliases])];
    const addresses = nodeAddresses(context);
    return {
      domain: site.site.domain,
      allowed: [...privateRanges.ipv4, ...privateRanges.ipv6],
      rebinding: [...privateRanges.ipv4, ...privateRanges.ipv6],
      zones: localZones(site.site.domain),
      records: recordsOf(names, addresses),
      reverse: reverseRecords(nodeName, addresses),
      upstream: site.network.wan.dns,
      // With a dead clock every signature looks wrong; the time servers must be found for the clock to be set.
      unsigned: ['internal.', 'pool.ntp.org.'],
    };
  },
});
