/** Whether an answer can stand, by the rules of the site file itself. Pure. */
import type { Problem } from '../report/problems.ts';
import { parseSite } from '../site/parse.ts';
import type { ModuleSettings } from '../site/site-schema.ts';
import type { Answers, Draft } from './answers.ts';
import { writeSite } from './write-site.ts';

const paths: { readonly [Key in keyof Required<Answers>]: string } = {
  name: 'site.name',
  domain: 'site.domain',
  timezone: 'site.timezone',
  locale: 'site.locale',
  keyboard: 'site.keyboard',
  admin: 'admin.name',
  sshKeys: 'admin.sshKeys',
  recoveryKeys: 'admin.recoveryKeys',
  disk: 'machine.systemDisk',
  encryption: 'machine.encryption',
  links: 'network.wan',
  vlans: 'network.lan',
};

// Sound answers, to judge one while the others are not known.
const others: Answers = {
  name: 'home',
  domain: 'home.internal',
  timezone: 'UTC',
  locale: 'C.UTF-8',
  keyboard: 'us',
  admin: 'alex',
  sshKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNSh'],
  recoveryKeys: [],
  disk: 'only',
  encryption: 'auto',
  links: 'two',
};

/** What is wrong with the answer to this question, with its remedy; undefined where it can stand. */
export function refuseAnswer(key: keyof Answers, answer: Draft, modules: readonly ModuleSettings[]): string | undefined {
  const parsed = parseSite(writeSite({ ...others, ...given(answer) }), 'site.yaml', modules);
  const problems = 'problems' in parsed ? parsed.problems : [];
  const own = problems.find(({ severity, path }) => severity === 'error' && path.startsWith(paths[key]));
  return own === undefined ? undefined : sentence(own);
}

function given(draft: Draft): Partial<Answers> {
  const entries = Object.entries(draft).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

function sentence({ message, remedy }: Problem): string {
  return `${message}: ${remedy.split('\n').join(' ')}`;
}
