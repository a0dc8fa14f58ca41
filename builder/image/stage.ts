/** A stage of the build is data: what it needs, which files it reads, and the steps that make its output folder. */

export type StageName = 'tools' | 'packages' | 'program' | 'initrd' | 'root' | 'kernel' | 'manifest' | 'stick' | 'debian-tools' | 'debian-archive' | 'debian-repository' | 'debian-stick';

/**
 * One step. Paths starting with /run are those seen inside the tools tree:
 * /run/out is the output folder, /run/in/<stage> the output of a stage it needs, /run/source the repository.
 */
export type Step =
  /** Makes a Debian tree in the folder `tree` of the output. */
  | {
      readonly kind: 'debian-tree';
      readonly suite: string;
      readonly components: readonly string[];
      readonly packages: readonly string[];
      readonly excludePaths: readonly string[];
      readonly includePaths: readonly string[];
      readonly mirror?: string | undefined;
      /** Folder in the repository with `passwd` and `group` lines to be there before any package. */
      readonly pinnedIds?: string | undefined;
      /** Unpacked, but no package's script is run: enough for programs that are called by name, and much sooner there. */
      readonly unpackedOnly?: true;
      readonly epoch: number;
    }
  /** Downloads packages by the lists in the folder `wanted` of the output, with the script `hook` of the repository. */
  | { readonly kind: 'debian-archive'; readonly suite: string; readonly components: readonly string[]; readonly hook: string; readonly mirror?: string | undefined }
  /** Runs a program of the Debian 13 tools tree. */
  | { readonly kind: 'tool'; readonly title: string; readonly args: readonly string[] }
  /** Runs a program inside of a tree, `<stage>/tree` or the own output's. */
  | { readonly kind: 'inside'; readonly title: string; readonly tree: string; readonly args: readonly string[] }
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  /** Writes manifest.json: what the system consists of, for its signature. `from` are paths below the outputs of stages. */
  | { readonly kind: 'manifest'; readonly version: string; readonly epoch: number; readonly files: readonly BootFile[] }
  /** Bundles the machine's program into the output. */
  | { readonly kind: 'bundle'; readonly path: string }
  /** Stops the build when a system user or group has no pinned number. */
  | { readonly kind: 'check-ids'; readonly tree: string; readonly pinnedIds: string };

/** A file that firmware or boot loader starts; `path` and `places` as in the manifest. */
export interface BootFile {
  readonly from: string;
  readonly path: string;
  readonly places: readonly string[];
}

export interface Stage {
  readonly name: StageName;
  /** What is being done, for the progress line. */
  readonly title: string;
  readonly needs: readonly StageName[];
  /** Files and folders of the repository whose content the output depends on. */
  readonly files: readonly string[];
  readonly epoch: number;
  readonly steps: readonly Step[];
}
