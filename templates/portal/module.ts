/** The page at the site's own name: what runs here, how it is, and how to trust it. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';
import { enabledZones, isPrivate, localName, nodeAddresses } from '../topology.ts';

const folder = '/run/pintxo/portal';

export const portal = defineModule({
  name: 'portal',
  title: 'Portal',
  settings: z.strictObject({}),
  packages: [],

  facts: (context) => ({
    published: [
      {
        host: context.site.site.domain,
        // A device that does not ask our DNS finds the page by its local name or address; the authority cannot vouch for public ones.
        aliases: [localName, ...nodeAddresses(context).filter(isPrivate)],
        title: 'This page',
        zones: enabledZones(context.zones, 'management', 'service', 'client'),
        backend: { kind: 'folder', path: folder },
        // Nothing answers there once somebody has the recovery sheet.
        programs: context.site.machine.encryption === 'off' ? [] : [{ path: '/recovery', socket: '/run/pintxo/recovery-page.sock' }],
      },
    ],
    pages: [{ template: '/etc/pintxo/pages/portal.html.hbs', output: `${folder}/index.html` }],
    checks: [
      { kind: 'https', title: 'Portal', host: context.site.site.domain, path: '/', contains: '<meta name="generator" content="Pintxo' },
    ],
  }),

  view: () => ({}),
});
