/** The command `pintxo` on the machine; the only place that catches errors and ends the process. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { announce } from './ui/console.ts';

async function main(): Promise<number> {
  let exitStatus = 0;
  const finish = (value: number): void => void (exitStatus = value);
  try {
    await program(finish).parseAsync();
    return exitStatus;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const text = error instanceof Error ? error.message : String(error);
    console.error(text);
    if (process.getuid?.() === 0) await announce(text.split('\n'));
    return 1;
  }
}

// Each command is loaded when it is called: on a small processor, loading all of them takes seconds.
function program(finish: (exitStatus: number) => void): Command {
  const command = new Command('pintxo').description('This machine, as a Pintxo platform.').exitOverride();
  command
    .command('status')
    .description('how the machine is')
    .option('--json', 'print the status as JSON')
    .action(async ({ json }: { json?: boolean }) => finish(await (await import('./commands/status.ts')).status(json === true)));
  command
    .command('health')
    .description('looks at the health now (root)')
    .option('--wait <seconds>', 'wait for the machine to become healthy', wholeNumber, 0)
    .action(async ({ wait }: { wait: number }) => finish(await (await import('./commands/health.ts')).health(wait)));
  command.command('apply').description('applies a changed site.yaml or address (root)').action(async () => finish(await (await import('./commands/bring-up.ts')).apply()));
  command.command('bring-up').description('site.yaml to running services; run at every start').action(async () => finish(await (await import('./commands/bring-up.ts')).bringUp()));
  command.command('install').description('installs this machine; run by the stick').action(async () => finish(await (await import('./commands/install.ts')).install()));
  return command;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number of seconds');
  return Number(text);
}

process.exit(await main());
