/** The progress page, as a file that a program without any rights answers from (`pintxo install --page`). */
import { writeDurably } from '../system/durable.ts';
import type { Face } from './face.ts';
import type { WaitingSheet } from './sheet-desk.ts';
import { shownOf } from './shown.ts';

/** `sheet`: the recovery sheet, where nobody may have it yet. */
export function pageFace(file: string, sheet: () => WaitingSheet | undefined = () => undefined): Face {
  return {
    name: 'the web page',
    patienceMs: 10_000,
    tell: ({ state }) => writeDurably(file, JSON.stringify(shownOf(state, sheet()))),
    close: () => Promise.resolve(),
  };
}
