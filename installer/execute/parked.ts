/**
 * A new system for an installed machine. The stick parks its boot files on the EFI partition, where nothing starts them;
 * the running system looks at all of them, readies the TPM, and puts them in their places.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { manifestPath, parseManifest, signaturePath, type SystemManifest } from '../../builder/trust/manifest.ts';
import { type PublicKey, verifyMinisign } from '../../builder/trust/minisign.ts';
import { faultsOf, type SeenBootFile } from '../plan/check-system.ts';
import { sectionOf } from '../plan/efi-program.ts';
import type { ParkedSystem } from '../plan/judge-system.ts';
import { inTheWayOf, newPlace, placedFiles, type SystemFile } from '../plan/places.ts';
import { run } from '../system/command.ts';
import { copyDurably, writeDurably } from '../system/durable.ts';
import { listFiles, listFolder, readText, readWhole } from '../system/files.ts';
import { removeEntry, removeFolder } from '../system/placing.ts';
import { stickManifest, withEsp, withStickEsp, writeRecord } from './boot-loader.ts';
import type { InstallContext } from './context.ts';

const folder = 'pintxo/parked';
const [manifestFile, signatureFile, versionFile] = ['manifest.json', 'manifest.json.minisig', 'version'];

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
  for (const { path } of placedFiles(manifest)) await copyDurably(join(stickEsp, path), join(esp, folder, path));
  const signature = await readWhole(join(stickEsp, signaturePath));
  if (signature !== undefined) await writeDurably(join(esp, folder, signatureFile), signature);
  await copyDurably(join(stickEsp, manifestPath), join(esp, folder, manifestFile));
  await writeDurably(join(esp, folder, versionFile), `${manifest.version}\n`);
}

/** Version of the system that is parked below a mounted EFI partition; undefined where none is, or half of one. */
export async function parkedVersion(esp: string): Promise<string | undefined> {
  const text = (await readText(join(esp, folder, versionFile)))?.trim();
  return text === undefined || isVersion(text) ? text : 'unknown';
}

// Whoever wrote it there may have meant the screens on which it is told.
const isVersion = (text: string): boolean => /^\d+(\.\d+){1,4}$/.test(text);

/** The manifest of the system that is parked there, whatever it is worth. */
export async function parkedManifest(esp: string): Promise<{ readonly manifest: SystemManifest | undefined; readonly digest: string } | undefined> {
  const bytes = await readWhole(join(esp, folder, manifestFile));
  return bytes && { manifest: parseManifest(new TextDecoder().decode(bytes)), digest: digestOf(bytes) };
}

/** Looks at everything but the root file system; undefined where no system is parked. */
export async function inspectOn(esp: string, keys: readonly PublicKey[]): Promise<ParkedSystem | undefined> {
  const version = await parkedVersion(esp);
  if (version === undefined) return undefined;
  const bytes = (await readWhole(join(esp, folder, manifestFile))) ?? new Uint8Array();
  const manifest = parseManifest(new TextDecoder().decode(bytes));
  const text = await readText(join(esp, folder, signatureFile));
  const signature = text === undefined ? { ok: false as const, problem: 'it is not signed' } : verifyMinisign(bytes, text, keys);
  return {
    version,
    rootHash: manifest?.root.hash ?? '',
    digest: digestOf(bytes),
    signature: signature.ok ? { ok: true, keyId: signature.key.id } : signature,
    faults: manifest === undefined ? ['its list of files is missing, or cannot be read'] : faultsOf(manifest, version, await seenFiles(esp)),
  };
}

async function seenFiles(esp: string): Promise<SeenBootFile[]> {
  const own: readonly string[] = [manifestFile, signatureFile, versionFile];
  const paths = (await listFiles(join(esp, folder))).filter((path) => !own.includes(path));
  const seen: SeenBootFile[] = [];
  for (const path of paths) {
    const bytes = (await readWhole(join(esp, folder, path))) ?? new Uint8Array();
    const commandLine = sectionOf(bytes, '.cmdline');
    seen.push({ path, bytes: bytes.byteLength, sha256: digestOf(bytes), commandLine: commandLine && new TextDecoder().decode(commandLine).replace(/[\0\s]+$/, '') });
  }
  return seen;
}

/** A file of the parked system, which must be the one that its manifest lists. */
export async function readParked(esp: string, { path, bytes, sha256 }: SystemFile): Promise<Uint8Array> {
  const content = await readWhole(join(esp, folder, path));
  if (content?.byteLength !== bytes || digestOf(content) !== sha256) throw new Error(`${path} of the new system has changed since it was looked at; nothing more of it is put in its place.`);
  return content;
}

/**
 * Lets the boot loader find the parked system at the next start, with three tries, and removes it from where it was parked.
 * Only the one with this manifest, and of its files only what was listed.
 */
export async function placeOn(esp: string, digest: string): Promise<void> {
  const parked = await parkedManifest(esp);
  const manifest = parked?.digest === digest ? parked.manifest : undefined;
  if ((await parkedVersion(esp)) === undefined || manifest === undefined) return;
  for (const file of placedFiles(manifest)) {
    const content = await readParked(esp, file);
    for (const place of file.places) await putInPlace(esp, place, content);
  }
  // FAT keeps no order: what is removed must not be gone before what replaces it is there.
  await run({ title: 'writing the EFI partition out', file: 'sync', args: ['--file-system', esp] });
  await forgetOn(esp);
}

/** A new kernel takes the place of the same version under other counts. */
export async function putInPlace(esp: string, place: string, content: Uint8Array): Promise<void> {
  await writeDurably(join(esp, newPlace(place)), content);
  for (const other of inTheWayOf(place, await listFolder(join(esp, 'EFI/Linux')))) await removeEntry(join(esp, other));
}

/** The other way round than parking: what is half removed counts as not there. */
export async function forgetOn(esp: string): Promise<void> {
  await removeEntry(join(esp, folder, versionFile));
  await removeFolder(join(esp, folder));
}

export function onDisks(disks: readonly string[], work: (esp: string) => Promise<void>): Promise<void> {
  return disks.reduce((before, disk) => before.then(() => withEsp(disk, work)), Promise.resolve());
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
