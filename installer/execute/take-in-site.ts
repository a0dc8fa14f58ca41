/** Takes over what came from outside: from a stick a site.yaml or a new system, from the hypervisor of a guest a site.yaml. */
import { createHash } from 'node:crypto';
import { siteOf } from '../plan/seed.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readText, readWhole } from '../system/files.ts';
import { espHandIn, state } from '../system/paths.ts';
import { removeEntry } from '../system/placing.ts';
import { findSeed } from '../system/seed.ts';
import { parkedVersion } from './parked.ts';

/**
 * What a stick left on the EFI partition, since it cannot open encrypted data. Nothing happens on a machine where nothing
 * was left; a power cut in between makes it happen again.
 */
export async function takeInSite(): Promise<void> {
  const version = await parkedVersion('/efi');
  // From now on every start remembers it, also after the stick was taken out.
  if (version !== undefined) await writeDurably(state.parkedSystem, `${version}\n`);
  const bytes = await readWhole(espHandIn);
  if (bytes === undefined) return;
  // The other half of a mirror may have it too, and start the machine a year later: what was set since must not be undone.
  const [digest, taken] = [createHash('sha256').update(bytes).digest('hex'), (await readText(state.takenIn)) ?? ''];
  if (!taken.split('\n').includes(digest)) {
    await writeDurably(state.site, bytes, 0o600);
    await writeDurably(state.takenIn, `${taken}${digest}\n`);
  }
  await removeEntry(espHandIn);
  await run({ title: 'writing the EFI partition out', file: 'sync', args: ['--file-system', '/efi'] });
}

/** The one of the seed, on a machine that has no site at all: what it was installed with is never replaced. */
export async function takeInSeed(warn: (line: string) => void): Promise<void> {
  for (const path of [state.site, state.lastGoodSite]) if ((await readWhole(path)) !== undefined) return;
  const bytes = siteOf(await findSeed(), warn);
  if (bytes !== undefined) await writeDurably(state.site, bytes, 0o600);
}
