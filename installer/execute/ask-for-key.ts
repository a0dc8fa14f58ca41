/** Asks whoever is at the consoles of a machine with a stick for its recovery key. */
import type { KeyQuestion } from '../plan/install-plan.ts';
import { pauseAfter, typedKey } from '../plan/key-proof.ts';
import { askAtConsoles } from '../system/console-answers.ts';
import { isKeyOf } from '../system/luks.ts';
import type { Faces } from '../ui/events.ts';

const question = 'Recovery key, or Enter to go on without it:';

/** The key, which opens the data; undefined when nobody typed it in time, or somebody goes on without. */
export async function askForKey({ partitions, seconds }: KeyQuestion, faces: Pick<Faces, 'tell'>): Promise<string | undefined> {
  await faces.tell({ kind: 'asking', lines: wordsFor(seconds) });
  const isAnswer = async (text: string): Promise<boolean> => {
    if (text.trim() === '' || (await opens(text, partitions))) return true;
    await faces.tell({ kind: 'said', lines: ['That is not the recovery key of this machine.'] });
    return false;
  };
  const given = await askAtConsoles({ question, seconds, isAnswer, pauseAfter });
  await faces.tell({ kind: 'asking', lines: [] });
  return typedKey(given ?? '');
}

async function opens(text: string, partitions: readonly string[]): Promise<boolean> {
  const key = typedKey(text);
  return key !== undefined && isKeyOf(partitions, key);
}

function wordsFor(seconds: number): string[] {
  return [
    'site.yaml asks to install the system anew (reinstall: keep), and the data of this machine is encrypted.',
    `Type the recovery key on the keyboard of this machine, or at its serial port, within ${seconds / 60} minutes: then the system and the site.yaml of this stick take the place of what is there.`,
    'Nothing is shown of what you type. Without the key the machine goes on as it was; its administrator can allow what the stick brought later (sudo pintxo accept).',
  ];
}
