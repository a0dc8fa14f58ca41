import test from 'ava';
import { askAtConsoles, type Askers } from '../../../installer/system/console-answers.ts';

const never = (_terminal: string, _question: string, _seconds: number, stop: AbortSignal): Promise<undefined> => new Promise((resolve) => stop.addEventListener('abort', () => resolve(undefined)));
const asked = { question: 'Key:', seconds: 0, isAnswer: (text: string) => Promise.resolve(text === 'right'), pauseAfter: () => 0 };

/** People who type these lines at these consoles, one after the other, and then nothing. */
function people(typed: Readonly<Record<string, ReadonlyArray<string | undefined>>>): Askers {
  const left = Object.fromEntries(Object.entries(typed).map(([name, lines]) => [`/dev/${name}`, [...lines]]));
  return { names: Object.keys(typed), ask: (terminal, ...rest) => (left[terminal]?.length === 0 ? never(terminal, ...rest) : Promise.resolve(left[terminal]?.shift())) };
}

test('the right answer at any console ends the question at all of them', async (t) => {
  t.is(await askAtConsoles(asked, people({ tty1: [], ttyS0: ['wrong', 'right'] })), 'right');
  t.is(await askAtConsoles(asked, people({ tty1: ['right'], ttyS0: [] })), 'right');
});

test('a question that stays ends with nothing but an answer: not where it was broken off, and not where a console is gone', async (t) => {
  t.is(await askAtConsoles(asked, people({ tty1: [undefined, undefined, 'wrong', 'right'], ttyS0: [] })), 'right');
});

test('nobody who answers in time is no answer, and neither is a wrong one', async (t) => {
  t.is(await askAtConsoles({ ...asked, seconds: 0.05 }, people({ tty1: ['wrong'], ttyS0: [undefined] })), undefined);
});

test('one answer is judged after the other, and none after the right one', async (t) => {
  const judged: string[] = [];
  let busy = 0;
  const isAnswer = async (text: string): Promise<boolean> => {
    busy += 1;
    t.is(busy, 1);
    judged.push(text);
    await new Promise((resolve) => setTimeout(resolve, 20));
    busy -= 1;
    return text === 'right';
  };
  t.is(await askAtConsoles({ ...asked, isAnswer }, people({ tty1: ['right'], ttyS0: ['wrong'], ttyS1: ['right'] })), 'right');
  t.deepEqual(judged, ['right']);
});
