/** Where the files of a system go on the EFI partition of an installed disk. Pure. */
import type { SystemManifest } from '../../builder/trust/manifest.ts';
import { kernelName, otherCountsOf } from './kernels.ts';

export type SystemFile = SystemManifest['files'][number];

const fallbackLoader = 'EFI/BOOT/BOOTX64.EFI';
/** Of the boot loader on an installed disk: the one for firmware that keeps no entries comes first. */
export const loaderPlaces: readonly string[] = [fallbackLoader, 'EFI/systemd/systemd-bootx64.efi'];
const kernels = 'EFI/Linux';

/** Those that an installed disk has. */
export function placedFiles({ files }: SystemManifest): SystemFile[] {
  return files.filter(({ places }) => places.length > 0);
}

/** Path under which a new file is put there: a kernel has three tries. */
export function newPlace(place: string): string {
  const version = versionOf(place);
  return version === undefined ? place : `${kernels}/${kernelName(version)}`;
}

/** Names in the same folder that would start instead of the new file. */
export function inTheWayOf(place: string, names: readonly string[]): string[] {
  const version = versionOf(place);
  return version === undefined ? [] : otherCountsOf(kernelName(version), names).map((name) => `${kernels}/${name}`);
}

/** The boot loader and the kernel among the files: what is started one after the other. */
export function startedFiles(manifest: SystemManifest): { readonly loader: SystemFile; readonly kernel: SystemFile } | undefined {
  const loader = manifest.files.find(({ places }) => places.includes(fallbackLoader));
  const kernel = manifest.files.find(({ places }) => places.some((place) => versionOf(place) !== undefined));
  return loader && kernel && { loader, kernel };
}

function versionOf(place: string): string | undefined {
  return /^EFI\/Linux\/pintxo_(.+)\.efi$/.exec(place)?.[1];
}
