/** `pintxo hardware`: said before a card or the firmware of a machine with encrypted data is changed. */
import { beginLooseStart, endLooseStart, isLoose } from '../execute/loose-start.ts';
import { decideHardware } from '../plan/decide-hardware.ts';
import { parseStateReport } from '../plan/state-report.ts';
import { readText } from '../system/files.ts';
import { runtime } from '../system/paths.ts';
import { health } from './health.ts';

/** `undo`: the machine stays as it is after all. */
export async function hardware(undo: boolean): Promise<number> {
  const report = parseStateReport((await readText(runtime.state)) ?? '');
  if (report === undefined) throw new Error(`${runtime.state} is missing: this is not an installed machine`);
  const { act, words } = decideHardware(report, { undo, isLoose: await isLoose() });
  if (act === 'begin') await beginLooseStart(report);
  if (act === 'end') await endLooseStart();
  for (const line of words) console.log(line);
  if (act !== 'nothing') await health(0);
  return 0;
}
