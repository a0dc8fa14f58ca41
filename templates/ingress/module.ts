/** The ingress: Caddy, HTTPS for every published name, certificates by the site's own authority. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';
import { enabledZones, privateRanges } from '../topology.ts';
import { sitesOf } from './sites.ts';

const authority = '/var/lib/pintxo/ca';

export const ingress = defineModule({
  name: 'ingress',
  title: 'HTTPS and certificates',
  settings: z.strictObject({}),
  packages: ['caddy', 'openssl'],

  facts: ({ site, zones }) => {
    const reachable = enabledZones(zones, 'management', 'service', 'client');
    return {
      ports: [
        { name: 'http', protocol: 'tcp', port: 80, zones: reachable },
        { name: 'https', protocol: 'tcp', port: 443, zones: reachable },
      ],
      secrets: [
        {
          kind: 'certificate-authority',
          path: authority,
          commonName: `${site.site.name} (Pintxo)`,
          // `local` too: where somebody else's router answers names, devices find the house by asking the network.
          permittedNames: [...new Set([site.site.domain, 'internal', 'local'])],
          permittedAddresses: [...privateRanges.ipv4, ...privateRanges.ipv6],
          group: 'caddy',
        },
      ],
      units: [
        { unit: 'caddy.service', title: 'HTTPS', files: ['/etc/caddy/'], onChange: 'reload' },
        { unit: 'pintxo-clock-change.timer', title: 'New certificates when the clock jumps', files: ['/etc/systemd/system/pintxo-clock-change.timer'], onChange: 'restart' },
      ],
      state: [{ path: authority, title: 'The certificate authority that the devices of the house trust' }],
      checks: [
        { kind: 'unit', title: 'HTTPS', unit: 'caddy.service' },
        { kind: 'file', title: 'Certificate authority', path: `${authority}/root.crt` },
      ],
    };
  },

  view: (context, facts) => ({ authority, sites: sitesOf(facts.published, context) }),
});
