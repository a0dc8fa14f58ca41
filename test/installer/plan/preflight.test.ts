import test from 'ava';
import type { Inventory } from '../../../installer/inventory/inventory.ts';
import { preflightProblem, warningsFor } from '../../../installer/plan/preflight.ts';
import { readInventory } from './machines.ts';

const sound = readInventory('mini-pc-blank');

function problem(changes: Partial<Inventory>): string {
  return preflightProblem({ ...sound, ...changes })?.problem ?? '';
}

test('a sound machine has no problem and no warning', (t) => {
  t.is(problem({}), '');
  t.deepEqual(warningsFor(sound), []);
});

test('each obstacle is named', (t) => {
  t.regex(problem({ cpu: { ...sound.cpu, architecture: 'i686' } }), /x86-64/);
  t.regex(problem({ firmware: { type: 'bios', secureBoot: false } }), /UEFI/);
  t.regex(problem({ firmware: { type: 'uefi', secureBoot: true } }), /Secure Boot/);
  t.regex(problem({ memoryBytes: 1.7e9 }), /memory/);
});

test('what a machine sold with 2 GB shows is enough, with a warning', (t) => {
  t.is(problem({ memoryBytes: 1.95e9 }), '');
  t.is(warningsFor({ ...sound, memoryBytes: 1.95e9 }).length, 1);
});

test('what a machine sold with 4 GB shows brings no warning', (t) => {
  t.deepEqual(warningsFor({ ...sound, memoryBytes: 3.85e9 }), []);
});

test('a processor with one thread brings a warning, an unknown number none', (t) => {
  const threads = (count: number) => warningsFor({ ...sound, cpu: { ...sound.cpu, threads: count } }).length;
  t.deepEqual([threads(0), threads(1), threads(2)], [0, 1, 0]);
});

test('a clock before the image was built brings a warning with both days', (t) => {
  const [warning = ''] = warningsFor({ ...sound, clock: { now: 0, imageEpoch: 1763596800 } });
  t.regex(warning, /1970-01-01.*2025-11-20/);
  t.deepEqual(warningsFor({ ...sound, clock: { now: 1763596800, imageEpoch: 1763596800 } }), []);
});
