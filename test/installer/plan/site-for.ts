/** A checked site with the given part of its `machine` and `network` sections. */
import { stringify } from 'yaml';
import type { z } from 'zod';
import { parseSite } from '../../../builder/site/parse.ts';
import { Site } from '../../../builder/site/site.ts';
import { modules } from '../../../templates/registry.ts';

export const Machine = Site.shape.machine.partial();
export const Network = Site.shape.network.partial();

export function siteFor(machine: z.infer<typeof Machine> = {}, network: z.input<typeof Network> = {}): Site {
  return Site.parse({
    version: 1,
    site: { name: 'home', domain: 'home.internal', timezone: 'UTC', locale: 'en_US.UTF-8', keyboard: 'us' },
    admin: { name: 'admin', sshKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGHLcP4VmYMWDPDGdXbVBBZ3Z2AMLHFT7JfEmMpSEMSG'], recoveryKeys: [] },
    machine: { dataDisks: {}, wipe: [], encryption: 'auto', repair: 'ask', reinstall: 'never', ...machine },
    network: { wan: { mode: 'dhcp', dns: [] }, lan: { macs: [] }, zones: {}, ...network },
    modules: {},
    updates: { automatic: true, keys: [], window: { day: 'thursday', time: '02:00' } },
    backup: { time: '21:00', keep: { last: 4, daily: 14, weekly: 8, monthly: 12, yearly: 6 } },
  });
}

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNSh ana@laptop';

/** The same from these sections of a site file, as a person writes them; throws what `check` says against them. */
export function siteFromFile(sections: object): Site {
  const text = stringify({ site: { name: 'home', timezone: 'UTC' }, admin: { name: 'ana', sshKeys: [key] }, ...sections });
  const parsed = parseSite(text, 'site.yaml', modules);
  if (!('site' in parsed)) throw new Error(`${parsed.problems.map(({ message, remedy }) => `${message}: ${remedy}`).join('\n')}\n${text}`);
  return siteFor(parsed.site.machine, parsed.site.network);
}
