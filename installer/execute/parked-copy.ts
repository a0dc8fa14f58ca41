/**
 * A parked system, read once: what is looked at, told to the TPM and put in its place are the same bytes, whatever the disk
 * answers when it is asked again.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { manifestPath, parseManifest, type SystemManifest } from '../../builder/trust/manifest.ts';
import { type PublicKey, verifyMinisign } from '../../builder/trust/minisign.ts';
import { faultsOf, type SeenBootFile } from '../plan/check-system.ts';
import { sectionOf } from '../plan/efi-program.ts';
import type { ParkedSystem } from '../plan/judge-system.ts';
import { placedFiles, type SystemFile } from '../plan/places.ts';
import { listFiles, readAtMost, readNote } from '../system/files.ts';
import { manifestFile, parkedFolder, parkedVersion, signatureFile, versionFile } from './parked.ts';

export interface SystemCopy {
  /** SHA-256 of the manifest, hexadecimal. */
  readonly digest: string;
  readonly manifest: SystemManifest;
  /** By their paths in the manifest. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** What was found, and the copy that was looked at; there is none where there is a fault. */
export interface ReadSystem {
  readonly parked: ParkedSystem;
  readonly copy?: SystemCopy | undefined;
}

// Nothing that a build makes comes near these, and all of it is held in memory.
const mostOfManifest = 2 ** 20;
const mostOfFiles = 2 ** 29;

/** Looks at everything but the root file system below a mounted EFI partition; undefined where no system is parked. */
export async function readParked(esp: string, keys: readonly PublicKey[]): Promise<ReadSystem | undefined> {
  const version = await parkedVersion(esp);
  if (version === undefined) return undefined;
  const bytes = await bytesOf(join(esp, parkedFolder, manifestFile), mostOfManifest);
  const manifest = parseManifest(new TextDecoder().decode(bytes));
  const files = manifest === undefined ? new Map<string, Uint8Array>() : await readFiles(esp, manifest);
  const digest = digestOf(bytes);
  const faults = manifest === undefined ? [`its list of files (${manifestPath}) is missing, or cannot be read`] : [...sizeFaults(manifest), ...faultsOf(manifest, version, seenIn(files))];
  const parked = { version, rootHash: manifest?.root.hash ?? '', digest, signature: judge(bytes, await readNote(join(esp, parkedFolder, signatureFile)), keys), faults };
  return { parked, ...(manifest === undefined || faults.length > 0 ? {} : { copy: { digest, manifest, files } }) };
}

function judge(bytes: Uint8Array, signature: string | undefined, keys: readonly PublicKey[]): ParkedSystem['signature'] {
  if (signature === undefined) return { ok: false, problem: 'it is not signed' };
  const verdict = verifyMinisign(bytes, signature, keys);
  return verdict.ok ? { ok: true, keyId: verdict.key.id } : verdict;
}

function sizeFaults(manifest: SystemManifest): string[] {
  return fits(manifest) ? [] : ['its boot files are too large for any machine'];
}

function fits(manifest: SystemManifest): boolean {
  return placedFiles(manifest).reduce((sum, { bytes }) => sum + bytes, 0) <= mostOfFiles;
}

// Of what is on no list the name is enough: it is a fault.
async function readFiles(esp: string, manifest: SystemManifest): Promise<Map<string, Uint8Array>> {
  const own: readonly string[] = [manifestFile, signatureFile, versionFile];
  const paths = (await listFiles(join(esp, parkedFolder))).filter((path) => !own.includes(path));
  const listed = fits(manifest) ? placedFiles(manifest) : [];
  const files = new Map<string, Uint8Array>();
  for (const path of paths) {
    const most = listed.find((file) => file.path === path)?.bytes;
    files.set(path, most === undefined ? new Uint8Array() : await bytesOf(join(esp, parkedFolder, path), most));
  }
  return files;
}

// Nothing in the place of what is longer than it may be: no digest is that of nothing.
async function bytesOf(path: string, most: number): Promise<Uint8Array> {
  const bytes = await readAtMost(path, most);
  return bytes === undefined || bytes === 'too-large' ? new Uint8Array() : bytes;
}

function seenIn(files: ReadonlyMap<string, Uint8Array>): SeenBootFile[] {
  return [...files].map(([path, bytes]) => {
    const commandLine = sectionOf(bytes, '.cmdline');
    return { path, bytes: bytes.byteLength, sha256: digestOf(bytes), commandLine: commandLine && new TextDecoder().decode(commandLine).replace(/[\0\s]+$/, '') };
  });
}

/** The copy of the system that was judged, and no other. */
export function copyWith(digest: string, copy: SystemCopy | undefined): SystemCopy {
  if (copy?.digest === digest) return copy;
  throw changed('The new system is not the one that was looked at');
}

/** A file of it, whose bytes are compared with the list once more. */
export function fileOf({ files }: Pick<SystemCopy, 'files'>, { path, bytes, sha256 }: SystemFile): Uint8Array {
  const content = files.get(path);
  if (content?.byteLength === bytes && digestOf(content) === sha256) return content;
  throw changed(`${path} of the new system is not the file that was looked at`);
}

export function changed(what: string): Error {
  return new Error(`${what}. No more of it is put in its place, and the machine goes on with the version that runs. To look at it again, run: sudo pintxo repair; if that does not help, flash the stick again, and start it once more.`);
}

/** Of the manifest that is parked below a mounted EFI partition now. */
export async function digestOnDisk(esp: string): Promise<string> {
  return digestOf(await bytesOf(join(esp, parkedFolder, manifestFile), mostOfManifest));
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
