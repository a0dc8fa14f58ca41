/** What YAML itself refuses, in words for people who never read its specification. */
import { isAlias, type Document, type ErrorCode, type LineCounter, type Node } from 'yaml';
import type { Finding, Path, Span } from './finding.ts';
import { childrenOf, enclosing, rangeOf } from './locate.ts';

type Words = readonly [message: string, remedy: string];

export interface SyntaxFindings {
  readonly findings: readonly Finding[];
  /** The rest of the file can be understood in spite of them. */
  readonly readable: boolean;
}

/** Mistakes that leave the rest of the file readable. */
const harmless: readonly ErrorCode[] = ['BAD_DIRECTIVE', 'BAD_DQ_ESCAPE', 'BAD_SCALAR_START', 'TAG_RESOLVE_FAILED'];

const columns = 'settings of one block start in the same column, two spaces further in than the line above it';
const oneSetting = 'write `name: value`, one on each line';
const unexpected: Words = ['this does not belong here', 'write one `name: value` per line; put unusual text in quotes'];

const words: Readonly<Partial<Record<ErrorCode, Words>>> = {
  BAD_DIRECTIVE: ['a line that starts with % is a YAML directive, which has no meaning here', 'remove the line'],
  BAD_DQ_ESCAPE: ['a backslash has a special meaning inside of "quotes"', "use 'single quotes'"],
  BAD_INDENT: ['the line is not indented like the ones around it', columns],
  BAD_SCALAR_START: ['a value cannot start with this character', "put the value in 'single quotes'"],
  BLOCK_AS_IMPLICIT_KEY: ['two settings run into one: the next line is indented too far, or they share a line', columns],
  KEY_OVER_1024_CHARS: ['a name is too long', oneSetting],
  MULTILINE_IMPLICIT_KEY: ['a colon is missing', oneSetting],
  MULTIPLE_DOCS: ['a second document starts here', 'keep everything in one document: remove this `---` line'],
  NON_STRING_KEY: ['a name must be simple text', oneSetting],
  RESOURCE_EXHAUSTION: ['this is nested too deeply', 'a site file needs no more than six levels'],
  TAB_AS_INDENT: ['a tab is used for indentation', 'use spaces: YAML does not allow tabs at the start of a line'],
  TAG_RESOLVE_FAILED: ['`!` starts a tag, which has no meaning here', 'remove it, or put the value in quotes'],
};

/** All mistakes of the language, the first one of each line; only the worst if they hide the rest of the file. */
export function syntaxFindings(document: Document.Parsed, text: string, lines: LineCounter): SyntaxFindings {
  const errors = [...document.errors, ...document.warnings];
  const fatal = errors.filter((error) => !harmless.includes(error.code));
  const told = (fatal.length > 0 ? fatal : errors).map(({ code, pos }) => syntaxFinding(document.contents, code, pos, text));
  const readable = fatal.length === 0;
  const others = readable ? [...repeated(document.contents, lines), ...aliases(document.contents), ...unusable(document.contents)] : [];
  return { findings: [...onePerLine(told, lines), ...others], readable };
}

function syntaxFinding(root: Node | null, code: ErrorCode, [start, end]: [number, number], text: string): Finding {
  const opened = code === 'MISSING_CHAR' || code === 'BAD_INDENT' ? neverClosed(root, start) : undefined;
  if (opened !== undefined) return opened;
  const [message, remedy] = gluedColon(code, text.slice(start, start + 80)) ?? words[code] ?? unexpected;
  return { path: [], span: { start, end }, message, remedy };
}

/** `name:home` is one word to YAML; it complains a line later. */
function gluedColon(code: ErrorCode, start: string): Words | undefined {
  const isGlued = code === 'MULTILINE_IMPLICIT_KEY' && /^\w+:\S/.test(start);
  return isGlued ? ['a space is missing after the colon', oneSetting] : undefined;
}

/** YAML notices at the end of the file; people look for the start. */
function neverClosed(root: Node | null, offset: number): Finding | undefined {
  const open = enclosing(root, offset);
  if (open === undefined) return undefined;
  const span = { start: open.start, end: open.start + 1 };
  return { path: [], span, message: `this ${open.what} is never closed`, remedy: `close it with ${open.closing}` };
}

function repeated(node: Node | null, lines: LineCounter, path: Path = []): Finding[] {
  const seen = new Map<string | number, Span | undefined>();
  return childrenOf(node).flatMap(({ segment, key, value }) => {
    const here = [...path, segment];
    const span = rangeOf(key);
    const first = seen.get(segment);
    seen.set(segment, first ?? span);
    if (span === undefined || first === undefined) return repeated(value, lines, here);
    return [{ path: [], span, message: `${here.join('.')} is written twice`, remedy: keepOne(first, lines) }];
  });
}

function keepOne(first: Span, lines: LineCounter): string {
  return `the first is on line ${lines.linePos(first.start).line}: keep one of them`;
}

function aliases(node: Node | null, path: Path = []): Finding[] {
  if (!isAlias(node)) return childrenOf(node).flatMap((child) => aliases(child.value, [...path, child.segment]));
  const message = '`*` repeats another part of the file, which is not supported here';
  return [{ path, message, remedy: "write the value itself, in 'quotes' if it starts with *" }];
}

/** A name that JavaScript gives a meaning of its own: what is written below it would be lost without a word. */
function unusable(node: Node | null, path: Path = []): Finding[] {
  return childrenOf(node).flatMap(({ segment, key, value }) => {
    const [here, span] = [[...path, segment], rangeOf(key)];
    if (segment !== '__proto__' || span === undefined) return unusable(value, here);
    return [{ path: here, span, message: '"__proto__" cannot be a name here', remedy: 'take another name, of small letters, digits and hyphens' }];
  });
}

function onePerLine(findings: readonly Finding[], lines: LineCounter): Finding[] {
  const seen = new Set<number>();
  return findings.filter(({ span }) => {
    const { line } = lines.linePos(span?.start ?? 0);
    return !seen.has(line) && seen.add(line);
  });
}
