import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { colourOn, printLine } from '../report/output.ts';
import { formatProblems, problemsAsJson } from '../report/problems.ts';
import { checkPlannable } from './plan-site.ts';
import { defaultSiteFile } from './read-site.ts';

interface CheckOptions {
  readonly json?: boolean;
}

export function defineCheck(program: Command, session: Session): void {
  program
    .command('check')
    .description('finds every mistake in a site file at once')
    .argument('[site]', 'site file', defaultSiteFile)
    .option('--json', 'print the problems as JSON')
    .addHelpText('after', '\nExit status: 0 when the file can be used (there may be warnings), 1 when it cannot.')
    .action(async (file: string, options: CheckOptions) => session.finish(await check(file, options)));
}

async function check(file: string, { json }: CheckOptions): Promise<number> {
  const parsed = await checkPlannable(file);
  const problems = 'site' in parsed ? parsed.warnings : parsed.problems;
  if (json === true) printLine(problemsAsJson(problems));
  else printLine(problems.length === 0 ? `${file}: no problems` : formatProblems(problems, { colour: colourOn('stdout') }));
  return 'site' in parsed ? 0 : 1;
}
