/** Whether the files of a system are the ones that its manifest lists. Pure. */
import { plain } from '../../builder/render/plain.ts';
import { differences, type SeenFile, type SystemManifest } from '../../builder/trust/manifest.ts';

/** `commandLine`: of a unified kernel image, the one in it. */
export interface SeenBootFile extends SeenFile {
  readonly commandLine?: string | undefined;
}

/** What is not as it should be, one sentence each. `version` is the one that the system was parked under. */
export function faultsOf(manifest: SystemManifest, version: string, seen: readonly SeenBootFile[]): string[] {
  const faults = [
    ...(manifest.version === version ? [] : [`it says to be version ${version}, and its list of files is of version ${manifest.version}`]),
    ...differences(manifest, seen),
    ...commandLineFaults(manifest, seen),
  ];
  // Names of files are somebody else's words, and are shown on screens.
  return faults.map((fault) => plain(fault));
}

// The command line says by which root hash the kernel checks the system: it is what a signature of the kernel is worth.
function commandLineFaults({ commandLine, root: { hash } }: SystemManifest, seen: readonly SeenBootFile[]): string[] {
  const own = seen.flatMap((file) => (file.commandLine === undefined ? [] : [file.commandLine]));
  const hashes = [...commandLine.matchAll(/(?:^|\s)roothash=(\S*)/g)].map(([, value]) => value);
  return [
    ...(own.length > 0 && own.every((text) => text === commandLine) ? [] : ['the command line in the kernel is not the one that was signed']),
    ...(hashes.length === 1 && hashes[0] === hash ? [] : ['the command line does not name the root hash of the system']),
  ];
}
