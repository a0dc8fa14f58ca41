/** A checked site with the given part of its `machine` and `network` sections. */
import type { z } from 'zod';
import { Site } from '../../../builder/site/site.ts';

export const Machine = Site.shape.machine.partial();
export const Network = Site.shape.network.partial();

export function siteFor(machine: z.infer<typeof Machine> = {}, network: z.input<typeof Network> = {}): Site {
  return Site.parse({
    version: 1,
    site: { name: 'home', domain: 'home.internal', timezone: 'UTC', locale: 'en_US.UTF-8', keyboard: 'us' },
    admin: { name: 'admin', sshKeys: [], recoveryKeys: [] },
    machine: { dataDisks: {}, wipe: [], encryption: 'auto', repair: 'ask', reinstall: 'never', ...machine },
    network: { wan: { mode: 'dhcp', dns: [] }, lan: { macs: [] }, zones: {}, ...network },
    modules: {},
    updates: { automatic: true, window: { day: 'thursday', time: '02:00' } },
    backup: { time: '21:00', keep: { last: 4, daily: 14, weekly: 8, monthly: 12, yearly: 6 } },
  });
}
