/** TypeScript to one runnable file, by esbuild. */
import { build, type Plugin } from 'esbuild';
import { join } from 'node:path';
import { precompiledModule } from '../render/precompile.ts';
import { folders, repository } from './paths.ts';
import { loadTemplates } from './templates.ts';

const entries = { builder: 'builder/main.ts', machine: 'installer/cli.ts' };

/**
 * Bundles a program into the file `outfile`.
 * The machine's program carries all it needs; the builder's finds esbuild, which is a program itself, in node_modules.
 */
export async function bundle(program: keyof typeof entries, outfile: string): Promise<void> {
  await build({
    entryPoints: [join(repository, entries[program])],
    outfile,
    absWorkingDir: repository,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node18',
    legalComments: 'none',
    logLevel: 'error',
    banner: { js: banner(program) },
    ...(program === 'builder' ? { plugins: [englishOnly], external: ['esbuild'] } : { plugins: [englishOnly, withTemplates], minify: true }),
  });
}

// zod brings its messages in fifty languages; ours are our own.
const englishOnly: Plugin = {
  name: 'english-only',
  setup(bundling) {
    const empty = { path: 'locales', namespace: 'no-locales' };
    bundling.onResolve({ filter: /\/locales\/index\.(js|cjs)$/ }, () => empty);
    bundling.onLoad({ filter: /.*/, namespace: 'no-locales' }, () => ({ contents: 'export {};' }));
  },
};

// The image's own templates are compiled here, and not by every start of the machine.
const withTemplates: Plugin = {
  name: 'with-templates',
  setup(bundling) {
    bundling.onLoad({ filter: /\/builder\/render\/precompiled\.ts$/ }, async () => ({ contents: precompiledModule(await loadTemplates(folders.templates)) }));
  },
};

// CommonJS packages inside an ES module bundle still call require for Node's own modules.
function banner(program: keyof typeof entries): string {
  const start = program === 'builder' ? '#!/usr/bin/env node\n' : '';
  return `${start}import { createRequire as pintxoCreateRequire } from 'node:module';\nconst require = pintxoCreateRequire(import.meta.url);`;
}
