import { unsettled } from '../../../installer/plan/place-networks.ts';
import test from 'ava';
import { decideInstall } from '../../../installer/plan/decide-install.ts';
import type { Refresh } from '../../../installer/plan/install-plan.ts';
import { endingAfter, withKey, workFor } from '../../../installer/plan/stick-work.ts';
import { readInventory, readSite, readStick } from './machines.ts';

function refreshOf(machine: string): Refresh {
  const decision = decideInstall(readSite(machine), readInventory(machine), readStick(machine));
  if (decision.verdict !== 'refresh') throw new Error(`${machine} is not refreshed: ${decision.verdict}`);
  return decision;
}

const workOf = (machine: string) => workFor({ kind: 'decided', site: readSite(machine), warnings: [], secrets: [], networks: unsettled, decision: refreshOf(machine) }, readInventory(machine));

test('where the data is encrypted a stick that is to reinstall only proposes, and asks for the recovery key of each disk', (t) => {
  const { question, steps, isParked } = refreshOf('reinstall-keep-encrypted');
  t.true(isParked);
  t.deepEqual(steps.map(({ kind }) => kind), ['write-slot', 'hand-in-site', 'park-system']);
  t.deepEqual(question?.partitions, ['/dev/nvme0n1p6']);
  t.true((question?.seconds ?? 0) > 0);
});

test('with the key the new system starts at once, and the TPM is told before the firmware', (t) => {
  const { plan, outcome } = withKey(workOf('reinstall-keep-encrypted'));
  t.deepEqual(plan?.steps.map(({ kind }) => kind), ['write-slot', 'hand-in-site', 'install-boot-loader', 'bind-again', 'register-boot-entry']);
  t.is(outcome, 'refreshed');
});

test('without it the machine goes on as it was, and says who decides', (t) => {
  const work = workOf('reinstall-keep-encrypted');
  t.true(work.handOver !== undefined);
  t.like(endingAfter(work, true), { outcome: 'handed-over', restart: true });
  t.regex(endingAfter(work, true).lastWords.join(' '), /sudo pintxo accept/);
});

test('where nothing is encrypted nobody is asked, and the key changes nothing', (t) => {
  const work = workOf('reinstall-keep');
  t.is(refreshOf('reinstall-keep').question, undefined);
  t.is(withKey(work), work);
  t.is(work.outcome, 'refreshed');
});

test('of a mirror the key must open both disks; where one of them is not encrypted, no key is proof', (t) => {
  const inventory = readInventory('reinstall-keep-encrypted');
  const [disk, ...rest] = inventory.disks;
  if (disk === undefined) return t.fail();
  const twin = { ...disk, path: '/dev/nvme1n1', serial: 'TWIN', partitions: disk.partitions.map((partition) => ({ ...partition, path: partition.path.replace('nvme0', 'nvme1') })) };
  const plain = { ...twin, partitions: twin.partitions.map((partition) => ({ ...partition, signatures: partition.signatures.map((signature) => (signature.type === 'crypto_LUKS' ? { ...signature, type: 'btrfs' } : signature)) })) };
  const decide = (other: typeof twin) => decideInstall(readSite('reinstall-keep-encrypted'), { ...inventory, disks: [disk, other, ...rest] }, readStick('reinstall-keep-encrypted'));
  const [both, mixed] = [decide(twin), decide(plain)];
  t.deepEqual(both.verdict === 'refresh' ? both.question?.partitions : both.verdict, ['/dev/nvme0n1p6', '/dev/nvme1n1p6']);
  t.is(mixed.verdict === 'refresh' ? mixed.question : mixed.verdict, undefined);
  t.true(mixed.verdict === 'refresh' && mixed.isParked);
});
