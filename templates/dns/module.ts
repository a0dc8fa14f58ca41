/** The resolver: unbound, validating and caching, with the names of the house. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';
import { enabledZones, leaseNameServer, nodeAddresses, nodeName, privateRanges } from '../topology.ts';
import { localZones, reverseRecords } from './records.ts';
import { leaseDomains, listeningAddresses, ownRecords, viewsOf } from './views.ts';

const Settings = z.strictObject({
  /** Servers that are asked over TLS, so that nobody on the way reads or changes what is asked. */
  encryptedUpstream: z.array(z.strictObject({ address: z.union([z.ipv4(), z.ipv6()]), name: z.hostname() })).default([]),
  filter: z
    .strictObject({
      /** Names that do not exist for this house, nor anything below them. */
      names: z.array(z.hostname()).default([]),
      /** Whether the list in /var/lib/unbound/filter.rpz is used; it is a file in the format RPZ. */
      list: z.boolean().default(false),
    })
    .prefault({}),
});

export const dns = defineModule({
  name: 'dns',
  title: 'DNS resolver',
  settings: Settings,
  packages: ['unbound', 'dns-root-data'],

  facts: ({ zones }) => ({
    ports: [
      { name: 'dns', protocol: 'udp', port: 53, zones: enabledZones(zones) },
      { name: 'dns', protocol: 'tcp', port: 53, zones: enabledZones(zones) },
    ],
    // A reload keeps the cache, but opens no new addresses.
    units: [{ unit: 'unbound.service', title: 'DNS resolver', files: ['/etc/unbound/'], onChange: 'reload', restartFor: ['/etc/unbound/unbound.conf.d/pintxo-listen.conf'] }],
    checks: [
      { kind: 'unit', title: 'DNS resolver', unit: 'unbound.service' },
      { kind: 'dns', title: 'DNS answers for the site', name: nodeName },
    ],
  }),

  view: (context, facts) => {
    const { site, settings } = context;
    const leases = leaseDomains(context).flatMap(({ domain, reverse }) => [domain, ...reverse]);
    const encrypted = settings.encryptedUpstream.map(({ address, name }) => `${address}@853#${name}`);
    return {
      domain: site.site.domain,
      listen: listeningAddresses(context),
      allowed: [...privateRanges.ipv4, ...privateRanges.ipv6],
      // The last range is IPv4 in the clothes of IPv6.
      rebinding: [...privateRanges.ipv4, ...privateRanges.ipv6, '::ffff:0:0/96'],
      zones: localZones(site.site.domain),
      records: ownRecords(context, facts),
      reverse: reverseRecords(nodeName, nodeAddresses(context)),
      leases,
      reverseDomains: leaseDomains(context).flatMap(({ reverse }) => reverse),
      leaseNameServer,
      views: viewsOf(context, facts),
      encrypted: encrypted.length > 0,
      upstream: encrypted.length > 0 ? encrypted : site.network.wan.dns,
      filter: settings.filter,
      filters: settings.filter.names.length > 0 || settings.filter.list,
      // With a dead clock every signature looks wrong; the time servers must be found for the clock to be set.
      unsigned: ['internal.', 'pool.ntp.org.'],
    };
  },
});
