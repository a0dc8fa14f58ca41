/** nftables: nothing gets in or through unless the zones, or a module, say so. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineModule } from '../contract.ts';
import { notPublic, policyOf } from '../policy.ts';
import { dialledLinks, overlay, privateRanges, topologyOf, tunnels } from '../topology.ts';
import { mapsOf, type Maps } from './maps.ts';
import { pinholesOf } from './pinholes.ts';

const Settings = z.strictObject({
  /** Writes refused packets to the log, a few each minute for every rule. */
  logRefused: z.boolean().default(true),
});

/** Nothing depends on it: a kernel without flowtables forwards as before. */
const fastPath = { unit: 'pintxo-flowtable.service', title: 'Fast path of the firewall', files: ['/etc/pintxo/flowtable.nft'], onChange: 'restart' } as const;

export const firewall = defineModule({
  name: 'firewall',
  title: 'Firewall',
  settings: Settings,
  packages: ['nftables'],

  facts: ({ site, machine }) => ({
    pinholes: pinholesOf(site),
    units: [
      { unit: 'nftables.service', title: 'Firewall', files: ['/etc/nftables.conf'], onChange: 'reload' },
      ...(topologyOf(machine).mode === 'router' ? [fastPath] : []),
    ],
    checks: [
      { kind: 'unit', title: 'Firewall', unit: 'nftables.service' },
      { kind: 'firewall', title: 'Firewall rules', table: 'pintxo' },
    ],
  }),

  view: (context, facts) => {
    const topology = topologyOf(context.machine);
    const policy = policyOf(context, facts);
    const interfaces = (outside: boolean) => policy.sides.filter((side) => side.outside === outside).map((side) => side.interface);
    const router = topology.mode === 'router';
    const maps = mapsOf(policy);
    const tunnelled = tunnels(context.machine);
    const plain = (links: readonly string[]): string[] => links.filter((link) => !tunnelled.some(({ role }) => role === link));
    // What is dialled, and a tunnel, is not there when this is loaded, and goes without a word.
    const fleeting = [...dialledLinks(context.machine), ...tunnelled.map(({ role }) => role)];
    return {
      mark: markOf(maps),
      logRefused: context.settings.logRefused,
      router,
      overlay: overlay.interface,
      managed: policy.sides.filter(({ name }) => policy.administrators.includes(name)).map((side) => side.interface),
      inside: interfaces(false),
      outside: interfaces(true),
      // A lone link may hang on anything, so being on it proves nothing; a router's LAN links are the house's own.
      uplinks: router || topology.lan === null ? plain(topology.wan) : [topology.lan],
      // The provider's end of a tunnel translates addresses itself.
      translated: plain(interfaces(true)),
      tunnelCarriers: tunnelled.map(({ over }) => over),
      privateRanges,
      notPublic,
      refusals: router ? ['closed', 'flood', 'spoofed', 'no_pair', 'private', 'local_prefix'] : ['closed', 'flood', 'foreign', 'no_router'],
      maps,
      fleeting,
      fastLinks: policy.sides.filter(({ name, interface: link }) => name !== overlay.name && !fleeting.includes(link)).map((side) => side.interface),
    };
  },
});

/** Names a set of rules: a number of 32 bits, other than that of a connection which no rules have seen. */
function markOf(maps: Maps): string {
  return `0x${createHash('sha256').update(JSON.stringify(maps)).digest('hex').slice(0, 8)}`;
}
