import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Problem } from '../../../builder/report/problems.ts';
import { parseSite } from '../../../builder/site/parse.ts';
import type { Site } from '../../../builder/site/site.ts';

const folder = new URL('../../fixtures/sites/', import.meta.url);

/** Two modules with settings of all kinds. */
export const modules = [
  {
    name: 'portal',
    settings: z.strictObject({
      title: z.string().max(20).default('Home').meta({ description: 'Heading of the page' }),
      port: z.int().min(1).max(65535).default(8080),
      colours: z.enum(['light', 'dark']).optional(),
    }),
  },
  {
    name: 'tunnel',
    settings: z.strictObject({ publicKey: z.string().optional(), privateKey: z.string().optional() }),
  },
];

export function fixtureNames(kind: 'valid' | 'broken', ending: string): string[] {
  const names = readdirSync(new URL(`${kind}/`, folder)).filter((name) => name.endsWith(ending));
  return names.map((name) => name.slice(0, -ending.length)).sort();
}

export function fixtureUrl(kind: 'valid' | 'broken', name: string): URL {
  return new URL(`${kind}/${name}`, folder);
}

export function fixture(kind: 'valid' | 'broken', name: string): Uint8Array {
  return readFileSync(fixtureUrl(kind, name));
}

export function problemsOf(input: string | Uint8Array): readonly Problem[] {
  const parsed = parseSite(input, 'site.yaml', modules);
  return 'problems' in parsed ? parsed.problems : [];
}

export function siteOf(input: string | Uint8Array): Site {
  const parsed = parseSite(input, 'site.yaml', modules);
  if ('site' in parsed) return parsed.site;
  throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
}

/** A sound file with the given lines after it. */
export function minimalWith(lines: string): string {
  return `${new TextDecoder().decode(fixture('valid', 'minimal.yaml'))}${lines}\n`;
}
