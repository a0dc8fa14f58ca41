/** A view as the lines of a whole screen: calm, without boxes, readable on a plain console of 80 by 25. Pure. */
import { plain } from '../../builder/render/plain.ts';
import { renderUnicodeCompact } from 'uqr';
import { blockOf, fitting, heightOf, pagesOf, type Block, type Line, type Style } from './layout.ts';
import type { MachineState } from './state.ts';
import { breaksWords, columnsOf, fitted, padded } from './text.ts';
import { viewOf, type View } from './view.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Ranks up to this are worth more than the QR code. */
const dearerThanCode = 3;
const gap = 2;
const leastColumns = 30;

/**
 * The screen of an installation; more than one where remedies or a recovery sheet do not fit into one, to be shown in
 * turn. Secret when the state has a recovery sheet.
 */
export function screensOf(state: MachineState, size: Size, colour = false): string[][] {
  return drawView(viewOf(state), size, colour);
}

export function drawView(view: View, size: Size, colour = false): string[][] {
  const code = view.url === undefined ? [] : codeOf(view.url);
  const columns = size.columns - 2;
  const narrow = columns - columnsOf(code[0] ?? '') - gap;
  const isBeside = code.length > 0 && hasRoomForCode(view, { columns: narrow, rows: size.rows }, code.length);
  return pages(view, { columns: isBeside ? narrow : columns, rows: size.rows }).map((lines) =>
    isBeside ? besideCode(lines, narrow, code, colour) : lines.map((line) => row(line, colour)),
  );
}

// Light modules are drawn and dark ones left black, so the code is right on a dark screen.
function codeOf(url: string): string[] {
  return renderUnicodeCompact(url, { border: 2 }).split('\n');
}

function hasRoomForCode(view: View, size: Size, height: number): boolean {
  if (size.columns < leastColumns || height + 2 > size.rows) return false;
  const dear = { ...view, sections: view.sections.filter(({ rank }) => rank <= dearerThanCode) };
  const breaks = dear.sections.some(({ lines }) => lines.some((line) => breaksWords(`  ${line}`, size.columns)));
  return !breaks && heightOf(blocksOf(dear, size.columns)) + top(view, size.columns).length <= size.rows;
}

function pages(view: View, { columns, rows }: Size): Line[][] {
  const header = top(view, columns);
  const room = Math.max(1, rows - header.length);
  const blocks = fitting(blocksOf(view, columns), room);
  return pagesOf(blocks, room).map((body) => [...header, ...body]);
}

function blocksOf({ sections }: View, columns: number): Block[] {
  return sections.flatMap((section) => blockOf(section, columns));
}

function top({ name, version, mood, headline, percent }: View, columns: number): Line[] {
  const right = version === '' ? '' : `Pintxo ${plain(version)}`;
  const left = fitted(plain(name), columns - columnsOf(right) - 1);
  return [
    { text: padded(left, columns - columnsOf(right)) + right, style: 'soft' },
    { text: '', style: 'plain' },
    { text: fitted(plain(headline), columns), style: mood === 'calm' ? 'strong' : mood },
    ...(percent === undefined ? [] : [{ text: bar(percent, columns), style: 'plain' } as const]),
  ];
}

function bar(percent: number, columns: number): string {
  const length = Math.max(4, Math.min(40, columns - 6));
  const filled = Math.round((length * percent) / 100);
  return `${'█'.repeat(filled)}${'░'.repeat(length - filled)} ${percent} %`;
}

function besideCode(lines: readonly Line[], columns: number, code: readonly string[], colour: boolean): string[] {
  const first = 2;
  const height = Math.max(lines.length, first + code.length);
  return Array.from({ length: height }, (_, index) => {
    const line = lines[index] ?? { text: '', style: 'plain' };
    const part = code[index - first];
    if (part === undefined) return row(line, colour);
    const text = painted(padded(line.text, columns), line.style, colour);
    return ` ${text}${' '.repeat(gap)}${colour ? `\u001b[0;97;40m${part}\u001b[0m` : part}`;
  });
}

function row({ text, style }: Line, colour: boolean): string {
  return text === '' ? '' : ` ${painted(text, style, colour)}`;
}

// Select graphic rendition (ECMA-48), as the Linux console knows it.
const colours: Readonly<Record<Style, string>> = { plain: '0', strong: '1', soft: '36', good: '1;32', bad: '1;31' };

function painted(text: string, style: Style, colour: boolean): string {
  return colour && style !== 'plain' ? `\u001b[${colours[style]}m${text}\u001b[0m` : text;
}
