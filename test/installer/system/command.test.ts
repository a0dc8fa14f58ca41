import test from 'ava';
import { CommandFailed, pasteable, run } from '../../../installer/system/command.ts';

const shell = (script: string, more = {}) => ({ title: 'making the file system', file: 'sh', args: ['-c', script], ...more });

async function failureOf(script: string, more = {}): Promise<CommandFailed> {
  const error: unknown = await run(shell(script, more)).catch((reason: unknown) => reason);
  if (error instanceof CommandFailed) return error;
  throw new Error('it did not fail');
}

test('a command gives its standard output without the last newline', async (t) => {
  t.is(await run(shell('echo one; echo two; echo noise >&2')), 'one\ntwo');
});

test('a failure says what was being done, the command to paste, its last words, and what helps', async (t) => {
  const { message } = await failureOf('echo early; echo "no space left" >&2; exit 3', { hint: 'use a larger disk', environment: { LANG: 'C' } });
  t.is(message, [
    'making the file system: exit status 3',
    `  command: LANG=C sh -c 'echo early; echo "no space left" >&2; exit 3'`,
    '  | no space left',
    '  hint: use a larger disk',
  ].join('\n'));
});

test('only the last fifteen lines are shown, and standard output where there is no other', async (t) => {
  const long = await failureOf('seq 100 >&2; exit 1');
  t.deepEqual(long.lastLines, Array.from({ length: 15 }, (_, index) => String(86 + index)));
  t.regex((await failureOf('echo only; exit 1')).message, /\| only$/);
});

test('a program that is not there, and one ended by a signal, are told as such', async (t) => {
  const missing: unknown = await run({ title: 'looking', file: 'no-such-program-here', args: [] }).catch((reason: unknown) => reason);
  t.true(missing instanceof CommandFailed);
  t.regex(String(missing), /looking: .*ENOENT/);
  t.regex((await failureOf('kill -KILL $$')).message, /ended by SIGKILL/);
});

test('what is given by standard input reaches the program and never a message', async (t) => {
  const secret = 'alex:$6$salt$hash';
  t.is(await run(shell('cat', { input: secret })), secret);
  const failure = await failureOf('cat >/dev/null; exit 1', { input: secret });
  t.notRegex(failure.message, /\$6\$/);
});

test('a program that asks nothing of its standard input gets none', async (t) => {
  t.is(await run(shell('cat')), '');
});

test('an interruption ends the program', async (t) => {
  const controller = new AbortController();
  const started = performance.now();
  let pid = 0;
  const running = run(shell('echo $$ >&2; exec sleep 60'), {
    signal: controller.signal,
    onLine: (line) => {
      pid = Number(line);
      controller.abort();
    },
  });
  await t.throwsAsync(running, { any: true });
  t.true(performance.now() - started < 30_000);
  t.true(pid > 0);
  t.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

test('lines are passed on while the program runs, empty ones left out', async (t) => {
  const lines: string[] = [];
  await run(shell('echo one >&2; echo >&2; echo two >&2'), { onLine: (line) => lines.push(line) });
  t.deepEqual(lines, ['one', 'two']);
});

test('a command can be pasted into a shell and means the same', async (t) => {
  const args = ['plain', 'two words', "it's", '$HOME', '', '--a=b', 'line\nbreak'];
  const command = { title: 'printing', file: 'printf', args: ['%s|', ...args] };
  t.is(await run(shell(pasteable(command))), args.map((arg) => `${arg}|`).join(''));
});
