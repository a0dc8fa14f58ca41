import test from 'ava';
import { z } from 'zod';
import { describePlan } from '../../../builder/plan/describe.ts';
import { planSite, type Plan } from '../../../builder/plan/plan.ts';
import type { Site } from '../../../builder/site/site.ts';
import { parseSite } from '../../../builder/site/parse.ts';
import { defineModule, type RegisteredModule } from '../../../templates/contract.ts';
import { modules } from '../../../templates/registry.ts';
import { router } from '../render/cases.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
const release = { version: '1.2.3', epoch: 1_760_000_000 };

const site = siteFrom(`site: { name: casa }\nadmin: { name: alex, sshKeys: ["${key}"] }\n`);

function siteFrom(text: string): Site {
  const parsed = parseSite(text, 'site.yaml', modules);
  if ('problems' in parsed) throw new Error('the site of the test is wrong');
  return parsed.site;
}

function planned(list: readonly RegisteredModule[], of: Site = site): Plan {
  const outcome = planSite(of, router, list, release);
  if (!outcome.ok) throw new Error('no plan');
  return outcome.plan;
}

const speaker = defineModule({
  name: 'speaker',
  title: 'Speaker',
  settings: z.strictObject({ word: z.string().default('hello') }),
  packages: [],
  facts: ({ settings }) => ({ names: [{ name: settings.word, zones: ['mgmt'] }] }),
  view: () => ({}),
});

const listener = defineModule({
  name: 'listener',
  title: 'Listener',
  settings: z.strictObject({}),
  packages: [],
  facts: () => ({}),
  view: (_context, facts) => ({ heard: facts.names.map(({ module, name }) => `${module} says ${name}`) }),
});

test('a view sees the facts of modules that come after it', (t) => {
  t.deepEqual(planned([listener, speaker]).modules[0]?.view, { heard: ['speaker says hello'] });
});

test('a module gets its own settings from the site', (t) => {
  const loud = { ...site, modules: { speaker: { word: 'HELLO' } } };
  t.is(planned([speaker], loud).facts.names[0]?.name, 'HELLO');
});

test('modules that contradict each other give problems instead of a plan', (t) => {
  const outcome = planSite(site, router, [...modules, { ...speaker, facts: () => ({ users: [{ name: 'alex', administrator: false, sshKeys: [] }] }) }], release);
  t.deepEqual(outcome.ok ? [] : outcome.problems.map(({ rule, modules: of }) => [rule, ...of]), [['user-clash', 'base', 'speaker']]);
});

test('a plan is plain data: it can be saved and read again', (t) => {
  const plan = planned(modules);
  t.deepEqual(JSON.parse(JSON.stringify(plan)), JSON.parse(JSON.stringify(plan, null, 2)));
  for (const { name, view } of plan.modules) t.deepEqual(JSON.parse(JSON.stringify(view)), view, name);
});

test('a plan in words names people, ports and addresses, and no key or hash', (t) => {
  const hash = '$y$j9T$GOyAPqdWwqTaqBzRMiQCC1$BrFHIGvIoMBJnK4FzJRAmgNrRvKbUSVdYGb7HjK4gz0';
  const lines = describePlan(planned(modules, { ...site, admin: { ...site.admin, passwordHash: hash } })).join('\n');
  t.regex(lines, /^ {2}alex \(administrator\), 1 SSH key$/m);
  t.regex(lines, /^ {2}22\/tcp ssh: mgmt, home$/m);
  t.regex(lines, /^ {2}https:\/\/casa\.internal\/ /m);
  t.notRegex(lines, /AAAA|\$y\$/);
});
