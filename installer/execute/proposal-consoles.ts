/** The prompts for the recovery key at the consoles of the machine, while something waits. */
import { run } from '../system/command.ts';
import { consoles } from '../system/consoles.ts';
import { readWaiting } from './proposals.ts';

// Beside the one that shows the status, and the one with the login.
const screen = 'tty3';

/** Starts them where something waits. Nothing depends on them. */
export async function openProposalConsoles(): Promise<void> {
  const { site, system } = await readWaiting();
  if (site === undefined && system === undefined) return;
  const units = (await consoles(screen)).map((name) => `pintxo-proposal@${name}.service`);
  if (units.length > 0) await run({ title: 'asking at the consoles', file: 'systemctl', args: ['start', '--no-block', ...units] });
}

/** Lets the login come back where nothing waits any more. */
export async function closeProposalConsoles(): Promise<void> {
  const { site, system } = await readWaiting();
  if (site !== undefined || system !== undefined) return;
  await run({ title: 'closing what asks at the consoles', file: 'systemctl', args: ['stop', 'pintxo-proposal@*.service'] });
}
