/** nftables: nothing gets in or through unless a module declares it. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';
import { privateRanges, topologyOf } from '../topology.ts';
import { entrancesOf } from './entrances.ts';

const Settings = z.strictObject({
  /** Writes refused connections to the log, a few each minute. */
  logRefused: z.boolean().default(true),
});

export const firewall = defineModule({
  name: 'firewall',
  title: 'Firewall',
  settings: Settings,
  packages: ['nftables'],

  facts: () => ({
    units: [{ unit: 'nftables.service', title: 'Firewall', files: ['/etc/nftables.conf'], onChange: 'reload' }],
    checks: [
      { kind: 'unit', title: 'Firewall', unit: 'nftables.service' },
      { kind: 'firewall', title: 'Firewall rules', table: 'pintxo' },
    ],
  }),

  view: ({ machine, settings }, facts) => {
    const topology = topologyOf(machine);
    return {
      logRefused: settings.logRefused,
      router: topology.mode === 'router',
      wan: topology.wan,
      lan: topology.lan,
      // A lone link may hang on anything, so being on it proves nothing; a router's LAN link is the house's own.
      uplinks: topology.mode === 'router' || topology.lan === null ? topology.wan : [topology.lan],
      privateRanges,
      entrances: entrancesOf(facts.ports, topology),
    };
  },
});
