/** What came from outside is removed from where it came only when what was made of it lasts. */
import { run } from '../system/command.ts';
import { removeEntry } from '../system/placing.ts';
import { writeOutState } from './proposals.ts';

export interface LettingGo {
  /** Everything below /var is on the disk, with its names. */
  writeOutState(): Promise<void>;
  remove(path: string): Promise<void>;
  writeOutEsp(): Promise<void>;
}

const onThisMachine: LettingGo = {
  writeOutState,
  remove: removeEntry,
  writeOutEsp: async () => {
    await run({ title: 'writing the EFI partition out', file: 'sync', args: ['--file-system', '/efi'] });
  },
};

/** In this order: a power cut must not lose both. */
export async function letGoOf(paths: readonly string[], effects: LettingGo = onThisMachine): Promise<void> {
  await effects.writeOutState();
  for (const path of paths) await effects.remove(path);
  await effects.writeOutEsp();
}
