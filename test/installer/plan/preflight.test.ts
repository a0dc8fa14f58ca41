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
