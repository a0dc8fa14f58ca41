/** The judge of replayed power cuts on itself: an installation in good order loses nothing, and every kind of bad order is found. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { withEntries, withMarkFirst, withOneMissing } from '../powercut/replayed/bad-orders.ts';
import type { PhaseLogs, ReadLog } from '../powercut/replayed/logs.ts';
import type { Recording } from '../powercut/replayed/recording.ts';
import { replayCuts, type ReplayReport } from '../powercut/replayed/replay-cuts.ts';
import { areas, recordSmallMachine } from './small-machine.ts';
import { temporaryDirectory } from './tools.ts';

let directory = '';
let recording: Recording | undefined;
test.before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pintxo-selftest-'));
  recording = await recordSmallMachine(directory);
});
test.after.always(() => rm(directory, { recursive: true, force: true }));

async function judged(t: ExecutionContext, cuts: number, change?: (log: ReadLog) => ReadLog, stick?: (log: ReadLog) => ReadLog): Promise<ReplayReport> {
  if (recording === undefined) throw new Error('nothing was recorded');
  const changed = (logs: PhaseLogs): PhaseLogs => ({ disk: change?.(logs.disk) ?? logs.disk, stick: logs.stick && (stick?.(logs.stick) ?? logs.stick) });
  return replayCuts({ recording, directory: join(await temporaryDirectory(t), 'judged'), seed: t.title, cuts, say: (line) => t.log(line), change: changed });
}

const losses = ({ lost }: ReplayReport): string => lost.flatMap((moment) => moment.losses).join('\n');

test.serial('an installation in good order loses nothing, whatever is lost of what nobody flushed', async (t) => {
  const { lost, states } = await judged(t, 150);
  t.deepEqual(lost, []);
  t.true(states['half-made'] > 0 && states.installed > 0 && states.blank > 0, JSON.stringify(states));
});

test.serial('the same seed judges the same moments', async (t) => {
  const [one, other] = [await judged(t, 20), await judged(t, 20)];
  t.deepEqual(one.states, other.states);
});

test.serial('a mark that is written before the data is found', async (t) => {
  const report = await judged(t, 40, (log) => withMarkFirst(log, areas.frame));
  t.regex(losses(report), /the system on the disk is not the one that was built/);
  t.regex(losses(report), /site\.yaml is not what was given/);
});

test.serial('a mark with no flush between it and the data is found', async (t) => {
  const report = await judged(t, 60, (log) => {
    const last = log.entries.map(({ kind }) => kind).lastIndexOf('flush', log.entries.length - 2);
    return withEntries(log, log.entries.filter((_, index) => index !== last));
  });
  t.regex(losses(report), /btrfs check|site\.yaml is not what was given/);
});

for (const [name, area, words] of [
  ['of the system', areas.root, /the system on the disk is not the one that was built/],
  ['of a boot file', areas.kernel, /pintxo_1\.0\+3\.efi is not the file that was built|the boot loader finds no kernel/],
  ['of the data', areas.data, /btrfs check/],
] as const) {
  test.serial(`a write ${name} that was flushed, and is not there, is found`, async (t) => {
    const report = await judged(t, 30, (log) => withOneMissing(log, area));
    t.regex(losses(report), words);
  });
}

test.serial('a stick that remembers the disk only after it was written to is found', async (t) => {
  const report = await judged(t, 30, undefined, (log) => withEntries(log, []));
  t.regex(losses(report), /the disk was written to before the stick remembered it/);
});
