import test from 'ava';
import { installSteps, parkSteps, refreshSteps } from '../../../installer/plan/steps.ts';
import { diskWith } from './disks.ts';

const [a, b, c] = [diskWith({ path: '/dev/a' }), diskWith({ path: '/dev/b', bytes: 20e9 }), diskWith({ path: '/dev/c' })] as const;

const told = (steps: ReturnType<typeof installSteps>): string[] =>
  steps.map((step) => [step.kind, ...('pool' in step ? [step.pool] : []), ...('disk' in step ? [step.disk] : []), ...('disks' in step ? step.disks : [])].join(' '));

test('one disk without encryption takes the least steps', (t) => {
  t.deepEqual(told(installSteps([a], [], false)), [
    'note-consent',
    'erase-signatures /dev/a',
    'partition-disk /dev/a',
    'format-state /dev/a',
    'seed-state',
    'write-site',
    'make-secrets',
    'prepare-start',
    'install-boot-loader /dev/a',
    'note-installed',
    'commit /dev/a',
    'register-boot-entry /dev/a',
  ]);
});

test('a mirror with a pool, encrypted: the first disk is committed and registered last', (t) => {
  t.deepEqual(told(installSteps([a, b], [{ name: 'tanka1', disks: [c] }], true)), [
    'note-consent',
    'erase-signatures /dev/a',
    'partition-disk /dev/a',
    'erase-signatures /dev/b',
    'partition-disk /dev/b',
    'format-state /dev/a /dev/b',
    'erase-signatures /dev/c',
    'format-pool tanka1 /dev/c',
    'seed-state',
    'write-site',
    'make-secrets',
    'prepare-start',
    'bind-to-tpm /dev/a /dev/b',
    'write-recovery-sheet',
    'install-boot-loader /dev/a',
    'install-boot-loader /dev/b',
    'note-installed',
    'commit /dev/b',
    'commit /dev/a',
    'register-boot-entry /dev/b',
    'register-boot-entry /dev/a',
  ]);
});

test('both halves of a mirror get the slots of the smaller one', (t) => {
  const layouts = installSteps([a, b], [], false).flatMap((step) => (step.kind === 'partition-disk' ? [step.partitions] : []));
  t.deepEqual(layouts[0], layouts[1]);
  t.is(layouts[0]?.find(({ role }) => role === 'root')?.bytes, 2 * 1024 ** 3);
});

test('a system that is parked leaves the boot loader and the firmware alone', (t) => {
  t.deepEqual(told(parkSteps([a, b], [])), ['write-slot /dev/a', 'park-system /dev/a', 'write-slot /dev/b', 'park-system /dev/b']);
  t.deepEqual(told(parkSteps([a], [a])), ['write-slot /dev/a', 'hand-in-site /dev/a', 'park-system /dev/a']);
});

test('a refresh hands the site file in only where it is not yet', (t) => {
  t.deepEqual(told(refreshSteps([a, b], [b])), [
    'write-slot /dev/a',
    'install-boot-loader /dev/a',
    'write-slot /dev/b',
    'hand-in-site /dev/b',
    'install-boot-loader /dev/b',
    'register-boot-entry /dev/b',
    'register-boot-entry /dev/a',
  ]);
});
