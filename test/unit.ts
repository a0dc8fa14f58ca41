/**
 * Runs all tests that need no virtual machine. They are bundled first, in one go with all they use, and the small ones
 * of a folder run in one process: a process for each would spend most of its time on starting.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
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

const tests = join(repository, 'test');
const entries = join(checkFolder, 'entries');

interface TestFile {
  /** Below test/. */
  readonly path: string;
  /** It has hooks, or tests that must not run beside others: a process of its own. */
  readonly isAlone: boolean;
}

async function testFiles(): Promise<TestFile[]> {
  const paths = (await readdir(tests, { recursive: true })).filter((path) => path.endsWith('.test.ts') && !path.startsWith('vm/'));
  return Promise.all(paths.sort().map(async (path) => ({ path, isAlone: await needsProcess(join(tests, path)) })));
}

// Hooks would run for the others too.
async function needsProcess(path: string): Promise<boolean> {
  return /test\.(before|after|serial)|process\.chdir/.test(await readFile(path, 'utf8')) || pauses(path, new Set());
}

// Tests that are declared after a pause of a module come too late for a file that is imported.
async function pauses(path: string, seen: Set<string>): Promise<boolean> {
  if (seen.has(path)) return false;
  seen.add(path);
  const source = await readFile(path, 'utf8');
  if (/^(?!test|import|\s|\/|\*).*\bawait\b/m.test(source)) return true;
  for (const [, imported = ''] of source.matchAll(/^(?:import|export)\s[^;]*?from '(\.[^']+\.ts)'/gm)) {
    if (await pauses(join(dirname(path), imported), seen)) return true;
  }
  return false;
}

// The titles of all files of a folder must differ, as they must in one file.
async function writeEntries(files: readonly TestFile[]): Promise<string[]> {
  await rm(entries, { recursive: true, force: true });
  await mkdir(entries, { recursive: true });
  const folders = new Map<string, string[]>();
  for (const { path, isAlone } of files) {
    const group = isAlone ? path : join(...dirname(path).split('/').slice(0, 2), 'all.test.ts');
    folders.set(group, [...(folders.get(group) ?? []), path]);
  }
  const written = [...folders].map(async ([group, paths]) => {
    const entry = join(entries, group);
    await mkdir(dirname(entry), { recursive: true });
    await writeFile(entry, paths.map((path) => `import ${JSON.stringify(join(tests, path))};\n`).join(''));
    return entry;
  });
  return Promise.all(written);
}

async function bundleTests(): Promise<void> {
  await rm(bundles, { recursive: true, force: true });
  await build({
    entryPoints: await writeEntries(await testFiles()),
    outbase: entries,
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
