/** The words of `pintxo accept`; what it does is loaded when it is called. */
import { type Command, Option } from 'commander';

interface Options {
  readonly list?: boolean;
  readonly refuse?: boolean;
  readonly yes?: boolean;
  readonly console?: boolean;
}

export function addAcceptCommand(command: Command, finish: (exitStatus: number) => void): void {
  command
    .command('accept')
    .description('shows what came from a stick without a proof, and takes it over when you say so (root)')
    .addOption(new Option('--list', 'only says what waits').conflicts(['refuse', 'yes', 'console']))
    .addOption(new Option('--refuse', 'throws it away, and does not ask about it again').conflicts(['yes', 'console']))
    .addOption(new Option('--yes', 'asks nothing').conflicts('console'))
    .addOption(new Option('--console', 'asks for the recovery key instead; run by the machine itself on its consoles'))
    .action(async (options: Options) => finish(await acceptBy(options)));
}

async function acceptBy({ console: atConsole, ...options }: Options): Promise<number> {
  if (atConsole === true) return (await import('./accept-at-console.ts')).acceptAtConsole();
  return (await import('./accept.ts')).accept(options);
}
