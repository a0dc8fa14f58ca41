/** A planned site as what a Proxmox VE node of it needs. Pure. */
import { policyOf } from '../../../templates/policy.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Finding } from '../../site/finding.ts';
import { guestMac, renderSeed } from '../cloud-init/index.ts';
import { houseOf } from '../house.ts';
import { renderOpnsense } from '../opnsense/render.ts';
import { renderFirewall } from './firewall/render.ts';
import type { SeededGuest } from './first-boot/module-guests.ts';
import { nodeOf } from './node.ts';
import type { ProxmoxRequest } from './render.ts';

/** What a person chooses beside the site. */
export type ProxmoxChoice = Pick<ProxmoxRequest, 'inventory' | 'node' | 'place' | 'cluster' | 'router'>;

/** As FreeBSD calls the first and second virtio device. */
export const opnsenseDevices = { wan: 'vtnet0', lan: 'vtnet1' };

/** `plan` is that of a router with two links, which is what the house has in either case; `siteText` is what it was made from. */
export function proxmoxRequest(plan: Plan, siteText: string, choice: ProxmoxChoice): ProxmoxRequest | { readonly findings: readonly Finding[] } {
  const seeded = seededGuests(plan);
  if ('findings' in seeded) return seeded;
  const { site } = plan;
  const policy = policyOf(plan, plan.facts);
  return {
    ...choice,
    site,
    siteText,
    firewall: renderFirewall(houseOf(policy), nodeOf(site, choice.node).hostname),
    guests: seeded.guests,
    opnsenseConfig: choice.router === 'opnsense' ? renderOpnsense({ site, zones: plan.zones, policy, devices: opnsenseDevices }) : undefined,
  };
}

/** Every guest of the modules with its seed; or the modules whose guests cannot be. */
export function seededGuests({ site, zones, facts }: Plan): { readonly guests: readonly SeededGuest[] } | { readonly findings: readonly Finding[] } {
  const outcomes = facts.guests.map(({ module, ...guest }) => {
    const seed = renderSeed(guest, site, zones);
    const zone = zones.find(({ name }) => name === guest.zone);
    if ('problem' in seed || zone === undefined) return { finding: refused(module, 'problem' in seed ? seed.problem : guest.zone) };
    return { seeded: { guest, zone, seed, mac: guestMac(site.site.name, guest.name) } };
  });
  const findings = outcomes.flatMap(({ finding }) => finding ?? []);
  return findings.length > 0 ? { findings } : { guests: outcomes.flatMap(({ seeded }) => seeded ?? []) };
}

function refused(module: string, message: string): Finding {
  return { path: ['modules', module], at: 'key', message, remedy: `change the settings of the module ${module}, or the zone` };
}
