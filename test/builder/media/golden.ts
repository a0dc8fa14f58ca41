/** Compares rendered files with the ones in test/fixtures; with UPDATE_GOLDEN=1 these are written first. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));

/** The expected files below a folder of test/fixtures by their path. */
export function goldenTree(folder: string, actual: ReadonlyMap<string, string>): Map<string, string> {
  const root = join(fixtures, folder);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    rmSync(root, { recursive: true, force: true });
    for (const [path, content] of actual) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
  }
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')] as const).sort());
}
