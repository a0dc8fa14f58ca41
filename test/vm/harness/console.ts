/** The serial console of a machine: read forward, wait for lines, type. */
import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines, plainText } from './console-text.ts';
import { MachineError } from './errors.ts';

export interface WaitOptions {
  readonly timeoutMs: number;
  /** What the awaited text means, in words: "the login prompt". */
  readonly what?: string | undefined;
  /** A text that means it will never come: the wait fails at once. */
  readonly unless?: string | RegExp | undefined;
}

export interface Console {
  /**
   * Waits for the first match after the previous one; text before it is passed over for good.
   * @throws MachineError on the time limit, on `unless`, and when the machine ends first.
   */
  waitFor(pattern: string | RegExp, options: WaitOptions): Promise<RegExpExecArray>;
  /** Types; a line ends with `\r` for firmware and `\n` for a shell. */
  write(text: string): void;
  /** All that was said since power-on, without colours. */
  text(): string;
  /** An error that shows the end of the console, for other things that did not happen; the machine then counts as failed. */
  failure(reason: string): MachineError;
}

export interface ConsoleSource {
  readonly socket: Socket;
  /** Raw bytes of the console are in this file. */
  readonly log: string;
  /** Why the machine ended; settles when it does. */
  readonly ended: Promise<string>;
  readonly onFailure: () => void;
  /** Told what was not waited for yet; true when the machine begins anew, and that counts no more. */
  readonly beginsAnew?: (said: string) => Promise<boolean>;
}

const pollMs = 50;
const linesShown = 30;

/** Reads a console that is served on a socket. */
export function openConsole(source: ConsoleSource): Console {
  const heard = listen(source.socket);
  let position = 0;
  let ending: string | undefined;
  void Promise.all([source.ended, heard.closed]).then(([reason]) => { ending = reason; });

  const find = (pattern: string | RegExp): RegExpExecArray | null => expression(pattern).exec(heard.text().slice(position));
  const failure = (reason: string): MachineError => {
    source.onFailure();
    return new MachineError(withConsole(reason, heard.text(), source.log));
  };

  return {
    text: heard.text,
    failure,
    write: (text) => void source.socket.write(text),
    async waitFor(pattern, options) {
      let deadline = Date.now() + options.timeoutMs;
      for (;;) {
        if ((await source.beginsAnew?.(heard.text().slice(position))) === true) {
          position = heard.text().length;
          deadline = Date.now() + options.timeoutMs;
        }
        // Looked at before the search: what the machine said last is then already in the text.
        const [last, late] = [ending, Date.now() > deadline];
        const match = find(pattern);
        if (match !== null) {
          position += match.index + match[0].length;
          return match;
        }
        const bad = options.unless === undefined ? null : find(options.unless);
        if (bad !== null) throw failure(`${awaited(pattern, options)}: the machine said "${bad[0]}"`);
        if (last !== undefined) throw failure(`${awaited(pattern, options)}: ${last}`);
        if (late) throw failure(`${awaited(pattern, options)}: it did not come in ${options.timeoutMs / 1000} s`);
        await sleep(pollMs);
      }
    },
  };
}

interface Heard {
  readonly text: () => string;
  readonly closed: Promise<void>;
}

function listen(socket: Socket): Heard {
  const decoder = new StringDecoder('utf8');
  let text = '';
  let rest = '';
  socket.on('data', (bytes: Buffer) => {
    const plain = plainText(rest + decoder.write(bytes));
    text += plain.text;
    rest = plain.rest;
  });
  // A machine that is cut off resets its sockets; how it ended is known from its process.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => void socket.on('close', () => resolve()));
  return { text: () => text, closed };
}

function expression(pattern: string | RegExp): RegExp {
  if (typeof pattern === 'string') return new RegExp(pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
}

function awaited(pattern: string | RegExp, options: WaitOptions): string {
  const meaning = options.what === undefined ? '' : ` (${options.what})`;
  return `waited for ${typeof pattern === 'string' ? `"${pattern}"` : String(pattern)}${meaning}`;
}

function withConsole(reason: string, text: string, log: string): string {
  const lines = lastLines(text, linesShown);
  const said = lines.length === 0 ? ['the console said nothing'] : [`last ${lines.length} lines of the console:`, ...lines.map((line) => `  | ${line}`)];
  return [reason, ...said, `full console: ${log}`].join('\n');
}
