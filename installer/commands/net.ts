/** `pintxo net`: the network as it is; and changes that take themselves back unless somebody confirms them. */
import { plainJson } from '../../builder/render/plain.ts';
import { formatProblems } from '../../builder/report/problems.ts';
import { parseSite } from '../../builder/site/parse.ts';
import type { Site } from '../../builder/site/site.ts';
import { modules } from '../../templates/registry.ts';
import { activatePlan } from '../execute/activate.ts';
import { captureLinks } from '../inventory/read.ts';
import { observeNetwork } from '../network/observe.ts';
import { networkPaths, revertUnit, trialSeconds } from '../network/paths.ts';
import { describeNetwork } from '../network/status.ts';
import { withAbsent } from '../plan/link-roles.ts';
import { decideRoles } from '../plan/links.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readText, readWhole } from '../system/files.ts';
import { readJson } from '../system/json.ts';
import { state } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';
import { announce } from '../ui/console.ts';
import { planMachine, readMachineSite, rememberSite, RoleLinks } from './machine-site.ts';
import { readRunningPlan } from './running-plan.ts';

export async function net(asJson: boolean): Promise<number> {
  const status = await observeNetwork(await readRunningPlan());
  console.log(asJson ? plainJson(status) : describeNetwork(status).join('\n'));
  return 0;
}

/** Applies a site file for a while. Until it is confirmed the machine keeps its own, so a power cut takes the change back too. */
export async function netTry(path: string): Promise<number> {
  const bytes = await readWhole(path);
  if (bytes === undefined) return refuse(`${path} cannot be read`);
  const parsed = parseSite(bytes, path, modules);
  if (!('site' in parsed)) return refuse(formatProblems(parsed.problems, { colour: false }));
  try {
    // Before anything is changed: whatever becomes of this process, the clock takes back what it did.
    await writeDurably(networkPaths.trial, bytes, 0o600);
    await startClock();
    await systemctl('stop', 'pintxo-apply.path');
    // One that is under way would take the change back: it is waited for.
    await systemctl('start', 'pintxo-apply.service').catch(() => undefined);
    await startClock();
    const refused = await activate(parsed.site);
    if (refused.length > 0) throw new Error(refused.join('\n'));
  } catch (error) {
    await netRevert();
    throw error;
  }
  console.log(`The change is in force for ${trialSeconds} seconds. If all is well: sudo pintxo net confirm`);
  return 0;
}

export async function netConfirm(): Promise<number> {
  const bytes = await readWhole(networkPaths.trial);
  if (bytes === undefined) return refuse('Nothing is being tried, or it has been taken back already.');
  // The clock goes on until the change is written: on a full disk it must still be taken back.
  await writeDurably(state.site, bytes, 0o600);
  await removeEntry(networkPaths.trial);
  await stopClock();
  await rememberSite(await readMachineSite((text) => void console.error(text)));
  await systemctl('start', 'pintxo-apply.path');
  // The next start begins with what is in force now.
  await run({ title: 'keeping the configuration', file: 'systemctl', args: ['start', '--no-block', 'pintxo-apply.service'] });
  console.log('The change stays.');
  return 0;
}

/** What fails is tried again by the clock: until it is taken back the change counts as tried. */
export async function netRevert(): Promise<number> {
  const wasTried = (await readText(networkPaths.trial)) !== undefined;
  try {
    const refused = await activate((await readMachineSite((text) => void console.error(text))).site);
    for (const text of refused) console.error(text);
  } finally {
    await systemctl('start', 'pintxo-apply.path');
  }
  await removeEntry(networkPaths.trial);
  await stopClock();
  if (wasTried) await announce(['The change of the network was not confirmed, and is taken back.']);
  return 0;
}

async function activate(site: Site): Promise<readonly string[]> {
  const known = (await readJson(state.links, RoleLinks)) ?? [];
  const { refused } = await activatePlan(await planMachine(site, decideRoles(site, withAbsent(await captureLinks(), known), [], known).links));
  return refused;
}

async function startClock(): Promise<void> {
  await stopClock();
  const args = ['--collect', `--unit=${revertUnit}`, `--on-active=${trialSeconds}`, '--timer-property=AccuracySec=1s', '--property=Restart=on-failure', '--property=RestartSec=10', '/usr/bin/pintxo', 'net', 'revert'];
  await run({ title: 'setting the clock that takes the change back', file: 'systemd-run', args });
}

// The service is not stopped: it may be the one that is running this.
async function stopClock(): Promise<void> {
  await run({ title: 'stopping the clock', file: 'systemctl', args: ['stop', `${revertUnit}.timer`] }).catch(() => '');
}

async function systemctl(verb: 'start' | 'stop', unit: string): Promise<void> {
  await run({ title: `${verb} ${unit}`, file: 'systemctl', args: [verb, unit] });
}

function refuse(text: string): number {
  console.error(text);
  return 1;
}
