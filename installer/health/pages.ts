/** Pages that show the status, rendered again at every look. */
import { readFile } from 'node:fs/promises';
import { renderPage } from '../../builder/render/page.ts';
import type { Page, Status } from '../../templates/contract.ts';
import { writeDurably } from '../system/durable.ts';

export async function writePages(pages: readonly Page[], status: Status): Promise<void> {
  for (const { template, output } of pages) {
    await writeDurably(output, renderPage(await readFile(template, 'utf8'), status, template));
  }
}
