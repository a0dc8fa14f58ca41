/** Examples of site files in texts for people. */
import { parseDocument, stringify } from 'yaml';
import { parseSite } from '../../builder/site/parse.ts';
import { siteJsonSchema } from '../../builder/site/site-schema.ts';
import { modules } from '../../templates/registry.ts';

export interface Block {
  readonly line: number;
  readonly text: string;
  /** The text around it shows a mistake (```yaml invalid). */
  readonly isInvalid: boolean;
}

const sshKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNSh ana@laptop';
const smallest = { site: { name: 'casa' }, admin: { name: 'ana', sshKeys: [sshKey] } };
const settings = Object.keys(siteJsonSchema(modules).properties ?? {});

/** The fenced YAML blocks of a Markdown text. */
export function fencedBlocks(markdown: string): Block[] {
  const fence = /^( *)```ya?ml( +invalid)?[ \t]*\n([\s\S]*?)^ *```[ \t]*$/gm;
  return [...markdown.matchAll(fence)].map(({ index, 1: indent = '', 2: invalid, 3: text = '' }) => ({
    line: markdown.slice(0, index).split('\n').length,
    text: outdent(text, indent.length),
    isInvalid: invalid !== undefined,
  }));
}

/** The passages of a plain text that are set in by six blanks or more, and are YAML by their first line. */
export function indentedBlocks(written: string): Block[] {
  // The stick's own text has the line endings of Windows.
  const text = written.replaceAll('\r\n', '\n');
  return [...text.matchAll(/(?:^ {6}.*\n)+/gm)]
    .map(({ index, 0: passage }) => ({
      line: text.slice(0, index).split('\n').length,
      text: outdent(passage, /^ */.exec(passage)?.[0].length ?? 0),
      isInvalid: false,
    }))
    .filter((block) => /^\w+:\s*$/m.test(block.text.split('\n')[0] ?? ''));
}

/** What is wrong with a block; undefined for YAML that is no part of a site file. */
export function mistakesIn(block: Block): readonly string[] | undefined {
  const text = block.text.replace(/ssh-ed25519 AAAA\.\.\..*/g, sshKey);
  const document = parseDocument(text);
  if (document.errors.length > 0) return ['this is not YAML'];
  const value: unknown = document.toJS();
  if (!isRecord(value) || !Object.keys(value).some((key) => settings.includes(key))) return undefined;
  const isWhole = 'site' in value && 'admin' in value;
  const parsed = parseSite(isWhole ? text : stringify(merged(smallest, value)), 'site.yaml', modules);
  return ('site' in parsed ? parsed.warnings : parsed.problems).map(({ path, message }) => `${path}: ${message}`);
}

function merged(base: Readonly<Record<string, unknown>>, part: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(part).map(([key, value]) => {
    const below = base[key];
    return [key, isRecord(below) && isRecord(value) ? merged(below, value) : value] as const;
  });
  return { ...base, ...Object.fromEntries(entries) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function outdent(text: string, width: number): string {
  return text.replace(new RegExp(`^ {0,${width}}`, 'gm'), '');
}
