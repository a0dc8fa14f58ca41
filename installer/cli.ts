/** The command `pintxo` on the machine; the only place that catches errors and ends the process. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { addAcceptCommand } from './commands/accept-command.ts';
import { addSecretCommand } from './commands/secret-command.ts';
import { addNetworkCommands } from './commands/network-commands.ts';
import { allPrinted } from './system/printed.ts';
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
  addDiskCommands(command, finish);
  command
    .command('recovery')
    .description('prints the recovery sheet: the key of the disks, addresses, the certificate authority (root)')
    .option('--confirm', 'somebody has written it down')
    .option('--page', 'hands it out on the portal, encrypted, until somebody has it; run by the machine itself')
    .action(async ({ confirm, page }: { confirm?: boolean; page?: boolean }) =>
      finish(page === true ? await (await import('./commands/recovery-page.ts')).recoveryPage() : await (await import('./commands/recovery.ts')).recovery(confirm === true)),
    );
  command
    .command('reset')
    .description('forgets everything but site.yaml, at the next start (root)')
    .option('--confirm <site>', 'the name of the site, instead of the question')
    .action(async ({ confirm }: { confirm?: string }) => finish(await (await import('./commands/reset.ts')).reset(confirm)));
  addApply(command, finish);
  command.command('bring-up').description('site.yaml to running services; run at every start').action(async () => finish(await (await import('./commands/bring-up.ts')).bringUp()));
  command.command('pools').description('opens the storage pools; run at every start').action(async () => finish(await (await import('./commands/pools.ts')).pools()));
  command
    .command('install')
    .description('installs this machine; run by the stick')
    .option('--page', 'answers browsers meanwhile; run by the machine itself')
    .action(async ({ page }: { page?: boolean }) => finish(page === true ? await (await import('./commands/install-page.ts')).installPage() : await (await import('./commands/install.ts')).install()));
  addAcceptCommand(command, finish);
  addNetworkCommands(command, finish);
  addSecretCommand(command, finish);
  return command;
}

function addDiskCommands(command: Command, finish: (exitStatus: number) => void): void {
  command
    .command('repair')
    .description('makes the machine whole again after a disk was lost or the TPM forgot it (root)')
    .option('--disk <serial>', 'the disk that takes the place of the missing one')
    .option('--automatic', 'only what needs nobody to decide; run by the machine itself')
    .action(async (options: { automatic?: boolean; disk?: string }) => finish(await (await import('./commands/repair.ts')).repair(options)));
  command
    .command('hardware')
    .description('before a card or the firmware is changed: the next start, and only that, opens the data all the same (root)')
    .option('--undo', 'takes that back')
    .action(async ({ undo }: { undo?: boolean }) => finish(await (await import('./commands/hardware.ts')).hardware(undo === true)));
  command
    .command('adopt')
    .description('takes over a storage pool of an earlier system, with all that is on it; asks for the recovery key of that system (root)')
    .argument('<pool>', 'the pool, as site.yaml calls it')
    .action(async (pool: string) => finish(await (await import('./commands/adopt.ts')).adopt(pool)));
}

function addApply(command: Command, finish: (exitStatus: number) => void): void {
  command
    .command('apply')
    .description('applies a changed site.yaml (root)')
    .option('--automatic', 'serves on with the last site.yaml that worked where this one is broken; run by the machine itself when addresses change')
    .action(async ({ automatic }: { automatic?: boolean }) => finish(await (await import('./commands/bring-up.ts')).apply(automatic === true)));
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number of seconds');
  return Number(text);
}

const exitStatus = await main();
await allPrinted();
process.exit(exitStatus);
