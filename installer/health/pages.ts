/** Pages that show the status: rendered again at every look, with HTML escaping. */
import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';
import type { Page, Status } from '../../templates/contract.ts';
import { writeDurably } from '../system/durable.ts';

export async function writePages(pages: readonly Page[], status: Status): Promise<void> {
  for (const { template, output } of pages) {
    const page = Handlebars.compile(await readFile(template, 'utf8'), { strict: true });
    await writeDurably(output, page(status));
  }
}
