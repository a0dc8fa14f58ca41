/** Makes a plan real on the running machine: files, accounts, secrets, services. */
import type { Plan } from '../../builder/plan/plan.ts';
import { renderPlan } from '../../builder/render/render.ts';
import { needsDaemonReload, unitsToRefresh } from '../plan/changes.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { image, runtime } from '../system/paths.ts';
import { readJson } from '../system/json.ts';
import { loadTemplates } from '../system/templates.ts';
import { z } from 'zod';
import { placeFiles } from './place.ts';
import { makeSecret } from './secrets.ts';

interface Placed {
  readonly paths: readonly string[];
  readonly changed: readonly string[];
}

/** Renders the plan into /etc. */
export async function placePlan(plan: Plan): Promise<Placed> {
  const files = renderPlan(plan, await loadTemplates(image.templates));
  const earlier = (await readJson(runtime.rendered, z.array(z.string()))) ?? [];
  const changed = await placeFiles(files, earlier);
  await writeDurably(runtime.rendered, JSON.stringify([...files.keys()]));
  await writeDurably(runtime.plan, JSON.stringify(plan), 0o600);
  return { paths: [...files.keys()], changed };
}

/** First activation after power-on. */
export async function startPlan(plan: Plan): Promise<void> {
  const { paths } = await placePlan(plan);
  await run({ title: 'making accounts', file: 'systemd-sysusers', args: below('/etc/sysusers.d/', paths) });
  await setPasswords(plan);
  await run({ title: 'making folders', file: 'systemd-tmpfiles', args: ['--create', ...below('/etc/tmpfiles.d/', paths)] });
  for (const secret of plan.facts.secrets) await makeSecret(secret, run, plan.release.epoch);
  await run({ title: 'reading the rendered units', file: 'systemctl', args: ['daemon-reload'] });
  await nameLinks();
  await run({ title: 'starting the services', file: 'systemctl', args: ['start', 'pintxo.target'] });
  await run({ title: 'starting to watch', file: 'systemctl', args: ['start', 'pintxo-apply.path', 'pintxo-watch.timer'] });
}

/** Brings a running machine to a changed plan; gives the units that were told. */
export async function refreshPlan(plan: Plan): Promise<string[]> {
  const { changed } = await placePlan(plan);
  if (needsDaemonReload(changed)) await run({ title: 'reading the rendered units', file: 'systemctl', args: ['daemon-reload'] });
  const refreshes = unitsToRefresh(plan.facts.units, changed);
  for (const { unit, how } of refreshes) {
    const verb = how === 'reload' ? 'reload-or-restart' : 'restart';
    await run({ title: `telling ${unit} of its changed files`, file: 'systemctl', args: [verb, unit] });
  }
  return refreshes.map(({ unit }) => unit);
}

// By standard input: an argument would show the hash to everyone who lists processes.
async function setPasswords({ facts }: Plan): Promise<void> {
  const lines = facts.users.flatMap(({ name, passwordHash }) => (passwordHash === undefined ? [] : [`${name}:${passwordHash}\n`]));
  if (lines.length === 0) return;
  await run({ title: 'setting passwords', file: 'chpasswd', args: ['--encrypted'], input: lines.join('') });
}

// The links got their kernel names before their role names were rendered.
async function nameLinks(): Promise<void> {
  await run({ title: 'naming the links', file: 'udevadm', args: ['trigger', '--action=add', '--subsystem-match=net', '--settle'] });
}

function below(folder: string, paths: readonly string[]): string[] {
  return paths.filter((path) => path.startsWith(folder));
}
