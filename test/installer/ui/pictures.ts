/** Golden pictures of screens: text files beside the tests. UPDATE_GOLDEN=1 writes what is drawn now. */
import type { ExecutionContext } from 'ava';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Compares pages of lines with `pictures/<name>.txt`. */
export function matchesPicture(t: ExecutionContext, name: string, pages: ReadonlyArray<readonly string[]>): void {
  const path = fileURLToPath(new URL(`pictures/${name}.txt`, import.meta.url));
  const drawn = pages.map((lines) => `${lines.map((line) => line.trimEnd()).join('\n')}\n`).join('~~~ next page ~~~\n');
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, drawn);
  }
  t.is(drawn, readFileSync(path, 'utf8'));
}
