/** Hundreds of power cuts from one recorded run, some of them started as whole machines; `make test-powercut` pulls the plug of many more. */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { readPartitions } from './harness/index.ts';
import { withMarkFirst, withOneMissing } from './powercut/replayed/bad-orders.ts';
import { record, type Recording } from './powercut/replayed/recording.ts';
import { replayCuts, type ReplayReport } from './powercut/replayed/replay-cuts.ts';
import type { PhaseLogs } from './powercut/replayed/logs.ts';
import { chooseWhole, describeMoment, putTogether, startWhole, type WholeMoment } from './powercut/replayed/start-whole.ts';
import { image, workshopFor } from './workshop.ts';

// Others in every run.
const seed = process.env['POWERCUT_SEED'] ?? randomBytes(4).toString('hex');
const cuts = 400;
const directory = await workshopFor(test, 'powercut');
const whole: WholeMoment[] = [];
let recording: Recording | undefined;

const recorded = (): Recording => {
  if (recording === undefined) throw new Error('nothing was recorded');
  return recording;
};

const words = ({ lost }: ReplayReport): string => lost.map((moment) => `${describeMoment(moment)}: ${moment.losses.join('; ')}`).join('\n');

test.serial(`${cuts} power cuts over an installation and two starts lose nothing (POWERCUT_SEED=${seed})`, async (t) => {
  t.timeout(1_800_000);
  const say = (line: string): void => t.log(line);
  recording = await record({ directory: join(directory, 'recording'), image, say });
  const isChosen = chooseWhole(recorded().phases, cuts, seed);
  const report = await replayCuts({
    recording: recorded(), directory: join(directory, 'judged'), seed, cuts, say,
    look: async (moment, bench, applyRest) => {
      if (!isChosen(moment)) return;
      await applyRest();
      whole.push(await putTogether(bench, moment, recorded(), join(directory, `whole-${moment.phase}`)));
    },
  });
  t.log(JSON.stringify(report.states));
  t.is(words(report), '');
  t.true(report.states['half-made'] > 0 && report.states.installed > 0, 'the moments are of all kinds');
});

test.serial('the judge finds a mark before the data, and a flushed write that is gone', async (t) => {
  t.timeout(600_000);
  const [install] = recorded().phases;
  if (install === undefined) return t.fail();
  const judge = (change: (logs: PhaseLogs) => PhaseLogs): Promise<ReplayReport> =>
    replayCuts({ recording: { ...recorded(), phases: [install] }, directory: join(directory, 'judged'), seed, cuts: 40, say: () => undefined, change });
  const partitions = await readPartitions(recorded().after.disk);
  const [root, data] = [partitions[1], partitions.at(-1)];
  const table = { from: 0, to: partitions[0]?.offset ?? 0 };
  const end = { from: (data?.offset ?? 0) + (data?.size ?? 0), to: Number.POSITIVE_INFINITY };
  t.regex(words(await judge((logs) => ({ ...logs, disk: withMarkFirst(logs.disk, [table, end]) }))), /site\.yaml is not what was given/);
  const gone = await judge((logs) => ({ ...logs, disk: withOneMissing(logs.disk, { from: root?.offset ?? 0, to: (root?.offset ?? 0) + (root?.size ?? 0) }) }));
  t.regex(words(gone), /the system on the disk is not the one that was built|counts as copied, and is not whole/);
});

for (const phase of ['install', 'first-start', 'later-start']) {
  test.serial(`a machine cut in ${phase} comes back with all that is its own (POWERCUT_SEED=${seed})`, async (t) => {
    t.timeout(1_800_000);
    const found = whole.find(({ moment }) => moment.phase === phase);
    if (found === undefined) return t.fail('no moment was chosen');
    t.log(describeMoment(found.moment));
    await startWhole(found, recorded(), `${seed}/${phase}`, join(directory, `started-${phase}`));
    await rm(found.hardware.directory, { recursive: true, force: true });
    t.pass();
  });
}
