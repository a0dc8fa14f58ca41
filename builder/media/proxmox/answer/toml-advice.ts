/** What to do about a mistake of the language. Pure. */
import type { TomlMistake } from './toml.ts';

/** The mistake that the library found at this offset; one for a missing value it finds in a later line. */
export function tomlMistake(text: string, index: number, message: string): TomlMistake {
  const unfinished = /(?:^|\n)[^#"'\n]*=(\s*)$/.exec(text.slice(0, index));
  const gap = `${unfinished?.[1] ?? ''}${text.charAt(index)}`;
  if (unfinished !== null && (gap.includes('\n') || index >= text.length)) {
    const start = text.lastIndexOf('=', index - 1);
    return { span: { start, end: start + 1 }, message: 'the value is missing', remedy: 'write it behind the sign' };
  }
  const line = /^.*/.exec(text.slice(index))?.[0] ?? '';
  return { span: { start: index, end: index + 1 }, message, remedy: byMessage(message) ?? byText(line) ?? usual };
}

const usual = 'write name = value, with text in "quotes", one setting per line';

const remedies: ReadonlyArray<readonly [RegExp, string]> = [
  [/multiple times/, 'keep one of the two'],
  [/escape sequence|code point/, "write \\\\ for a backslash, or put the text in 'single quotes'"],
  [/control characters/, 'remove this character, which no editor shows'],
  [/trailing comma/, 'remove the comma'],
  [/curly braces/, 'write the table on one line, or as a section of its own'],
  [/unterminated/, 'close the text with the quote it began with, on the same line'],
];

function byMessage(message: string): string | undefined {
  return remedies.find(([pattern]) => pattern.test(message))?.[1];
}

function byText(line: string): string | undefined {
  const truth = /^(true|false)\b/i.exec(line)?.[0];
  if (truth !== undefined) return `write ${truth.toLowerCase()}`;
  if (/^[“”„‘’«»]/.test(line)) return 'write plain "quotes"';
  return /^[^\x20-\x7e]/.test(line) ? 'remove this character, or put it in "quotes"' : undefined;
}
