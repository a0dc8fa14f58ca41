import test from 'ava';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { formatBytes } from '../../../builder/report/output.ts';
import { needing, programObstacle } from '../../needing.ts';

const source = fileURLToPath(new URL('../../fixtures/report/show-progress.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pintxo-progress-'));
const program = join(folder, 'show-progress.mjs');
test.before(() => void buildSync({ entryPoints: [source], outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node18' }));
test.after.always(() => rmSync(folder, { recursive: true }));

const command = [process.execPath, program];
const terminalOf = needing(test, programObstacle('script'));

function inTerminal(environment: NodeJS.ProcessEnv = {}, columns = 80): string {
  return execFileSync('script', ['--quiet', '--return', '--command', `stty columns ${columns}; ${command.join(' ')}`, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm', CI: undefined, NO_COLOR: undefined, ...environment },
  }).toString();
}

test('sizes are written as on the box of a disk', (t) => {
  const sizes = [0, 0.4, 1, 999, 1000, 1500, 99_949, 100_000, 512e6, 31_914_983_424, 2e12, 3e15, 4e18];
  t.deepEqual(sizes.map(formatBytes), ['0 B', '0 B', '1 B', '999 B', '1.0 kB', '1.5 kB', '99.9 kB', '100 kB', '512 MB', '31.9 GB', '2.0 TB', '3.0 PB', '4000 PB']);
});

test('without a terminal progress is plain lines on stderr, with no colour and no escape codes', (t) => {
  const { stdout, stderr } = spawnSync(command[0] ?? '', command.slice(1), { env: { ...process.env, FORCE_COLOR: undefined } });
  t.is(stdout.toString(), 'colour: false false\n');
  t.regex(stderr.toString(), /^baking \.\.\.\nbaking \(\d+\.\d s\)\nburning \.\.\.\nfailed: burning\ndone\n$/);
});

terminalOf('on a terminal there is a spinner and colour', (t) => {
  const seen = inTerminal();
  t.regex(seen, /\u001B\[/);
  t.regex(seen, /baking/);
  t.regex(seen, /colour: true true/);
});

terminalOf('a terminal without a width gets plain lines', (t) => {
  t.regex(inTerminal({}, 0), /^baking \.\.\.\r\nbaking \(/);
});

terminalOf('NO_COLOR turns colour off on a terminal too', (t) => {
  t.regex(inTerminal({ NO_COLOR: '1' }), /colour: false false/);
  t.regex(inTerminal({ NO_COLOR: '' }), /colour: true true/);
});
