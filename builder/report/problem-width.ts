/** Text measured as a terminal shows it: wide characters take two columns, combining ones none. */
import stringWidth from 'string-width';
import { plain } from '../render/plain.ts';
import type { Excerpt } from './problems.ts';

interface Cell {
  readonly text: string;
  readonly width: number;
  readonly marked: boolean;
}

/** A line ready to print; `before` and `marked` are columns. */
export interface FittedLine {
  readonly text: string;
  readonly before: number;
  readonly marked: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const cut: Cell = { text: '…', width: 1, marked: false };

/** Cuts a line around its underlined part so that it takes at most `room` columns. */
export function fitLine(excerpt: Excerpt, room: number): FittedLine {
  const cells = cellsOf(excerpt);
  const shown = width(cells) <= room ? cells : around(cells, room);
  const first = shown.findIndex((cell) => cell.marked);
  return {
    text: shown.map((cell) => cell.text).join(''),
    before: width(shown.slice(0, first)),
    marked: Math.max(1, width(shown.filter((cell) => cell.marked))),
  };
}

/** As a terminal may show it. */
export function plainText(text: string): string {
  return plain(text, '\ufffd');
}

/** Columns that a text takes. */
export function textWidth(text: string): number {
  return stringWidth(text);
}

/** Breaks a line between words; indentation stays, so that YAML can be shown in a remedy. */
export function wrapWords(line: string, room: number): string[] {
  return line.split(/(?<=\S) /).reduce<string[]>((lines, word) => {
    const joined = `${lines.at(-1)} ${word}`;
    const fits = lines.length > 0 && textWidth(joined) <= room;
    return fits ? [...lines.slice(0, -1), joined] : [...lines, word];
  }, []);
}

function cellsOf({ text, from, length }: Excerpt): Cell[] {
  const end = from + Math.max(1, length);
  const cells = [...segmenter.segment(text)].map(({ segment, index }) => {
    const shown = plainText(segment);
    return { text: shown, width: textWidth(shown), marked: index + segment.length > from && index < end };
  });
  return cells.some((cell) => cell.marked) ? cells : [...cells, { text: ' ', width: 1, marked: true }];
}

/** The cells around the first marked one, with a third of the room before it. */
function around(cells: readonly Cell[], room: number): Cell[] {
  const inner = room - 2;
  const first = cells.findIndex((cell) => cell.marked);
  const tail = take(cells.slice(first), inner);
  const lead = take(cells.slice(0, first).reverse(), Math.max(Math.floor(inner / 3), inner - width(tail))).reverse();
  const shown = [...lead, ...take(cells.slice(first), inner - width(lead))];
  const start = first - lead.length;
  const cutBefore = start > 0 ? [cut] : [];
  const cutAfter = start + shown.length < cells.length ? [cut] : [];
  return [...cutBefore, ...shown, ...cutAfter];
}

function take(cells: readonly Cell[], room: number): Cell[] {
  let used = 0;
  const end = cells.findIndex((cell) => (used += cell.width) > room);
  return end === -1 ? [...cells] : cells.slice(0, end);
}

function width(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}
