import type { Command } from 'commander';
import type { Session } from '../cli.ts';
import { modules } from '../../templates/registry.ts';
import { printJson } from '../report/output.ts';
import { siteJsonSchema } from '../site/site-schema.ts';

export function defineSchema(program: Command, session: Session): void {
  program
    .command('schema')
    .description('prints the JSON Schema of site.yaml, for editors')
    .action(() => {
      printJson(siteJsonSchema(modules));
      session.finish(0);
    });
}
