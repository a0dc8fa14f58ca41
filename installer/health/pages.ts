/** Pages that show the status, rendered again at every look. */
import { renderPage } from '../../builder/render/page.ts';
import type { Page, Status } from '../../templates/contract.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';

export async function writePages(pages: readonly Page[], status: Status): Promise<void> {
  for (const { template, output } of pages) {
    const text = await readText(template);
    if (text === undefined) throw new Error(`${template} is missing; a module declared it as the template of a page`);
    await writeDurably(output, renderPage(text, status, template));
  }
}
