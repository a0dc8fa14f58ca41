/** What an image consists of, for people and programs that must know. Pure. */
import type { Release } from '../../templates/contract.ts';
import type { StageReport } from './build.ts';

export interface Manifest {
  readonly release: Release;
  readonly image: { readonly bytes: number; readonly sha256: string };
  /** The verified root: its size, and the root hash that the kernel command line carries. */
  readonly root: { readonly bytes: number; readonly hash: string };
  readonly packages: ReadonlyArray<{ readonly name: string; readonly version: string; readonly architecture: string }>;
  /** Seconds that each stage took; near zero where the cache had its output. */
  readonly stages: readonly StageReport[];
}

export interface ManifestInput extends Omit<Manifest, 'packages' | 'stages'> {
  /** Lines of name, version and architecture, separated by tabs. */
  readonly packages: string;
  readonly reports: readonly StageReport[];
}

export function buildManifest({ release, image, root, packages, reports }: ManifestInput): Manifest {
  return { release, image, root, packages: packages.trim().split('\n').map(parsePackage), stages: reports };
}

function parsePackage(line: string): Manifest['packages'][number] {
  const [name = '', version = '', architecture = ''] = line.split('\t');
  return { name, version, architecture };
}
