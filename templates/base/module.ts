/** What every machine has: name, time zone, language, people, SSH. */
import { z } from 'zod';
import { defineModule } from '../contract.ts';
import { administratorZones, enabledZones, nodeHostname, nodeName } from '../topology.ts';
import { accountsOf } from './accounts.ts';
import { compiledLocale, consoleKeyboard } from './language.ts';
import { unitsOf } from './units.ts';

const hostKey = '/var/lib/pintxo/ssh/ssh_host_ed25519_key';

export const base = defineModule({
  name: 'base',
  title: 'System, people and remote access',
  settings: z.strictObject({}),
  packages: [
    'openssh-server',
    'sudo',
    'tzdata',
    'locales',
    'console-setup',
    'keyboard-configuration',
    'hostname',
  ],

  facts: ({ site, zones }) => ({
    ports: [{ name: 'ssh', protocol: 'tcp', port: 22, zones: administratorZones(zones) }],
    names: [{ name: nodeName, zones: enabledZones(zones) }],
    users: [{ ...site.admin, administrator: true }],
    secrets: [{ kind: 'ssh-host-key', path: hostKey }],
    units: unitsOf(site),
    state: [
      { path: '/var/home', title: 'Files of the people with an account on the machine' },
      { path: '/var/lib/pintxo/ssh', title: 'The identity that SSH clients know the machine by' },
    ],
    checks: [
      { kind: 'verity', title: 'System image', device: 'root' },
      { kind: 'unit', title: 'Remote access over SSH', unit: 'ssh.service' },
    ],
  }),

  view: ({ site, release }, facts) => {
    const accounts = accountsOf(facts.users);
    return {
      hostname: nodeHostname,
      fullName: nodeName,
      domain: site.site.domain,
      timezone: site.site.timezone,
      locale: site.site.locale,
      compiled: compiledLocale(site.site.locale),
      locales: Object.fromEntries([compiledLocale(site.site.locale)].flatMap((locale) => (locale === null ? [] : [[locale.folder, locale]]))),
      keyboard: consoleKeyboard(site.site.keyboard),
      version: release.version,
      hostKey,
      accounts,
      keys: Object.fromEntries(accounts.filter(({ sshKeys }) => sshKeys.length > 0).map((account) => [account.name, account])),
      passwordless: accounts.filter((account) => account.administrator && !account.hasPassword),
    };
  },
});
