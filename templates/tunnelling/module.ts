/** DS-Lite (RFC 6333): the provider has IPv6 alone, and carries IPv4 through a tunnel to a translator of his. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';
import { dialledLinks, tunnels } from '../topology.ts';

const unit = 'pintxo-dslite.service';
const folder = 'pintxo-dslite';
const title = 'IPv4 through the provider (DS-Lite)';

/** Of a frame of 1500 bytes forty are the outer header's, and eight PPPoE's. */
const cableMtu = 1460;
const dialledMtu = 1452;

export const tunnelling = defineModule({
  name: 'tunnelling',
  title: 'IPv4 through a tunnel',
  settings: z.strictObject({}),
  packages: ['iproute2'],

  facts: ({ machine }) => {
    const [tunnel] = tunnels(machine);
    if (tunnel === undefined) return {};
    return {
      units: [{ unit, title, files: [`/etc/systemd/system/${unit}`], onChange: 'restart' }],
      checks: [{ kind: 'tunnelled', title, found: `/run/${folder}/found.json`, over: tunnel.over, blame: 'machine' }],
    };
  },

  view: ({ machine, site }) => {
    const [tunnel] = tunnels(machine);
    if (tunnel === undefined) return { tunnelled: {}, dslite: null };
    const mtu = dialledLinks(machine).includes(tunnel.over) ? dialledMtu : cableMtu;
    return {
      tunnelled: { [tunnel.role]: { name: tunnel.role, unit, mtu } },
      dslite: { ...tunnel, end: site.network.wan.dslite ?? 'auto', folder },
    };
  },
});
