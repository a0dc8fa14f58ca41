/** The screen in front of the machine: drawn whole, and the only one that shows what is secret. */
import { terminalSize, writeTerminal } from '../system/terminal.ts';
import type { Face } from './face.ts';
import { clearFrame, paintFrame } from './frame.ts';
import { screensOf } from './screen.ts';
import type { MachineState } from './state.ts';

const patienceMs = 10_000;
// Drawn again after whatever the kernel wrote over it; pages of a long text take turns.
const turnMs = 8_000;

/** `stateOf` gives the whole state, with its secrets. */
export async function screenFace(path: string, stateOf: () => MachineState): Promise<Face> {
  let size = await terminalSize(path);
  let page = 0;
  let shown: Promise<void> = Promise.resolve();
  const draw = async (): Promise<void> => {
    const pages = screensOf(stateOf(), size, true);
    await writeTerminal(path, paintFrame(pages[page % pages.length] ?? []));
  };
  // One drawing after the other; a failed one does not keep the next from trying.
  const drawNext = (): Promise<void> => (shown = shown.catch(() => undefined).then(draw));
  const turn = async (): Promise<void> => {
    size = await terminalSize(path);
    page += 1;
    await drawNext();
  };
  await writeTerminal(path, clearFrame);
  const timer = setInterval(() => void turn().catch(() => undefined), turnMs);
  timer.unref();
  return {
    name: 'the screen',
    patienceMs,
    tell: ({ event }) => (event.kind === 'said' ? Promise.resolve() : drawNext()),
    close: async () => {
      clearInterval(timer);
      await shown;
    },
  };
}
