import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { decideInstall } from '../../installer/plan/decide-install.ts';
import { describeDecision } from '../../installer/plan/describe.ts';
import { describePlan } from '../plan/describe.ts';
import { printJson, printLine } from '../report/output.ts';
import { planFile } from './plan-site.ts';
import { defaultSiteFile, tellAsJson, tellInWords } from './read-site.ts';

interface PlanOptions {
  readonly machine?: string;
  readonly json?: boolean;
}

export function definePlan(program: Command, session: Session): void {
  program
    .command('plan')
    .description('prints what would be on the machine and, given an inventory, which disk would be used')
    .argument('[site]', 'site file', defaultSiteFile)
    .option('--machine <inventory.json>', 'inventory of the machine, as the stick writes it to logs/inventory.json')
    .option('--json', 'print the plan as JSON')
    .addHelpText('after', '\nExit status: 0 when it can be done, 1 when the site has mistakes or the machine is refused.')
    .action(async (file: string, options: PlanOptions) => session.finish(await plan(file, options)));
}

async function plan(file: string, { machine, json }: PlanOptions): Promise<number> {
  const planned = await planFile(file, machine, json === true ? tellAsJson : tellInWords);
  if (planned === undefined) return 1;
  const { site, inventory } = planned;
  const decision = inventory === undefined ? undefined : decideInstall(site, inventory);
  if (json === true) printJson({ plan: planned.plan, install: decision });
  else [...describePlan(planned.plan), ...(decision === undefined ? [] : ['', 'Installation', ...describeDecision(decision, inventory).map((line) => `  ${line}`)])].forEach(printLine);
  return decision?.verdict === 'refuse' ? 1 : 0;
}
