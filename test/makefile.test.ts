import test from 'ava';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));

function which(...more: string[]): Readonly<Record<string, string[]>> {
  const output = execFileSync('make', ['--no-print-directory', '-C', repository, 'which', ...more], { encoding: 'utf8', env: { ...process.env, MAKEFLAGS: '' } });
  return Object.fromEntries(output.trim().split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim().split(/[ ,]+/)]));
}

const files = readdirSync(join(repository, 'test/vm')).filter((name) => name.endsWith('.test.ts')).map((name) => name.replace('.test.ts', '')).sort();

test('every file with virtual machines is in the core, takes its turn, or is left to the night', (t) => {
  const { core = [], 'in turn': turns = [], nightly = [] } = which();
  t.deepEqual([...core, ...turns, ...nightly.slice(4)].sort(), files);
});

test('one file joins the core in each run, and as many commits as there are files bring each its turn', (t) => {
  const { 'in turn': turns = [] } = which();
  const seen = turns.map((_, commits) => which(`COMMITS=${commits + 1000}`)['this run']);
  t.deepEqual(seen.flat().sort(), turns);
});

test('whoever wants another one names it', (t) => {
  t.deepEqual(which('PINTXO_ALSO=debian')['this run'], ['debian']);
});
