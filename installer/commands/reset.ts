/** `pintxo reset`: forgets everything on the machine but its site.yaml, at the next start. */
import { hostname } from 'node:os';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { askLine } from '../system/ask.ts';
import { state } from '../system/paths.ts';
import { readMachineSite } from './machine-site.ts';

/** `confirm` is the name of the site, as a person types it to show that this machine is meant. */
export async function reset(confirm: string | undefined): Promise<number> {
  const { site } = await readMachineSite((text) => void console.error(text));
  const { name } = site.site;
  console.log(`Everything that ${hostname()} (${name}) keeps is deleted for good: files, accounts of apps, certificates, logs.`);
  console.log('What stays: the system, site.yaml, and the recovery key of the disks.');
  const answer = confirm ?? (await askLine(`Type the name of the site (${name}) to go on: `));
  if (answer !== name) {
    console.error(`Nothing was changed: ${answer === undefined ? `say sudo pintxo reset --confirm ${name}` : `that is not ${name}`}.`);
    return 1;
  }
  await writeDurably(state.resetRequest, '', 0o600);
  await run({ title: 'restarting', file: 'systemctl', args: ['reboot'] });
  return 0;
}
