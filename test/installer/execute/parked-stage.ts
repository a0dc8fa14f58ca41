/** EFI partitions with a system that a stick parks, for the tests of parking and placing. */
import type { ExecutionContext } from 'ava';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatManifest, loaderPath, manifestPath, signaturePath, type SystemManifest } from '../../../builder/trust/manifest.ts';
import { secretKeyFrom, signMinisign } from '../../../builder/trust/minisign.ts';
import { copyWith, readParked, type ReadSystem, type SystemCopy } from '../../../installer/execute/parked-copy.ts';
import { programWith } from '../plan/programs.ts';

export const key = secretKeyFrom(Buffer.alloc(32, 1));
export const stranger = secretKeyFrom(Buffer.alloc(32, 2));
export const hash = 'ab'.repeat(32);
export const commandLine = `root=/dev/mapper/root roothash=${hash}`;
export const kernel = programWith({ '.cmdline': Buffer.from(commandLine), '.linux': programWith({ '.text': Buffer.alloc(100, 1) }) });
export const loader = programWith({ '.text': Buffer.alloc(100, 2) });

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const kernelPlace = 'EFI/Linux/pintxo_1.10.efi';

export function manifestOf(more: Partial<SystemManifest> = {}): SystemManifest {
  return {
    format: 1, version: '1.10', epoch: 0, commandLine, root: { bytes: 1, hash }, verity: { bytes: 1, sha256: hash },
    files: [
      { path: 'EFI/BOOT/BOOTX64.EFI', places: [kernelPlace], bytes: kernel.length, sha256: sha256(kernel) },
      { path: loaderPath, places: ['EFI/systemd/systemd-bootx64.efi', 'EFI/BOOT/BOOTX64.EFI'], bytes: loader.length, sha256: sha256(loader) },
      { path: 'loader/addons/stick.addon.efi', places: [], bytes: 3, sha256: sha256('add') },
    ],
    ...more,
  };
}

/** EFI partitions of a disk with a system that starts, and of a stick with a newer one. */
export function stage(t: ExecutionContext, { manifest = manifestOf(), signer = key }: { manifest?: SystemManifest; signer?: typeof key | undefined } = {}): { esp: string; stick: string } {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-parked-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const [esp, stick] = [join(folder, 'esp'), join(folder, 'stick')];
  const put = (path: string, content: Uint8Array | string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  for (const path of ['EFI/Linux/pintxo_1.9.efi', 'EFI/BOOT/BOOTX64.EFI', 'EFI/systemd/systemd-bootx64.efi']) put(join(esp, path), 'old');
  const text = formatManifest(manifest);
  put(join(stick, 'EFI/BOOT/BOOTX64.EFI'), kernel);
  put(join(stick, loaderPath), loader);
  put(join(stick, 'loader/addons/stick.addon.efi'), 'add');
  put(join(stick, manifestPath), text);
  put(join(stick, signaturePath), signMinisign(Buffer.from(text), signer, 'of a test'));
  return { esp, stick };
}

export const read = (esp: string, path: string): Buffer => readFileSync(join(esp, path));
export const digest = sha256(formatManifest(manifestOf()));
export const inspectOn = async (esp: string, keys: Parameters<typeof readParked>[1]): Promise<ReadSystem['parked'] | undefined> => (await readParked(esp, keys))?.parked;
export const faults = async (esp: string): Promise<string> => (await inspectOn(esp, [key]))?.faults.join('\n') ?? 'none there';

export async function copyOf(esp: string): Promise<SystemCopy> {
  const read = await readParked(esp, [key]);
  return copyWith(digest, read?.copy);
}
