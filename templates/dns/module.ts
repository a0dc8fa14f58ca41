/** The resolver: unbound, validating and caching, with the names of the house. */
import { z } from 'zod';
import { refuseMachineAddress } from '../../builder/site/address.ts';
import { defineModule, type ModuleContext } from '../contract.ts';
import { enabledZones, leaseNameServer, nodeAddresses, nodeName, privateRanges, topologyOf } from '../topology.ts';
import { localZones, reverseRecords } from './records.ts';
import { leaseDomains, listeningAddresses, ownRecords, viewsOf } from './views.ts';

/** Without the dot at the end: it would lead out of the zone in which names are blocked, and no certificate has it. */
const HostName = z.hostname().regex(/[^.]$/);

const Settings = z.strictObject({
  encryptedUpstream: z
    .array(
      z.strictObject({
        address: z
          .union([z.ipv4(), z.ipv6()])
          .refine((address) => refuseMachineAddress(address) === undefined, 'this is not the address of another machine')
          .meta({ description: 'Address of the server, without port', examples: ['9.9.9.9'] }),
        name: HostName.meta({ description: 'Name in the certificate of the server', examples: ['dns.quad9.net'] }),
      }),
    )
    .default([])
    .meta({ description: 'Servers that are asked over TLS, so that nobody on the way reads or changes what is asked' }),
  rebinding: z
    .array(HostName.meta({ description: 'Name whose addresses may be private, with everything below it', examples: ['plex.direct'] }))
    .default([])
    .meta({
      description: 'Names on the internet that may lead to private addresses all the same: public names of your own, and services that lead into the house',
      examples: [['plex.direct']],
    }),
  filter: z
    .strictObject({
      names: z
        .array(HostName.meta({ description: 'Name without `*` in front, such as `ads.example`' }))
        .default([])
        .meta({ description: 'Names that do not exist for this house, nor anything below them', examples: [['ads.example']] }),
      list: z.boolean().default(false).meta({ description: 'Whether the list in /var/lib/unbound/filter.rpz is used; it is a file in the format RPZ' }),
    })
    .prefault({}),
});

/** Of Firefox and of Apple's relay: where they do not exist, the network is known to answer names itself. */
const canaries = ['use-application-dns.net.', 'mask.icloud.com.', 'mask-h2.icloud.com.'];

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
      allowed: askersOf(context),
      // The last range is IPv4 in the clothes of IPv6.
      rebinding: [...privateRanges.ipv4, ...privateRanges.ipv6, '::ffff:0:0/96'],
      rebindingExceptions: settings.rebinding,
      canaries,
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

// On a router a link-local sender would be in no view: what its zone may not know or reach is answered by address only.
function askersOf({ machine }: Pick<ModuleContext<unknown>, 'machine'>): string[] {
  const all = [...privateRanges.ipv4, ...privateRanges.ipv6];
  return topologyOf(machine).mode === 'router' ? all.filter((range) => !/^(169\.254\.|fe80:)/.test(range)) : all;
}
