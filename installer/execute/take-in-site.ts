/** Takes over what a stick left on the EFI partition, since it cannot open encrypted data: a site.yaml, or a new system. */
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readWhole } from '../system/files.ts';
import { espHandIn, state } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';
import { parkedVersion } from './parked.ts';

/** Nothing happens on a machine where nothing was left; a power cut in between makes it happen again. */
export async function takeInSite(): Promise<void> {
  const version = await parkedVersion('/efi');
  // From now on every start remembers it, also after the stick was taken out.
  if (version !== undefined) await writeDurably(state.parkedSystem, `${version}\n`);
  const bytes = await readWhole(espHandIn);
  if (bytes === undefined) return;
  await writeDurably(state.site, bytes, 0o600);
  await removeEntry(espHandIn);
  await run({ title: 'writing the EFI partition out', file: 'sync', args: ['--file-system', '/efi'] });
}
