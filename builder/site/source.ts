/** The text of a file, and problems placed in it. */
import { LineCounter } from 'yaml';
import type { Excerpt, Problem } from '../report/problems.ts';
import type { Finding, Span } from './finding.ts';

export interface Source {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
  /** Secrets: never shown. */
  readonly hidden: readonly Span[];
}

const mask = '***';

/** An excerpt of a line keeps this much before and after the place, in UTF-16 units. */
const keptAround = 200;

export function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  let start = 0;
  for (const line of text.split('\n')) {
    lines.addNewLine(start);
    start += line.length + 1;
  }
  return lines;
}

/** The finding with its line, column and excerpt. */
export function problemAt(source: Source, span: Span, finding: Finding): Problem {
  const start = backToText(source.text, span.start);
  const { line, col } = source.lines.linePos(start);
  const lineStart = start - col + 1;
  const text = lineAt(source.text, lineStart);
  const excerpt = excerptOf(text, lineStart, { start, end: span.end }, source.hidden);
  return {
    severity: finding.severity ?? 'error',
    path: finding.path.join('.'),
    message: finding.message,
    remedy: finding.remedy,
    file: source.file,
    line,
    column: Array.from(text.slice(0, col - 1)).length + 1,
    length: excerpt.length,
    excerpt,
  };
}

/** The end of the file is often an empty line that no editor shows. */
function backToText(text: string, offset: number): number {
  const inside = Math.max(0, Math.min(offset, text.length));
  return text.slice(inside).trim() === '' ? Math.min(inside, text.trimEnd().length) : inside;
}

function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '');
}

/** The line with its secrets masked; what is underlined moves along. */
function excerptOf(line: string, lineStart: number, span: Span, hidden: readonly Span[]): Excerpt {
  const masks = clipped(hidden, lineStart, line.length);
  const from = moved(span.start - lineStart, masks, 'start');
  const end = moved(Math.min(span.end - lineStart, line.length), masks, 'end');
  return shortened({ text: masked(line, masks), from, length: Math.max(1, end - from) });
}

/** A file without line breaks must not be repeated whole by every problem in it. */
function shortened({ text, from, length }: Excerpt): Excerpt {
  const start = from > keptAround ? from - keptAround : 0;
  const end = Math.min(text.length, from + keptAround);
  const before = start > 0 ? '…' : '';
  const after = end < text.length ? '…' : '';
  const kept = Math.max(1, Math.min(length, end - from));
  return { text: before + text.slice(start, end) + after, from: from - start + before.length, length: kept };
}

function clipped(spans: readonly Span[], lineStart: number, length: number): Span[] {
  const local = spans.map((span) => ({
    start: Math.max(0, span.start - lineStart),
    end: Math.min(length, span.end - lineStart),
  }));
  return merged(local.filter((span) => span.start < span.end));
}

function merged(spans: readonly Span[]): Span[] {
  return [...spans]
    .sort((one, other) => one.start - other.start)
    .reduce<Span[]>((done, span) => {
      const last = done.at(-1);
      if (last === undefined || span.start > last.end) return [...done, span];
      return [...done.slice(0, -1), { start: last.start, end: Math.max(last.end, span.end) }];
    }, []);
}

function masked(line: string, masks: readonly Span[]): string {
  return masks.reduceRight((text, span) => text.slice(0, span.start) + mask + text.slice(span.end), line);
}

function moved(offset: number, masks: readonly Span[], edge: 'start' | 'end'): number {
  const around = masks.find((span) => offset > span.start && offset < span.end);
  const anchor = around?.[edge] ?? offset;
  const before = masks.filter((span) => span.end <= anchor);
  return before.reduce((at, span) => at - (span.end - span.start) + mask.length, anchor);
}
