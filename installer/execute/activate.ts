/** Makes a plan real on the running machine: files, accounts, secrets, services. The same at boot and after a change. */
import { z } from 'zod';
import type { Plan } from '../../builder/plan/plan.ts';
import { type RenderedFile, renderPlan } from '../../builder/render/render.ts';
import { unitsFile } from '../../builder/render/units.ts';
import type { RoleLink } from '../../templates/contract.ts';
import { captureLinks } from '../inventory/read.ts';
import { misnamedLinks } from '../plan/link-roles.ts';
import { goneDevices, goneUnits, needsDaemonReload, newlyMasked, passwordLines, unitsOfTarget, unitsToRefresh } from '../plan/changes.ts';
import { inTurn } from '../system/alone.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { readJson } from '../system/json.ts';
import { image, runtime } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';
import { loadTemplates } from '../system/templates.ts';
import { placeFiles } from './place.ts';
import { makeSecret } from './secrets.ts';

export interface Activation {
  /** Paths of files that changed. */
  readonly changed: readonly string[];
  readonly files: ReadonlyMap<string, RenderedFile>;
  /** Units that did not take what changed, in words; they are told again the next time. */
  readonly refused: readonly string[];
}

/**
 * Brings the machine to the plan. At boot, its files may be in place already; accounts never are. One at a time: another
 * that began before is waited for.
 */
export function activatePlan(plan: Plan): Promise<Activation> {
  return inTurn('pintxo-activate', () => activate(plan));
}

async function activate(plan: Plan): Promise<Activation> {
  const before = await readJson(runtime.plan, z.custom<Plan>((value) => typeof value === 'object' && value !== null));
  // At a start that began with the files of an earlier plan, its units run, and nothing else remembers them.
  const unitsBefore = before?.facts.units.map(({ unit }) => unit) ?? unitsOfTarget((await readText(unitsFile)) ?? '');
  // While their files are there, which say how they end.
  await stopUnits(goneUnits(unitsBefore, plan.facts.units));
  const { changed, files } = await placePlan(plan);
  await makeAccounts(plan, before, before === undefined ? [...files.keys()] : changed);
  if (!isSame(before?.facts.secrets, plan.facts.secrets)) {
    await Promise.all(plan.facts.secrets.map((secret) => makeSecret(secret, run, plan.release.epoch)));
  }
  if (needsDaemonReload(changed)) await run({ title: 'reading the rendered units', file: 'systemctl', args: ['daemon-reload'] });
  await silence(newlyMasked(changed, files));
  await removeDevices(goneDevices(changed, files));
  if (changed.some((path) => path.endsWith('.link'))) await nameLinks(plan.machine.links);
  const refused = await refreshUnits(plan, changed);
  await run({ title: 'starting the services', file: 'systemctl', args: ['start', 'pintxo.target'] });
  await writeDurably(runtime.plan, JSON.stringify(plan), 0o600);
  if (refused.length === 0) await removeEntry(runtime.untold);
  return { changed, files, refused };
}

async function placePlan(plan: Plan): Promise<Omit<Activation, 'refused'>> {
  const files = renderPlan(plan, await loadTemplates(image.templates));
  const earlier = (await readJson(runtime.rendered, z.array(z.string()))) ?? [];
  const untold = (await readJson(runtime.untold, z.array(z.string()))) ?? [];
  const changed = [...new Set([...untold, ...(await placeFiles(files, earlier))])];
  await writeDurably(runtime.rendered, JSON.stringify([...files.keys()]));
  // What ends the work half-way, as a power cut does: the next time, the units must still be told of their files.
  if (changed.length > 0) await writeDurably(runtime.untold, JSON.stringify(changed));
  return { changed, files };
}

async function makeAccounts({ facts }: Plan, before: Plan | undefined, changed: readonly string[]): Promise<void> {
  const [accounts, folders] = ['/etc/sysusers.d/', '/etc/tmpfiles.d/'].map((folder) => changed.filter((path) => path.startsWith(folder)));
  if (accounts?.length) await run({ title: 'making accounts', file: 'systemd-sysusers', args: accounts });
  await setPasswords(passwordLines(before?.facts.users ?? [], facts.users));
  if (folders?.length) await run({ title: 'making folders', file: 'systemd-tmpfiles', args: ['--create', ...folders] });
}

// By standard input: an argument would show the hash to everyone who lists processes.
async function setPasswords(lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  await run({ title: 'setting passwords', file: 'chpasswd', args: ['--encrypted'], input: lines.join('') });
}

async function removeDevices(names: readonly string[]): Promise<void> {
  for (const name of names) {
    if ((await readText(`/sys/class/net/${name}/ifindex`)) === undefined) continue;
    await run({ title: `taking away ${name}`, file: 'ip', args: ['link', 'delete', 'dev', name] });
  }
}

// The links got their kernel names, or those of earlier roles, before their role names were rendered.
async function nameLinks(roles: readonly RoleLink[]): Promise<void> {
  for (const name of misnamedLinks(await captureLinks(), roles)) {
    await run({ title: `stopping ${name} to rename it`, file: 'ip', args: ['link', 'set', 'dev', name, 'down'] });
    await run({ title: `freeing the name ${name}`, file: 'ip', args: ['link', 'set', 'dev', name, 'name', `was-${name}`] });
  }
  await run({ title: 'reading the link names', file: 'udevadm', args: ['control', '--reload'] });
  await run({ title: 'naming the links', file: 'udevadm', args: ['trigger', '--action=add', '--subsystem-match=net', '--settle'] });
}

// Only those that run already: the target starts the others with their new files. One that refuses must not keep the
// others, the firewall among them, from theirs.
async function refreshUnits({ facts }: Plan, changed: readonly string[]): Promise<string[]> {
  const refused: string[] = [];
  for (const { unit, how } of unitsToRefresh(facts.units, changed)) {
    const verb = how === 'reload' ? 'try-reload-or-restart' : 'try-restart';
    const telling = run({ title: `telling ${unit} of its changed files`, file: 'systemctl', args: [verb, unit] });
    await telling.catch((error: unknown) => refused.push(error instanceof Error ? error.message : String(error)));
  }
  return refused;
}

// What it was when it ended is nobody's business any more; one that systemd does not know has nothing to forget.
async function silence(units: readonly string[]): Promise<void> {
  await stopUnits(units);
  for (const unit of units) await run({ title: `forgetting ${unit}`, file: 'systemctl', args: ['reset-failed', unit] }).catch(() => undefined);
}

// One that never came up is not there to be stopped.
async function stopUnits(units: readonly string[]): Promise<void> {
  for (const unit of units) await run({ title: `stopping ${unit}`, file: 'systemctl', args: ['stop', unit] }).catch((error: unknown) => console.error(String(error)));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
