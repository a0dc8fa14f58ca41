/** Asks whoever is at the consoles of a machine with a stick for its recovery key. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyQuestion } from '../plan/install-plan.ts';
import { pauseAfter, typedKey } from '../plan/key-proof.ts';
import { askSecretAt } from '../system/ask.ts';
import { consoles } from '../system/consoles.ts';
import { isKeyOf } from '../system/luks.ts';
import type { Faces } from '../ui/events.ts';

const question = 'Recovery key, or Enter to go on without it:';

/** The key, which opens the data; undefined when nobody typed it in time, or somebody goes on without. */
export async function askForKey({ partitions, seconds }: KeyQuestion, faces: Pick<Faces, 'tell'>): Promise<string | undefined> {
  await faces.tell({ kind: 'asking', lines: wordsFor(seconds) });
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), seconds * 1000);
  const wrong = (): Promise<void> => faces.tell({ kind: 'said', lines: ['That is not the recovery key of this machine.'] });
  const answers = (await consoles('tty1')).map(async (name) => {
    const answer = await answerAt(`/dev/${name}`, { partitions, seconds, stop: stop.signal, wrong });
    if (answer !== undefined) stop.abort();
    return answer;
  });
  const given = (await Promise.all(answers)).find((answer) => answer !== undefined);
  clearTimeout(timer);
  await faces.tell({ kind: 'asking', lines: [] });
  return given === '' ? undefined : given;
}

interface Asking {
  readonly partitions: readonly string[];
  readonly seconds: number;
  readonly stop: AbortSignal;
  wrong(): Promise<void>;
}

// Empty: somebody wants to go on. Undefined: nobody there said anything.
async function answerAt(terminal: string, { partitions, seconds, stop, wrong }: Asking): Promise<string | undefined> {
  for (let count = 0; !stop.aborted; count += 1) {
    const text = await askSecretAt(terminal, question, seconds, stop);
    if (text === undefined) return undefined;
    if (text.trim() === '') return '';
    const key = typedKey(text);
    if (key !== undefined && (await isKeyOf(partitions, key))) return key;
    await wrong();
    await sleep(pauseAfter(count) * 1000, undefined, { signal: stop }).catch(() => undefined);
  }
  return undefined;
}

function wordsFor(seconds: number): string[] {
  return [
    'site.yaml asks to install the system anew (reinstall: keep), and the data of this machine is encrypted.',
    `Type the recovery key on the keyboard of this machine, or at its serial port, within ${seconds / 60} minutes: then the system and the site.yaml of this stick take the place of what is there.`,
    'Nothing is shown of what you type. Without the key the machine goes on as it was; its administrator can allow what the stick brought later (sudo pintxo accept).',
  ];
}
