/** Power cuts replayed from one recorded run, and at how many of them anything was lost. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { record } from './powercut/replayed/recording.ts';
import { replayCuts } from './powercut/replayed/replay-cuts.ts';
import { describeMoment } from './powercut/replayed/start-whole.ts';

const cuts = 500;

export async function measurePowercuts(directory: string, image: string): Promise<Record<string, number>> {
  const seed = process.env['POWERCUT_SEED'] ?? randomBytes(4).toString('hex');
  const say = (line: string): void => console.error(line);
  say(`POWERCUT_SEED=${seed}`);
  const recording = await record({ directory: join(directory, 'recording'), image, say });
  const { lost } = await replayCuts({ recording, directory: join(directory, 'judged'), seed, cuts, say });
  for (const moment of lost) say(`${describeMoment(moment)}: ${moment.losses.join('; ')}`);
  return { powercuts: cuts, powercuts_lost: lost.length };
}
