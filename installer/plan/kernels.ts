/** Kernels on the EFI partition, whose names count the tries of a new version: `pintxo_1.4.0+3.efi` (systemd-boot). Pure. */
import { compareVersions } from './version-order.ts';

const triesOfNewVersion = 3;

/** Name of a version that nobody has started yet. */
export function kernelName(version: string): string {
  return `pintxo_${version}+${triesOfNewVersion}.efi`;
}

/** The same version under names with other counts, of which one would start instead. */
export function otherCountsOf(kernel: string, names: readonly string[]): string[] {
  return kernelsOf(parseKernel(kernel)?.version, names).filter((name) => name !== kernel);
}

/** A version, whatever its counts. */
export function kernelsOf(version: string | undefined, names: readonly string[]): string[] {
  return names.filter((name) => parseKernel(name) !== undefined && parseKernel(name)?.version === version);
}

/** Those of versions that are in no slot any more: they could not start, and would fill the EFI partition. */
export function kernelsWithoutSystem(names: readonly string[], versions: readonly string[]): string[] {
  return names.filter((name) => {
    const version = parseKernel(name)?.version;
    return version !== undefined && !versions.includes(version);
  });
}

/** The version that the boot loader starts: the newest that has not failed. Undefined where there is none. */
export function versionThatStarts(names: readonly string[]): string | undefined {
  const good = names.flatMap((name) => parseKernel(name) ?? []).filter(({ hasFailed }) => !hasFailed);
  return good.map(({ version }) => version).sort((one, other) => compareVersions(other, one))[0];
}

/**
 * The version that must stay whatever comes: the newest that was healthy once, whose tries are counted no more. While none was, the one that
 * starts. One that is on trial is no way back.
 */
export function versionToKeep(names: readonly string[]): string | undefined {
  const healthy = names.flatMap((name) => parseKernel(name) ?? []).filter(({ isOnTrial }) => !isOnTrial);
  return healthy.map(({ version }) => version).sort((one, other) => compareVersions(other, one))[0] ?? versionThatStarts(names);
}

function parseKernel(name: string): { readonly version: string; readonly hasFailed: boolean; readonly isOnTrial: boolean } | undefined {
  const [, version, tries] = /^pintxo_(.+?)(?:\+(\d+)(?:-\d+)?)?\.efi$/.exec(name) ?? [];
  return version === undefined ? undefined : { version, hasFailed: tries === '0', isOnTrial: tries !== undefined };
}
