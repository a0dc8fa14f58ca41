/** The signed list of what a system consists of; whoever places a system checks all of it. Pure. */
import { z } from 'zod';

const Bytes = z.int().nonnegative();
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
// Of an EFI partition: no way out of it, and no name that FAT would read as another.
const EspPath = z.string().regex(/^[A-Za-z0-9_.+-]+(\/[A-Za-z0-9_.+-]+)*$/).refine((path) => !path.split('/').some((part) => /^\.+$/.test(part)));

export const SystemManifest = z.strictObject({
  format: z.literal(1),
  version: z.string().regex(/^\d+(\.\d+){1,4}$/),
  /** Seconds since 1970. */
  epoch: z.int().nonnegative(),
  /** The kernel's, whole: it carries the root hash. */
  commandLine: z.string(),
  /** The root file system and its dm-verity root hash. */
  root: z.strictObject({ bytes: Bytes, hash: Sha256 }),
  verity: z.strictObject({ bytes: Bytes, sha256: Sha256 }),
  files: z.array(
    z.strictObject({
      /** Where it lies on the EFI partition of a stick. */
      path: EspPath,
      /** Where it goes on the EFI partition of an installed disk; nowhere where only the stick needs it. The count of tries is added to names that the boot loader counts. */
      places: z.array(EspPath),
      bytes: Bytes,
      sha256: Sha256,
    }),
  ),
});
export type SystemManifest = z.infer<typeof SystemManifest>;

/** Where manifest and signature lie on the EFI partition of a stick. */
export const manifestPath = 'pintxo/manifest.json';
export const signaturePath = `${manifestPath}.minisig`;

/** Where the boot loader of installed disks lies on the EFI partition of a stick. */
export const loaderPath = 'pintxo/systemd-bootx64.efi';

/** The bytes that are signed. */
export function formatManifest(manifest: SystemManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Undefined where the text is no manifest that this version understands. */
export function parseManifest(text: string): SystemManifest | undefined {
  try {
    return SystemManifest.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export interface SeenFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What of the files of a system is not as its manifest says, one sentence each; `seen` has their paths on the stick. */
export function differences({ files }: SystemManifest, seen: readonly SeenFile[]): string[] {
  const placed = files.filter(({ places }) => places.length > 0);
  const wrong = placed.flatMap(({ path, bytes, sha256 }) => {
    const file = seen.find((candidate) => candidate.path === path);
    if (file === undefined) return [`${path} is missing`];
    return file.bytes === bytes && file.sha256 === sha256 ? [] : [`${path} is not the file that was signed`];
  });
  const strange = seen.filter(({ path }) => !files.some((file) => file.path === path)).map(({ path }) => `${path} is not part of the signed system`);
  return [...wrong, ...strange];
}
