/** A shell on the serial console: for a machine that no network leads to. */
import type { Console } from './console.ts';
import { CommandError } from './errors.ts';

export interface ConsoleShell {
  /** What a command printed, between whatever else was said on the console. @throws CommandError when it fails. */
  output(command: string, options?: { readonly timeoutMs?: number | undefined }): Promise<string>;
}

const promptMs = 120_000;

/** Logs in by password at the login prompt of the serial console. @throws MachineError when no prompt comes. */
export async function logIn(console: Console, user: string, password: string): Promise<ConsoleShell> {
  // A prompt that was said long ago may stand above other lines; a new one comes after Enter.
  console.write('\n');
  await console.waitFor(/login: *$/m, { timeoutMs: promptMs, what: 'the login prompt' });
  console.write(`${user}\n`);
  await console.waitFor('Password:', { timeoutMs: promptMs });
  console.write(`${password}\n`);
  await console.waitFor(/[$#] ?$/m, { timeoutMs: promptMs, what: 'a shell', unless: 'Login incorrect' });
  return quietShell(console);
}

/** The shell that waits on the console, made fit for programs. */
export async function quietShell(console: Console): Promise<ConsoleShell> {
  // A shell that does not edit its line, on a line that does not echo: then the console has nothing but output.
  console.write('exec sh\n');
  console.write("stty -echo; PS1=; echo rea''dy\n");
  await console.waitFor('ready', { timeoutMs: promptMs, what: 'a quiet shell' });
  return { output: (command, options) => output(console, command, options?.timeoutMs ?? promptMs) };
}

let commands = 0;

async function output(console: Console, command: string, timeoutMs: number): Promise<string> {
  commands += 1;
  const mark = `command-${commands}`;
  console.write(`echo ${mark}-begin; ${command}; echo ${mark}-end:$?\n`);
  const ended = await console.waitFor(new RegExp(`${mark}-end:(\\d+)`), { timeoutMs, what: `the end of "${command}"` });
  const said = console.text();
  const text = said.slice(said.lastIndexOf(`${mark}-begin`) + mark.length + '-begin'.length, said.lastIndexOf(`${mark}-end`)).trim();
  if (ended[1] !== '0') throw new CommandError(`on the console: "${command}" failed with exit code ${ended[1]}\n${text}`);
  return text;
}
