import test from 'ava';
import { siteFor } from '../plan/site-for.ts';
import { type InstallContext, newWork } from '../../../installer/execute/context.ts';
import { diskGuard } from '../../../installer/execute/disk-guard.ts';
import type { JournalEntry } from '../../../installer/execute/journal.ts';
import { executePlan } from '../../../installer/execute/plan.ts';
import { executeRepairStep, type RepairContext } from '../../../installer/execute/repair.ts';
import type { Refresh } from '../../../installer/plan/install-plan.ts';
import { unsettled } from '../../../installer/plan/place-networks.ts';
import type { Stick } from '../../../installer/system/stick.ts';
import type { Event, Faces } from '../../../installer/ui/events.ts';

const recoveryKey = 'cbdefghi-jklnrtuv-cbdefghi-jklnrtuv-cbdefghi-jklnrtuv-cbdefghi-jklnrtuv';

// A disk that is not there: the first step fails as it would on a disk that was pulled out.
const disk = `/nonexistent/${recoveryKey}`;
const plan: Refresh = { verdict: 'refresh', reason: 'newer', isParked: false, systemDisks: [], disks: [], steps: [{ kind: 'write-slot', disk }, { kind: 'install-boot-loader', disk }] };

const context: InstallContext = {
  image: { version: '1.0', rootHash: '0'.repeat(64), rootDevice: '/nonexistent/root', copyDevice: '/nonexistent/copy', verityDevice: '/nonexistent/verity' },
  epoch: 0,
  stickEsp: '/nonexistent/esp',
  partitions: [],
  site: siteFor(),
  siteText: '',
  earlierSites: [],
  siteDigest: '',
  secrets: [],
  networks: unsettled,
  diskNames: [],
  work: newWork(),
  memory: { begin: async () => undefined, finish: async () => undefined },
  lookAgain: diskGuard(),
  warn: () => undefined,
  keep: async () => true,
  showSheet: async () => undefined,
  offerSheet: async () => undefined,
};

/** A stick and faces that remember what they are told. */
function stage(journal: (entry: JournalEntry) => Promise<void>): { stick: Stick; faces: Faces; told: Event[] } {
  const told: Event[] = [];
  const nothing = async (): Promise<void> => undefined;
  const stick: Stick = { obstacle: undefined, partition: () => '', readSite: async () => undefined, readAgain: async () => undefined, readSignature: async () => undefined, journal, readJournal: async () => [], secrets: { read: async () => undefined, remove: async () => true, finishRemoving: async () => false }, close: nothing, log: nothing, write: nothing, append: nothing, read: async () => undefined, pack: nothing };
  const faces: Faces = { tell: async (event) => void told.push(event), remain: () => new Promise(() => undefined), close: nothing };
  return { stick, faces, told };
}

test('a step that fails is in the journal as failed, with the reason and without secrets', async (t) => {
  const entries: JournalEntry[] = [];
  const { stick, faces } = stage(async (entry) => void entries.push(entry));
  await t.throwsAsync(executePlan(plan, context, stick, faces), { message: /reading the partitions/ });
  t.deepEqual(entries.map(({ state }) => state), ['started', 'failed']);
  t.regex(entries[1]?.detail ?? '', /reading the partitions of/);
  t.false((entries[1]?.detail ?? '').includes(recoveryKey));
});

test('nothing is done after a step that failed, and people are told which it was', async (t) => {
  const { stick, faces, told } = stage(async () => undefined);
  await t.throwsAsync(executePlan(plan, context, stick, faces));
  t.deepEqual(told.filter(({ kind }) => kind === 'step'), [
    { kind: 'step', index: 0, state: 'running' },
    { kind: 'step', index: 0, state: 'failed' },
  ]);
});

test('no step begins before the guard has looked at its disk: not of an installation, and not of a repair', async (t) => {
  const guard = (): Promise<void> => Promise.reject(new Error('It is another disk.'));
  const { stick, faces } = stage(async () => undefined);
  await t.throwsAsync(executePlan(plan, { ...context, lookAgain: guard }, stick, faces), { message: 'It is another disk.' });
  const repair: RepairContext = { lookAgain: guard, image: context.image, state: 'x', twin: disk, recoveryKey: undefined, openedByTpm: false, warn: () => undefined };
  for (const kind of ['join-disk', 'rejoin-disk', 'commit'] as const) await t.throwsAsync(executeRepairStep({ kind, disk }, repair), { message: 'It is another disk.' });
});

test('a stick that was pulled out hides neither the failure nor its reason', async (t) => {
  const { stick, faces } = stage(async ({ state }) => (state === 'failed' ? Promise.reject(new Error('EIO')) : undefined));
  await t.throwsAsync(executePlan(plan, context, stick, faces), { message: /reading the partitions/ });
});
