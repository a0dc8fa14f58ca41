/** What of a view fits on a screen. Pure. */
import { wrapped } from './text.ts';
import type { Section } from './view.ts';

export type Style = 'plain' | 'strong' | 'soft' | 'good' | 'bad';

export interface Line {
  readonly text: string;
  readonly style: Style;
}

/** A section as lines, with the empty line before it. */
export interface Block {
  readonly lines: readonly Line[];
  readonly rank: number;
  readonly shorten?: Section['shorten'];
}

const empty: Line = { text: '', style: 'plain' };

export function blockOf({ title, lines, rank, shorten }: Section, columns: number): Block[] {
  if (lines.length === 0) return [];
  const heading: Line[] = title === undefined ? [] : wrapped(title, columns).map((text) => ({ text, style: 'strong' }));
  const indent = title === undefined ? '' : '  ';
  const body = lines.flatMap((line) => wrapped(line.split('\n').map((part) => indent + part).join('\n'), columns));
  return [{ lines: [empty, ...heading, ...body.map((text): Line => ({ text, style: 'plain' }))], rank, shorten }];
}

export function heightOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { lines }) => sum + lines.length, 0);
}

/** The blocks that have room in `rows`: the least important go first, those of rank 0 never. */
export function fitting(blocks: readonly Block[], rows: number): Block[] {
  const excess = heightOf(blocks) - rows;
  const least = leastImportant(blocks);
  if (excess <= 0 || least === undefined) return [...blocks];
  const shorter = shortened(least, excess);
  const kept = blocks.flatMap((block) => (block === least ? (shorter === undefined ? [] : [shorter]) : [block]));
  return fitting(kept, rows);
}

function leastImportant(blocks: readonly Block[]): Block | undefined {
  return blocks.filter(({ rank }) => rank > 0).reduce<Block | undefined>((least, block) => (least === undefined || block.rank >= least.rank ? block : least), undefined);
}

// The empty line, the title and at least one line must stay.
function shortened({ lines, rank, shorten }: Block, excess: number): Block | undefined {
  if (shorten === undefined || lines.length - excess < 3) return undefined;
  const [space = empty, title = empty, ...body] = lines;
  const kept = shorten === 'start' ? body.slice(excess) : body.slice(0, body.length - excess);
  return { lines: [space, title, ...kept], rank, shorten };
}

/** Blocks that cannot be cut, over as many pages of `rows` lines as they need. */
export function pagesOf(blocks: readonly Block[], rows: number): Line[][] {
  if (heightOf(blocks) <= rows) return [blocks.flatMap(({ lines }) => lines)];
  const room = Math.max(1, rows - 2);
  const pages: Line[][] = [];
  for (const { lines } of blocks) {
    const last = pages.at(-1);
    if (last !== undefined && last.length + lines.length <= room) last.push(...lines);
    else for (let start = 0; start < lines.length; start += room) pages.push(lines.slice(start, start + room));
  }
  return pages.map((page, index) => [...page, empty, { text: `Page ${index + 1} of ${pages.length}; the next follows in a moment.`, style: 'soft' }]);
}
