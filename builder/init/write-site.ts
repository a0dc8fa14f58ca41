/** Answers -> the text of a site file that explains itself. Pure. */
import { stringify } from 'yaml';
import { canEncryptTo } from '../site/age-key.ts';
import { usualDomain, type Answers } from './answers.ts';

export function writeSite(answers: Answers): string {
  const parts = [heading, identity(answers), administrator(answers), machine(answers), network(answers)];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const heading = [
  '# A site of Pintxo. `pintxo check` finds mistakes in it, `pintxo plan` shows what it makes of a machine,',
  '# and `pintxo schema` lists every setting for your editor. What is left out has a sensible default.',
  'version: 1',
];

function identity({ name, domain, timezone, locale, keyboard }: Answers): string[] {
  return [
    'site:',
    `  name: ${scalar(name)}`,
    '  # All names of the site end in this.',
    `  ${domain === usualDomain(name) ? '# ' : ''}domain: ${scalar(domain)}`,
    `  timezone: ${scalar(timezone)}`,
    `  locale: ${scalar(locale)}`,
    `  keyboard: ${scalar(keyboard)}`,
  ];
}

function administrator({ admin, domain, sshKeys, recoveryKeys }: Answers): string[] {
  return [
    '# The person who looks after the site. Public keys only: a secret never stands in this file.',
    'admin:',
    `  name: ${scalar(admin)}`,
    `  # Each of these keys opens: ssh ${admin}@${domain}`,
    sshKeys.length === 0 ? '  sshKeys: []' : '  sshKeys:',
    ...sshKeys.map((key) => `    - ${scalar(key)}`),
    ...recovery(sshKeys, recoveryKeys),
  ];
}

function recovery(sshKeys: readonly string[], recoveryKeys: readonly string[]): string[] {
  if (recoveryKeys.length > 0) {
    return ['  # The recovery sheet on the stick is encrypted to these as well.', '  recoveryKeys:', ...recoveryKeys.map((key) => `    - ${scalar(key)}`)];
  }
  const reader = sshKeys.some(canEncryptTo) ? 'can be read with the ssh-ed25519 and ssh-rsa keys above' : 'can be read with none of the keys above';
  return [`  # The recovery sheet on the stick ${reader}. Further keys for it, made with age-keygen:`, '  # recoveryKeys: [age1...]'];
}

const diskWishes: Readonly<Record<string, readonly string[]>> = {
  only: ['  # The system goes onto the only disk that can take it. To name one of several:', '  # systemDisk: { serial: S5GXNX0T123456 }'],
  smallest: ['  # Of the disks that can take the system, the smallest is used.', '  systemDisk: { pick: smallest }'],
  largest: ['  # Of the disks that can take the system, the largest is used.', '  systemDisk: { pick: largest }'],
  mirror: ['  # Two disks hold the same: either may fail.', '  systemDisk: { count: 2 }'],
};

function machine({ disk, encryption }: Answers): string[] {
  return [
    'machine:',
    ...(diskWishes[disk] ?? ['  # The disk that the system goes onto.', `  systemDisk: { serial: ${scalar(disk)} }`]),
    '  # auto: the data is encrypted where the machine has a TPM 2. Also: required, off.',
    `  encryption: ${scalar(encryption)}`,
    '  # A disk that holds anything is erased only when its serial stands here.',
    '  # wipe: [S5GXNX0T123456]',
  ];
}

const linkWishes = {
  one: [
    '# One network port: the machine is a guest of the network that it is plugged into.',
    'network:',
    '  wan:',
    '    mode: dhcp',
    '    # A fixed address instead:',
    '    # mode: static',
    '    # address: 192.168.1.20/24',
    '    # gateway: 192.168.1.1',
    '    # dns: [192.168.1.1]',
  ],
  two: [
    '# Two network ports: the machine is the router of the house. The port that gets an address from outside is the wan port.',
    'network:',
    '  wan:',
    '    mode: dhcp',
    '    # To say which port it is:',
    '    # mac: 00:1b:21:3a:4f:5c',
    '    # A provider who is dialled; the password comes by: pintxo configure --secret wan.password',
    '    # pppoe: { user: ana@provider.example }',
    '    # A provider with IPv6 alone, who has a tunnel for IPv4 (DS-Lite):',
    '    # dslite: auto',
  ],
};

const untaggedWishes = {
  no: [
    '  lan:',
    '    # Whatever is plugged in, and every switch or access point without VLANs, is in this zone; home is VLAN 310 too.',
    '    untagged: home',
  ],
  yes: [
    '  lan:',
    '    # Whoever plugs in a cable without a VLAN looks after the house; people are in VLAN 310, guests in 510.',
    '    untagged: mgmt',
  ],
};

function network({ links, vlans }: Answers): readonly string[] {
  return links === 'one' ? linkWishes.one : [...linkWishes.two, ...untaggedWishes[vlans ?? 'no']];
}

/** One line of YAML, in quotes where it must be. */
function scalar(text: string): string {
  return stringify(text, { lineWidth: 0, defaultStringType: 'PLAIN' }).trimEnd();
}
