/** A site to try the rules on although parts of its file are wrong. */
import { completeSite } from './defaults.ts';
import type { Path } from './finding.ts';
import type { Site } from './site.ts';
import { SiteFile } from './site-file.ts';
import { accepts, schemaAt, type JsonSchema } from './site-schema.ts';

/** Stand in for what a person must write; no rule objects to them. */
const placeholders = { site: { name: 'site' }, admin: { name: 'admin', sshKeys: [] } };

/** The site without the wrong parts; `undefined` if what is left is still no site. */
export function draftSite(plain: unknown, wrong: readonly Path[], schema: JsonSchema): Site | undefined {
  const drop = (value: unknown, paths: readonly Path[]): unknown =>
    paths.reduce((kept, path) => without(kept, path, (at) => emptyItem(schemaAt(schema, at))), value);
  let sound = withPlaceholders(drop(plain, wrong));
  // What lacks a part that it cannot be without, or has an item that cannot be empty, goes as a whole.
  for (let round = 0; round < mostRounds; round++) {
    const parsed = SiteFile.safeParse(sound);
    if (parsed.success) return completeSite(parsed.data);
    sound = withPlaceholders(drop(sound, parsed.error.issues.map((issue) => around(issue.path))));
  }
  return undefined;
}

/** As deep as a site file is nested. */
const mostRounds = 6;

function around(path: readonly PropertyKey[]): Path {
  return path.slice(0, -1).map((segment) => (typeof segment === 'number' ? segment : String(segment)));
}

/** Removes what is at the path; in a list an empty item takes its place, so that the others keep their numbers. */
function without(value: unknown, path: Path, itemAt: (path: Path) => unknown, depth = 0): unknown {
  const segment = path[depth];
  if (typeof value !== 'object' || value === null) return value;
  const isLast = depth === path.length - 1;
  const inner = (entry: unknown): unknown => without(entry, path, itemAt, depth + 1);
  if (Array.isArray(value)) {
    const changed = (entry: unknown): unknown => (isLast ? itemAt(path) : inner(entry));
    return value.map((entry: unknown, index) => (String(index) === String(segment) ? changed(entry) : entry));
  }
  const kept = Object.entries(value).filter(([key]) => !isLast || key !== String(segment));
  return Object.fromEntries(kept.map(([key, entry]) => [key, key === String(segment) ? inner(entry) : entry]));
}

function emptyItem(schema: JsonSchema | undefined): unknown {
  return accepts(schema, 'object') ? {} : '';
}

function withPlaceholders(value: unknown): unknown {
  const file = { ...record(value) };
  return {
    ...file,
    site: { ...placeholders.site, ...record(file['site']) },
    admin: { ...placeholders.admin, ...record(file['admin']) },
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? Object.fromEntries(Object.entries(value)) : {};
}
