/** A few power cuts at random moments; `make test-powercut` makes many. */
import test from 'ava';
import { powercutRun, summary } from './powercut.ts';
import { closeWorkshop, image, openWorkshop } from './workshop.ts';

// The same moments for every change: in the midst of the installation and of both starts. `make test-powercut` draws new ones each time.
const seed = process.env['POWERCUT_SEED'] ?? 'salchichon';
const cuts = 3;

test.serial(`a machine survives ${cuts} power cuts at random moments (POWERCUT_SEED=${seed})`, async (t) => {
  t.timeout(3_600_000);
  const directory = await openWorkshop('powercut');
  const report = await powercutRun({ directory, image, seed, cuts, say: (line) => t.log(line) });
  await closeWorkshop(directory, report.failures.length === 0);
  t.deepEqual(report.failures, [], summary(report));
  t.is(report.cuts, cuts);
});
