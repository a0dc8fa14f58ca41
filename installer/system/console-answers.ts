/** One question at every console of the machine at once: the screen, and each serial port that the kernel speaks on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { askSecretAt } from './ask.ts';
import { run } from './command.ts';
import { consoles } from './consoles.ts';

export interface ConsoleQuestion {
  readonly question: string;
  /** How long somebody may take; 0: for ever. */
  readonly seconds: number;
  /** Whether it is an answer; of wrong ones the judge tells by itself. Each is judged after the one before. */
  isAnswer(text: string): Promise<boolean>;
  /** Seconds until the question comes again, after so many wrong answers at one console. */
  pauseAfter(wrong: number): number;
}

/** Stands in for people in tests. */
export interface Askers {
  readonly names: readonly string[];
  ask(terminal: string, question: string, seconds: number, stop: AbortSignal): Promise<string | undefined>;
}

/** What was taken for an answer; undefined where nobody gave one in time. With all the time there is, it only ever ends with one. */
export async function askAtConsoles(asked: ConsoleQuestion, askers?: Askers): Promise<string | undefined> {
  const { names, ask } = askers ?? { names: await readyConsoles(), ask: askSecretAt };
  const stop = new AbortController();
  const timer = asked.seconds === 0 ? undefined : setTimeout(() => stop.abort(), asked.seconds * 1000);
  let last: Promise<unknown> = Promise.resolve();
  const judge = (text: string): Promise<boolean> => {
    const verdict = last.then(async () => {
      const isTaken = !stop.signal.aborted && (await asked.isAnswer(text));
      if (isTaken) stop.abort();
      return isTaken;
    });
    last = verdict.catch(() => undefined);
    return verdict;
  };
  const answers = names.map((name) => answerAt(name, { ...asked, isAnswer: judge }, ask, stop.signal));
  const given = (await Promise.all(answers)).find((answer) => answer !== undefined);
  clearTimeout(timer);
  return given;
}

// A console that is not there has nobody at it; who broke a question off that stays is asked again.
async function answerAt(name: string, { question, seconds, isAnswer, pauseAfter }: ConsoleQuestion, ask: Askers['ask'], stop: AbortSignal): Promise<string | undefined> {
  for (let count = 0; !stop.aborted; count += 1) {
    const text = await ask(`/dev/${name}`, question, seconds, stop);
    if (text === undefined && seconds > 0) return undefined;
    if (text !== undefined && (await isAnswer(text))) return text;
    await sleep(pauseAfter(count) * 1000, undefined, { signal: stop }).catch(() => undefined);
  }
  return undefined;
}

// What is typed before the question comes again is not shown either.
async function readyConsoles(): Promise<string[]> {
  const names = [...new Set(['tty1', ...(await consoles('tty1'))])];
  await Promise.all(names.map((name) => run({ title: `readying ${name}`, file: 'stty', args: ['-F', `/dev/${name}`, 'sane', '-echo'] }).catch(() => undefined)));
  return names;
}
