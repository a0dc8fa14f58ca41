/** The command `pintxo`: arguments to commands; the only place that catches errors. */
import { Command, CommanderError } from 'commander';
import { defineBuild } from './commands/build.ts';
import { defineCheck } from './commands/check.ts';
import { defineConfigure } from './commands/configure.ts';
import { defineFlash } from './commands/flash.ts';
import { defineMedia } from './commands/media.ts';
import { defineInit } from './commands/init.ts';
import { definePlan } from './commands/plan.ts';
import { defineRender } from './commands/render.ts';
import { defineSchema } from './commands/schema.ts';
import { defineTry } from './commands/try.ts';
import { MachineError } from '../test/vm/harness/index.ts';
import { warnLine } from './report/output.ts';
import { CommandFailed } from './system/run.ts';
import { release, UnusableSetting } from './system/release.ts';

/** What every command gets: the way to be interrupted, and where its exit status goes. */
export interface Session {
  /** Aborted by Ctrl-C; work in progress cleans up after itself. */
  readonly signal: AbortSignal;
  /** 0 done, 1 a mistake or refusal that was explained. */
  finish(exitStatus: number): void;
}

const usageError = 2;
const interrupted = 130;

/** Runs the command that the arguments name, and gives its exit status. Aborting the signal is Ctrl-C. */
export async function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  let exitStatus = 0;
  const session: Session = { signal, finish: (status) => void (exitStatus = status) };
  try {
    await program(session).parseAsync(args, { from: 'user' });
    return exitStatus;
  } catch (error) {
    return signal.aborted ? interrupted : explain(error);
  }
}

function program(session: Session): Command {
  const command = new Command('pintxo')
    .description('Builds a whole private platform onto a USB stick.')
    .version(release().version)
    .exitOverride()
    .showHelpAfterError('(pintxo --help lists the commands and options)');
  const definitions = [defineInit, defineCheck, definePlan, defineRender, defineBuild, defineConfigure, defineFlash, defineMedia, defineSchema, defineTry];
  for (const define of definitions) define(command, session);
  return command;
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageError;
  if (error instanceof Error && isForPeople(error)) warnLine(`error: ${error.message}`);
  else warnLine(`This is a mistake in pintxo itself:\n${error instanceof Error ? error.stack : String(error)}`);
  return 1;
}

// Nobody needs the program's own lines to mend what these say, nor for what the operating system says.
function isForPeople(error: Error): boolean {
  const isSaid = [CommandFailed, MachineError, UnusableSetting].some((kind) => error instanceof kind);
  return isSaid || ('code' in error && typeof error.code === 'string' && error.code.startsWith('E'));
}
