/** Who may import whom. Each check gives one line per offence. */
import type { Source } from './source.ts';

const effectPackages = ['execa', 'node-fetch', 'node:child_process', 'node:fs', 'node:fs/promises', 'child_process', 'fs', 'fs/promises'];

const open: readonly RegExp[] = [/^installer\//, /^templates\//, /^builder\/(site|plan|render|trust)\//, /^builder\/report\/problems\.ts$/];

/** The installer must fit into one file on the machine: it takes of the builder only what both need. */
export function installerImports(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => path.startsWith('installer/'))
    .flatMap(({ path, imports }) =>
      imports.filter(({ from, isFile }) => isFile && !open.some((pattern) => pattern.test(from))).map(({ from }) => `${path} imports ${from}`),
    );
}

/** Only the system folders touch files and processes. */
export function effectImports(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => !/^(builder|installer)\/system\//.test(path))
    .flatMap(({ path, imports }) => imports.filter(({ from }) => effectPackages.includes(from)).map(({ from }) => `${path} imports ${from}`));
}
