/** Text as a screen shows it: measured in columns, wrapped, and without the power to move the cursor. Pure. */
import stringWidth from 'string-width';
import { plain } from '../../builder/render/plain.ts';

/** Columns that a text takes. */
export function columnsOf(text: string): number {
  return stringWidth(text);
}

/** Fills up with spaces to `columns`; a longer text stays as it is. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/** Cuts a text that is too long for one line. */
export function fitted(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  return `${head(text, Math.max(0, columns - 3)).trimEnd()}...`.slice(0, Math.max(0, columns));
}

/**
 * Lines of at most `columns`. What a line is indented by, its continuation is too, and two more. A word that is longer
 * than a line is broken.
 */
export function wrapped(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(plain(line).trimEnd(), Math.max(4, columns)));
}

/** Whether wrapping would break a word. */
export function breaksWords(text: string, columns: number): boolean {
  return text.split('\n').some((line) => {
    const indent = indentOf(line, columns);
    return line.trim().split(/\s+/).some((word, index) => columnsOf(word) > columns - indent - (index === 0 ? 0 : 2));
  });
}

function wrapLine(line: string, columns: number): string[] {
  if (columnsOf(line) <= columns) return [line];
  const indent = indentOf(line, columns);
  const lines: string[] = [];
  let current = ' '.repeat(indent);
  let isEmpty = true;
  for (let words = line.trim().split(/(?<=\S)\s+/); words.length > 0; ) {
    const [word = '', ...rest] = words;
    const candidate = isEmpty ? current + word : `${current} ${word}`;
    if (columnsOf(candidate) <= columns) {
      current = candidate;
      isEmpty = false;
      words = rest;
    } else if (isEmpty) {
      const part = head(word, columns - columnsOf(current));
      lines.push(current + part);
      current = ' '.repeat(indent + 2);
      words = [word.slice(part.length), ...rest];
    } else {
      lines.push(current);
      current = ' '.repeat(indent + 2);
      isEmpty = true;
    }
  }
  return isEmpty ? lines : [...lines, current];
}

// Deep indentation must leave room for words.
function indentOf(line: string, columns: number): number {
  const indent = line.length - line.trimStart().length;
  return Math.min(indent, Math.floor(columns / 2) - 2);
}

/** The longest beginning that takes at most `columns`, and at least one character. */
function head(text: string, columns: number): string {
  let taken = '';
  for (const character of text) {
    if (taken !== '' && columnsOf(taken + character) > columns) break;
    taken += character;
  }
  return taken;
}
