/** What must hold between the settings of an answer file, one small rule each, and what is doubtful in it. Pure. */
import type { Finding } from '../../../site/finding.ts';
import { DiskSetup, FirstBoot, Global, Network, Webhook } from './answer.ts';
import { diskRules } from './disk-rules.ts';
import { networkRules } from './network-rules.ts';

/** The findings of all sections that can be read; `plain` is the whole file as plain data. */
export function ruleFindings({ global, network, ...others }: Readonly<Record<string, unknown>>): Finding[] {
  const sections: Readonly<Record<string, readonly Finding[]>> = {
    global: findings(Global.safeParse(global).data, globalRules),
    network: findings(Network.safeParse(network).data, networkRules),
    'disk-setup': findings(DiskSetup.safeParse(others['disk-setup']).data, diskRules),
    'post-installation-webhook': findings(Webhook.safeParse(others['post-installation-webhook']).data, [webhookAddress]),
    'first-boot': findings(FirstBoot.safeParse(others['first-boot']).data, [hookAddress]),
  };
  return Object.entries(sections).flatMap(([name, found]) => found.map((finding) => ({ ...finding, path: [name, ...finding.path] })));
}

type Rule<Section> = (section: Section) => readonly Finding[];

function findings<Section>(section: Section | undefined, rules: ReadonlyArray<Rule<Section>>): Finding[] {
  return section === undefined ? [] : rules.flatMap((rule) => rule(section));
}

const globalRules: ReadonlyArray<Rule<Global>> = [onePassword, passwordInClear, weakHash, subscription];

function onePassword({ 'root-password': plain, 'root-password-hashed': hashed }: Global): Finding[] {
  if (plain !== undefined && hashed !== undefined) {
    const message = 'root-password and root-password-hashed cannot both be set';
    return [{ path: ['root-password'], at: 'key', message, remedy: 'keep root-password-hashed' }];
  }
  if (plain !== undefined || hashed !== undefined) return [];
  const remedy = 'add: root-password-hashed = "..." (made with: mkpasswd --method=yescrypt)';
  return [{ path: [], at: 'key', message: 'there is no password for root', remedy }];
}

function passwordInClear({ 'root-password': plain }: Global): Finding[] {
  if (plain === undefined) return [];
  const message = 'the password stands in clear in a file that stays on the stick';
  return [{ path: ['root-password'], at: 'key', severity: 'warning', message, remedy: 'use root-password-hashed' }];
}

function weakHash({ 'root-password-hashed': hashed, 'root-ssh-keys': keys = [] }: Global): Finding[] {
  const path = ['root-password-hashed'];
  if (hashed?.startsWith('$1$') === true) {
    return [{ path, severity: 'warning', message: 'an MD5 hash is easy to break', remedy: 'make one with: mkpasswd --method=yescrypt' }];
  }
  if (hashed === undefined || !/^[!*]/.test(hashed)) return [];
  const wayIn = keys.length > 0 ? 'only SSH keys open the machine then' : 'nobody could log in';
  return [{ path, severity: 'warning', message: `this locks the password: ${wayIn}`, remedy: 'keep a way in for the day SSH does not work' }];
}

function subscription({ 'subscription-key': key }: Global): Finding[] {
  if (key === undefined || /^(pve\d+|pbs|pmg)[cbsp]-[0-9a-f]{10}$/.test(key)) return [];
  const message = 'this is not a subscription key; the machine will be installed without one';
  return [{ path: ['subscription-key'], severity: 'warning', message, remedy: 'write it as on the invoice: pve2c-0123456789' }];
}

function webhookAddress({ url }: Webhook): Finding[] {
  if (isWebAddress(url)) return [];
  const message = 'this is not a web address; nobody will be told of the installation';
  return [{ path: ['url'], severity: 'warning', message, remedy: 'write one that starts with https://' }];
}

function hookAddress({ source, url }: FirstBoot): Finding[] {
  const remedy = 'write an address that starts with https://';
  if (source === 'from-iso') {
    const message = 'the address is not used: the program comes from the medium';
    return url === undefined ? [] : [{ path: ['url'], at: 'key', severity: 'warning', message, remedy: 'remove it, or write source = "from-url"' }];
  }
  if (url === undefined) return [{ path: ['url'], at: 'key', message: 'first-boot.url is missing', remedy: 'add: url = "https://..."' }];
  return isWebAddress(url) ? [] : [{ path: ['url'], message: 'this is not a web address: the installation would fail', remedy }];
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]+/i.test(text) && URL.canParse(text);
}
