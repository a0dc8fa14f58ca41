/** Takes over a site.yaml that a stick left on the EFI partition: the stick cannot open encrypted data. */
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readWhole } from '../system/files.ts';
import { espHandIn, state } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';

/** Nothing happens on a machine without such a file; a power cut in between makes it happen again. */
export async function takeInSite(): Promise<void> {
  const bytes = await readWhole(espHandIn);
  if (bytes === undefined) return;
  await writeDurably(state.site, bytes, 0o600);
  await removeEntry(espHandIn);
  await run({ title: 'writing the EFI partition out', file: 'sync', args: ['--file-system', '/efi'] });
}
