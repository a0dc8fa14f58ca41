import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { checkAnswer } from '../media/proxmox/index.ts';
import { colourOn, printLine } from '../report/output.ts';
import { formatProblems, type Problem, problemsAsJson } from '../report/problems.ts';
import { readStart } from '../system/files.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkPlannable } from './plan-site.ts';
import { defaultSiteFile, unread } from './read-site.ts';

/** Bytes; far more than an answer file has. */
const mostAnswerBytes = 1024 * 1024;

interface CheckOptions {
  readonly answer?: string;
  readonly json?: boolean;
}

export function defineCheck(program: Command, session: Session): void {
  program
    .command('check')
    .description('finds every mistake in a site file, and in the secrets.yaml beside it, at once')
    .argument('[site]', 'site file', defaultSiteFile)
    .option('--answer <file>', "an answer file for Proxmox's installer instead of a site file")
    .option('--json', 'print the problems as JSON')
    .addHelpText('after', '\nExit status: 0 when the file can be used (there may be warnings), 1 when it cannot.')
    .action(async (file: string, options: CheckOptions) => session.finish(await (options.answer === undefined ? check(file, options) : checkAnswerFile(options.answer, options))));
}

async function check(file: string, options: CheckOptions): Promise<number> {
  const parsed = await checkPlannable(file);
  if (!('site' in parsed)) return report(file, false, parsed.problems, options);
  const ofSecrets = await checkSecrets(file, parsed.site);
  return report(file, ofSecrets.every(({ severity }) => severity === 'warning'), [...parsed.warnings, ...ofSecrets], options);
}

async function checkAnswerFile(file: string, options: CheckOptions): Promise<number> {
  const read = await readStart(file, mostAnswerBytes);
  if ('problem' in read) return report(file, false, [unread(file, read.problem, 'name the answer file: --answer answer.toml')], options);
  const checked = checkAnswer(read, file);
  return report(file, 'answer' in checked, 'answer' in checked ? checked.warnings : checked.problems, options);
}

function report(file: string, isUsable: boolean, problems: readonly Problem[], { json }: CheckOptions): number {
  if (json === true) printLine(problemsAsJson(problems));
  else printLine(problems.length === 0 ? `${file}: no problems` : formatProblems(problems, { colour: colourOn('stdout') }));
  return isUsable ? 0 : 1;
}
