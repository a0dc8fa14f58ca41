/** The questions of `pintxo init`, as data: what is asked, how it is answered on the command line, what is usual. Pure. */
import { usualDomain, withAnswer, type Answers, type Draft } from './answers.ts';
import { describeKey, type FoundKey } from './keys.ts';

/** What this computer knows of its person. */
export interface Surroundings {
  readonly timezone: string;
  readonly locale: string;
  readonly keyboard: string;
  /** Undefined where the login name is of no use, such as root. */
  readonly login: string | undefined;
  readonly keys: readonly FoundKey[];
}

export interface Choice {
  readonly value: string;
  readonly name: string;
}

export interface Question {
  readonly key: keyof Answers;
  /** The option that answers it. */
  readonly option: string;
  readonly message: string;
  readonly kind: 'text' | 'one' | 'several';
  readonly choices?: readonly Choice[] | undefined;
  /** The answer to a plain Enter and to --yes; empty where there is none. */
  readonly usual: readonly string[];
}

/** The usual answers to all that has none yet, and the questions that have no usual answer. */
export function takeUsual(given: Draft, surroundings: Surroundings): { readonly draft: Draft; readonly missing: readonly Question[] } {
  const name = given.name ?? usualName;
  const open = questions({ ...given, name }, surroundings).filter(({ key }) => given[key] === undefined);
  return {
    draft: open.reduce((draft, { key, usual }) => withAnswer(draft, key, usual), given),
    missing: open.filter(({ usual }) => usual.length === 0),
  };
}

const usualName = 'home';

/** All questions, in the order in which they are asked; the usual answer to one may follow from an earlier one. */
export function questions({ name = usualName, links }: Draft, { timezone, locale, keyboard, login, keys }: Surroundings): Question[] {
  return [
    { ...text('name', '--name <name>', 'Short name of the site'), usual: [usualName] },
    { ...text('domain', '--domain <domain>', 'Domain that all names of the site end in'), usual: [usualDomain(name)] },
    { ...text('timezone', '--timezone <zone>', 'Time zone'), usual: [timezone] },
    { ...text('locale', '--locale <locale>', 'Language and country'), usual: [locale] },
    { ...text('keyboard', '--keyboard <layout>', 'Keyboard layout'), usual: [keyboard] },
    { ...text('admin', '--admin <name>', 'Login name of the administrator'), usual: login === undefined ? [] : [login] },
    sshKeys(keys),
    { key: 'disk', option: '--disk <wish>', message: 'Disk for the system', kind: 'one', choices: diskChoices, usual: ['only'] },
    { key: 'encryption', option: '--encryption <policy>', message: 'Encryption of the data', kind: 'one', choices: encryptionChoices, usual: ['auto'] },
    { key: 'links', option: '--links <count>', message: 'Network ports of the machine', kind: 'one', choices: linkChoices, usual: ['two'] },
    ...(links === 'one' ? [] : [vlans]),
  ];
}

const vlans: Question = {
  key: 'vlans',
  option: '--vlans <answer>',
  message: 'Do switch and access point know VLANs?',
  kind: 'one',
  choices: [
    { value: 'no', name: 'no, or I do not know: everything plugged in is in the zone home' },
    { value: 'yes', name: 'yes: untagged is the zone mgmt, and home is VLAN 310' },
  ],
  usual: ['no'],
};

function text(key: keyof Answers, option: string, message: string): Omit<Question, 'usual'> {
  return { key, option, message, kind: 'text' };
}

function sshKeys(keys: readonly FoundKey[]): Question {
  const question = { key: 'sshKeys', option: '--ssh-key <key-or-file>', usual: keys.map(({ key }) => key) } as const;
  if (keys.length === 0) return { ...question, kind: 'text', message: 'Public SSH key of the administrator (the line from a .pub file)' };
  const choices = keys.map((key) => ({ value: key.key, name: describeKey(key) }));
  return { ...question, kind: 'several', message: 'Public SSH keys of the administrator', choices };
}

const diskChoices: readonly Choice[] = [
  { value: 'only', name: 'the only disk that can take it (with two, it asks)' },
  { value: 'smallest', name: 'the smallest disk' },
  { value: 'largest', name: 'the largest disk' },
  { value: 'mirror', name: 'two disks that mirror each other' },
];

const encryptionChoices: readonly Choice[] = [
  { value: 'auto', name: 'auto: where the machine has a TPM 2' },
  { value: 'required', name: 'required: install nothing without a TPM 2' },
  { value: 'off', name: 'off' },
];

const linkChoices: readonly Choice[] = [
  { value: 'two', name: 'two or more: it is the router of the house' },
  { value: 'one', name: 'one: it is a guest of the network it is plugged into' },
];
