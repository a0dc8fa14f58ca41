/**
 * Runs all tests that need no virtual machine. They are bundled first, in one go with all they use:
 * each test file is a process of its own, and would spend most of its time on reading sources.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { execa } from 'execa';
import { checkFolder } from './check-folder.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));
const bundles = join(checkFolder, 'tests');

// A module keeps the address of its own source: tests find fixtures, and the builder its repository, beside it.
const ownAddress: Plugin = {
  name: 'own-address',
  setup(bundling) {
    bundling.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const address = JSON.stringify(pathToFileURL(path).href);
      return { contents: `const moduleAddress = ${address}; ${text}`, loader: 'ts' };
    });
  },
};

async function testFiles(folder: string): Promise<string[]> {
  const paths = await readdir(folder, { recursive: true });
  return paths.filter((path) => path.endsWith('.test.ts') && !path.startsWith('vm/')).map((path) => join(folder, path));
}

async function bundleTests(): Promise<void> {
  await rm(bundles, { recursive: true, force: true });
  await build({
    entryPoints: await testFiles(join(repository, 'test')),
    outbase: join(repository, 'test'),
    outdir: bundles,
    outExtension: { '.js': '.mjs' },
    absWorkingDir: repository,
    bundle: true,
    splitting: true,
    sourcemap: 'linked',
    // The sources lie beside them; without them the maps are read in half the time.
    sourcesContent: false,
    platform: 'node',
    format: 'esm',
    target: 'node18',
    logLevel: 'warning',
    external: ['ava', 'esbuild', 'typescript'],
    define: { 'import.meta.url': 'moduleAddress' },
    plugins: [ownAddress],
    // CommonJS packages inside an ES module bundle still call require; other packages' modules lie in the bundle itself.
    banner: {
      js: "import { createRequire as testCreateRequire } from 'node:module'; const require = testCreateRequire(import.meta.url); globalThis.moduleAddress ??= import.meta.url;",
    },
  });
}

await bundleTests();
const { exitCode } = await execa('ava', ['--config', 'test/unit.ava.config.js'], {
  cwd: repository,
  preferLocal: true,
  stdio: 'inherit',
  reject: false,
  env: { PINTXO_TESTS: relative(repository, bundles) },
});
process.exitCode = exitCode ?? 1;
