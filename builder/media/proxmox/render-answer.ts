/** A site as an answer for the Proxmox VE installer. Pure. */
import type { Finding } from '../../site/finding.ts';
import type { Site } from '../../site/site.ts';
import { checkAnswer } from './answer/check-answer.ts';
import { countries, keyboards } from './answer/locales.ts';
import { keyboardNames } from './answer/meant.ts';
import { installerTimezone } from './answer/names.ts';
import { writeToml } from './answer/write-toml.ts';
import type { ChosenDisks } from './disk-choice.ts';
import type { Node } from './node.ts';

export interface AnswerRequest {
  readonly site: Site;
  readonly node: Node;
  readonly disks: ChosenDisks;
  /** Whether a first-boot program lies beside the answer on the installer's own medium. */
  readonly hook: boolean;
}

/** answer.toml or, where Proxmox could not work with it, findings at the settings of site.yaml that are to blame. */
export function renderAnswer(request: AnswerRequest): { readonly text: string } | { readonly findings: readonly Finding[] } {
  const text = `${heading}\n${writeToml(sectionsOf(request))}`;
  const checked = checkAnswer(text, 'answer.toml');
  if ('answer' in checked) return { text };
  const errors = checked.problems.filter(({ severity }) => severity === 'error');
  return { findings: errors.map(({ path, message, remedy }) => ({ message: `Proxmox VE: ${message}`, remedy, ...originOf(path) })) };
}

const heading = '# Made by pintxo out of site.yaml. To judge changes: pintxo check --answer answer.toml\n';

function sectionsOf({ site, node, disks, hook }: AnswerRequest): Parameters<typeof writeToml>[0] {
  return {
    global: {
      country: countryOf(site.site),
      fqdn: node.fqdn,
      keyboard: keyboardOf(site.site),
      mailto: `root@${site.site.domain}`,
      timezone: installerTimezone(site.site.timezone),
      // A lock in place of a hash: SSH keys open the machine, and `passwd` gives root a password for the web page.
      'root-password-hashed': site.admin.passwordHash ?? '!',
      // A stick that stays in must not install again and again.
      'reboot-mode': 'power-off',
      'root-ssh-keys': site.admin.sshKeys,
    },
    network: networkOf(site, node),
    'disk-setup': {
      filesystem: 'zfs',
      'filter-match': 'any',
      filter: disks.filter,
      zfs: { raid: disks.count > 1 ? 'raid1' : 'raid0' },
    },
    ...(hook ? { 'first-boot': { source: 'from-iso', ordering: 'fully-up' } } : {}),
  };
}

function networkOf({ network: { wan, lan } }: Site, node: Node): Parameters<typeof writeToml>[0][string] {
  const names = [...(wan.mac === undefined ? [] : [[wan.mac, 'wan0'] as const]), ...lan.macs.map((mac, index) => [mac, `lan${index}`] as const)];
  const pinning = names.length === 0 ? undefined : { enabled: true, mapping: Object.fromEntries(names) };
  const shared = { 'interface-name-pinning': pinning };
  const [home] = lan.macs;
  if (home !== undefined) {
    const { address, gateway } = node;
    return { source: 'from-answer', cidr: address, dns: gateway, gateway, filter: linkFilter(home), ...shared };
  }
  if (wan.mode === 'static') {
    const { address, gateway, dns } = wan;
    const filter = wan.mac === undefined ? undefined : linkFilter(wan.mac);
    return { source: 'from-answer', cidr: address, dns: dns[0] ?? gateway, gateway, filter, ...shared };
  }
  return { source: 'from-dhcp', ...shared };
}

// udev writes `enx001b213a4f5c`.
function linkFilter(mac: string): Readonly<Record<string, string>> {
  return { ID_NET_NAME_MAC: `*${mac.replaceAll(':', '')}` };
}

// Only the package mirror is chosen by it.
function countryOf({ locale, keyboard }: Site['site']): string {
  const candidates = [/^[a-z]+_([A-Z]{2})/.exec(locale)?.[1]?.toLowerCase(), keyboard.slice(0, 2)];
  return candidates.find((code) => code !== undefined && countries.includes(code)) ?? 'us';
}

// A layout that the installer does not know must not stop it: nobody types there.
function keyboardOf({ keyboard }: Site['site']): string {
  const meant = keyboardNames[keyboard] ?? keyboardNames[keyboard.slice(0, 2)] ?? keyboard.slice(0, 2);
  return [...keyboards].find((known) => known === keyboard) ?? [...keyboards].find((known) => known === meant) ?? 'en-us';
}

/** Settings of the answer and what they come from. */
const origins: ReadonlyArray<readonly [string, readonly string[], string?]> = [
  ['global.timezone', ['site', 'timezone']],
  ['global.mailto', ['site', 'domain']],
  ['global.root-password-hashed', ['admin', 'passwordHash']],
  ['global.root-ssh-keys', ['admin', 'sshKeys']],
  ['global', ['site']],
  ['network.cidr', ['network', 'wan', 'address']],
  ['network.gateway', ['network', 'wan', 'gateway']],
  ['network.dns', ['network', 'wan', 'dns']],
  ['network.filter', ['network', 'wan', 'mac'], 'add below network.wan: mac: and the address of the link'],
  ['network', ['network']],
  ['disk-setup', ['machine', 'systemDisk']],
];

function originOf(path: string): { readonly path: readonly string[]; readonly remedy?: string } {
  const [, origin = [], remedy] = origins.find(([prefix]) => path === prefix || path.startsWith(`${prefix}.`)) ?? [];
  return { path: origin, ...(remedy === undefined ? {} : { remedy }) };
}
