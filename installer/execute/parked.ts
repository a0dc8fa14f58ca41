/**
 * A new system for an installed machine. The stick parks its boot files on the EFI partition, where nothing starts them;
 * the running system looks at all of them, readies the TPM, and puts them in their places.
 */
import { join } from 'node:path';
import { manifestPath, signaturePath } from '../../builder/trust/manifest.ts';
import { placedFiles } from '../plan/places.ts';
import { copyDurably, writeDurably } from '../system/durable.ts';
import { readAtMost, readWhole } from '../system/files.ts';
import { removeEntry, removeFolder } from '../system/placing.ts';
import { stickManifest, withEsp, withStickEsp, writeRecord } from './boot-loader.ts';
import type { InstallContext } from './context.ts';

export const parkedFolder = 'pintxo/parked';
export const [manifestFile, signatureFile, versionFile] = ['manifest.json', 'manifest.json.minisig', 'version'] as const;

export async function parkSystem({ disk }: { disk: string }, context: InstallContext): Promise<void> {
  await withStickEsp(context, (from) =>
    withEsp(disk, async (esp) => {
      await parkOn(esp, from);
      await writeRecord(esp, context);
    }),
  );
}

/** Parks the system of a stick below a mounted EFI partition. The version comes last: without it nothing is there. */
export async function parkOn(esp: string, stickEsp: string): Promise<void> {
  const manifest = await stickManifest(stickEsp);
  await forgetOn(esp);
  for (const { path } of placedFiles(manifest)) await copyDurably(join(stickEsp, path), join(esp, parkedFolder, path));
  const signature = await readWhole(join(stickEsp, signaturePath));
  if (signature !== undefined) await writeDurably(join(esp, parkedFolder, signatureFile), signature);
  await copyDurably(join(stickEsp, manifestPath), join(esp, parkedFolder, manifestFile));
  await writeDurably(join(esp, parkedFolder, versionFile), `${manifest.version}\n`);
}

/** Version of the system that is parked below a mounted EFI partition; undefined where none is, or half of one. */
export async function parkedVersion(esp: string): Promise<string | undefined> {
  const bytes = await readAtMost(join(esp, parkedFolder, versionFile), mostOfVersion);
  const text = typeof bytes === 'object' ? new TextDecoder().decode(bytes).trim() : bytes;
  return text === undefined || isVersion(text) ? text : 'unknown';
}

const mostOfVersion = 1024;

// Whoever wrote it there may have meant the screens on which it is told.
const isVersion = (text: string): boolean => /^\d+(\.\d+){1,4}$/.test(text);

/** The other way round than parking: what is half removed counts as not there. */
export async function forgetOn(esp: string): Promise<void> {
  await removeEntry(join(esp, parkedFolder, versionFile));
  await removeFolder(join(esp, parkedFolder));
}
