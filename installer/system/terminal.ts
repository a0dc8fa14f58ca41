/** The screen of the machine: a text console that is written without ever becoming this program's own terminal. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { run } from './command.ts';

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** What every console can show (VGA text). */
const smallest: TerminalSize = { columns: 80, rows: 25 };

/** Rejects where the console is missing; never makes a file in its place. */
export async function writeTerminal(path: string, text: string): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_NOCTTY | constants.O_APPEND);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

/** 80 by 25 where it cannot be measured. */
export async function terminalSize(path: string): Promise<TerminalSize> {
  const text = await run({ title: 'measuring the screen', file: 'stty', args: ['--file', path, 'size'] }).catch(() => '');
  const [rows = 0, columns = 0] = text.trim().split(' ').map(Number);
  return rows >= 10 && columns >= 40 ? { columns, rows } : smallest;
}
