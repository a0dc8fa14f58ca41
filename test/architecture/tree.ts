/** What lies in the repository, and what must not. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { nodesOf, parseSource, type Source } from './source.ts';

export const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

const topLevel = [
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'Makefile', 'README.md', 'LICENSE'],
  ...['builder', 'installer', 'templates', 'overlays', 'images', 'test'],
];

/** Names at the top that have no business there; dotfiles are for tools. */
export function strangersAtTheTop(names: readonly string[], ignored: readonly string[]): string[] {
  return names.filter((name) => !name.startsWith('.') && !ignored.includes(name) && !topLevel.includes(name));
}

/** Names at the top that git leaves out. */
export function ignoredNames(): string[] {
  const lines = readFileSync(join(repository, '.gitignore'), 'utf8').split('\n');
  return ['.git', ...lines.map((line) => line.replace(/^\/|\/$/g, '')).filter((line) => line !== '')];
}

/** Files that belong to the repository, seen from its top. */
export function filesOf(folder = ''): string[] {
  const entries = readdirSync(join(repository, folder), { withFileTypes: true });
  const ignored = folder === '' ? ignoredNames() : [];
  return entries
    .filter((entry) => !ignored.includes(entry.name) && !entry.name.endsWith('.log'))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesOf(path) : entry.isFile() ? [path] : [];
    });
}

export function read(path: string): string {
  return readFileSync(join(repository, path), 'utf8');
}

export function sourcesIn(...folders: readonly string[]): Source[] {
  const paths = folders.filter((folder) => existsSync(join(repository, folder))).flatMap((folder) => filesOf(folder));
  return paths.filter((path) => path.endsWith('.ts')).map((path) => parseSource(path, read(path)));
}

export function defaultExports(sources: readonly Source[]): string[] {
  const isDefault = (node: ts.Node): boolean => ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent);
  return sources.filter(({ tree }) => nodesOf(tree).some(isDefault)).map(({ path }) => path);
}

// Put together here, so that this file does not hold what it looks for.
const hosts = [
  String.raw`(?:deb|security|snapshot|archive|httpredir|cloud|ftp(?:\.[a-z]{2})?)\.${'debian'}\.(?:org|net)`,
  String.raw`registry\.(?:${'npm'}js\.org|${'yarn'}pkg\.com)`,
  String.raw`${'npm'}js\.com`,
  String.raw`(?:archive|security|ports)\.${'ubuntu'}\.com`,
  String.raw`(?:${'py'}pi\.org|files\.${'python'}hosted\.org|${'crates'}\.io|proxy\.${'golang'}\.org)`,
  String.raw`(?:${'gh'}cr\.io|${'docker'}\.io|${'quay'}\.io)`,
  String.raw`download\.${'prox'}mox\.com`,
];

/** Host names of package registries and mirrors: where packages come from is the computer's own affair. */
export function namedHosts(path: string, text: string): string[] {
  return [...text.matchAll(new RegExp(String.raw`\b(?:${hosts.join('|')})\b`, 'gi'))].map(([host]) => `${path}: ${host}`);
}

/** The place of one person's checkout. */
export function namedCheckout(path: string, text: string, checkout: string): string[] {
  if (checkout.split('/').length < 3) return [];
  const escaped = checkout.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\w./-])${escaped}(?![\w-])`).test(text) ? [`${path}: ${checkout}`] : [];
}
