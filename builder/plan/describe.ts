/** A Plan in words. Pure. */
import type { Plan } from './plan.ts';

/** Lines for people: what will be on the machine, without its file contents. */
export function describePlan(plan: Plan): string[] {
  const { site, facts, machine, release } = plan;
  return [
    `${site.site.name} (${site.site.domain}), Pintxo ${release.version}`,
    ...section('Links', machine.links.map((link) => `${link.role}  ${link.mac}`)),
    ...section('Zones', plan.zones.filter((zone) => zone.enabled).map((zone) => `${zone.name}  ${zone.subnet}${zone.vlan === 0 ? '' : `  VLAN ${zone.vlan}`}`)),
    ...section('Modules', plan.modules.map((module) => `${module.name}: ${module.title}`)),
    ...section('People', facts.users.map((user) => `${user.name}${user.administrator ? ' (administrator)' : ''}, ${countOf(user.sshKeys.length, 'SSH key')}`)),
    ...section('Open ports', facts.ports.map((port) => `${port.port}/${port.protocol} ${port.name}: ${port.zones.join(', ')}`)),
    ...section('HTTPS names', facts.published.map((published) => `https://${published.host}/  ${published.title}`)),
    ...section('Services', facts.units.map((unit) => `${unit.unit}: ${unit.title}`)),
    ...section('Secrets the machine makes for itself', facts.secrets.map((secret) => secret.path)),
    ...section('Kept in backups', facts.state.map((state) => `${state.path}: ${state.title}`)),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
