/** Questions at a terminal. */
import { createInterface } from 'node:readline/promises';
import { execa } from 'execa';

/** The answer; undefined where nobody can be asked. */
export async function askLine(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}

/** Whether a person is at this program's terminal. */
export function canAsk(): boolean {
  return process.stdin.isTTY;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** All of standard input, which is no terminal; little more than `most` characters of it. */
export async function readInput(most: number): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const part of process.stdin) {
    text += String(part);
    if (text.length > most) break;
  }
  return text;
}

// systemd's own question: it shows nothing of what is typed, and writes it to nobody but the one who asked.
const asking = ['systemd-ask-password', '--echo=no', '--emoji=no'] as const;

/** What is typed at this program's own terminal, unseen; undefined where that was broken off. */
export async function askSecret(question: string): Promise<string | undefined> {
  const [file, ...args] = asking;
  const { failed, stdout } = await execa(file, [...args, '--timeout=0', question], { stdin: 'inherit', stderr: 'inherit', reject: false });
  return failed ? undefined : stdout;
}

/** The same at another terminal, which becomes that of the question; undefined when nobody answers for so many seconds. */
export async function askSecretAt(terminal: string, question: string, seconds: number, stop: AbortSignal): Promise<string | undefined> {
  const script = `exec setsid --ctty --wait ${asking.join(' ')} --timeout="$2" "$3" < "$1"`;
  const options = { stdin: 'ignore', stderr: 'ignore', reject: false, cancelSignal: stop, forceKillAfterDelay: 2000 } as const;
  const { failed, stdout } = await execa('sh', ['-euc', script, 'sh', terminal, String(seconds), question], options);
  return failed ? undefined : stdout;
}
