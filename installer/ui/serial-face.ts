/** The console of the kernel, as a rule the serial port: plain lines, and one whole picture when all is said. */
import { writeTerminal } from '../system/terminal.ts';
import { consoleText } from './console.ts';
import type { Face, Told } from './face.ts';
import { drawView } from './screen.ts';
import { initialState, type PublicState } from './state.ts';
import { viewOf } from './view.ts';

const patienceMs = 10_000;
const size = { columns: 80, rows: 100 };

export function serialFace(path: string): Face {
  return {
    name: 'the serial port',
    patienceMs,
    tell: async (told) => {
      const text = textOf(told);
      if (text !== '') await writeTerminal(path, text);
    },
    close: () => Promise.resolve(),
  };
}

// The picture comes first: whoever reads the last words may switch off.
function textOf({ event, lines, state }: Told): string {
  const picture = event.kind === 'ended' ? pictureOf(state) : '';
  return picture + (lines.length === 0 ? '' : consoleText(lines));
}

function pictureOf(state: PublicState): string {
  const [lines = []] = drawView(viewOf({ ...initialState, ...state }), size);
  return ['', ...lines, '', ''].join('\r\n');
}
