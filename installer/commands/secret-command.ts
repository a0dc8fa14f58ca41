/** The words of `pintxo secret`; what it does is loaded when it is called. */
import type { Command } from 'commander';

export function addSecretCommand(command: Command, finish: (exitStatus: number) => void): void {
  const secret = command.command('secret').description('passwords of services elsewhere, which people give to this machine (root)');
  secret
    .command('set <name>')
    .description('asks for it, or takes it from standard input: pintxo secret set wan.password')
    .action(async (name: string) => finish(await (await import('./secret.ts')).secretSet(name)));
  secret
    .command('list')
    .description('which there are, and which are missing; never what they are')
    .option('--json', 'print it as JSON')
    .action(async ({ json }: { json?: boolean }) => finish(await (await import('./secret.ts')).secretList(json === true)));
  secret.command('remove <name>').description('forgets it').action(async (name: string) => finish(await (await import('./secret.ts')).secretRemove(name)));
}
