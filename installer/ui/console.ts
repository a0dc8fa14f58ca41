/** Speaks to whoever looks at the machine: screen and serial port, without a login. */
import { plain } from '../../builder/render/plain.ts';
import { terminalSize, writeTerminal } from '../system/terminal.ts';
import { paintFrame } from './frame.ts';
import type { Size } from './screen.ts';

// /dev/console is the last `console=` of the kernel command line, the serial port; /dev/tty1 is the screen.
const serial = '/dev/console';
const screen = '/dev/tty1';

/** Writes lines to every console there is. */
export async function announce(lines: readonly string[]): Promise<void> {
  for (const path of [serial, screen]) await write(path, lines);
}

/** Writes lines to the serial port alone, where the screen shows a picture. */
export async function announceBesideScreen(lines: readonly string[]): Promise<void> {
  await write(serial, lines);
}

/** Draws the whole screen; harmless where there is none. */
export async function drawOnScreen(draw: (size: Size) => readonly string[]): Promise<void> {
  await writeTerminal(screen, paintFrame(draw(await terminalSize(screen)))).catch(() => undefined);
}

// A machine without a screen or a serial port has nobody there to tell.
async function write(path: string, lines: readonly string[]): Promise<void> {
  await writeTerminal(path, consoleText(lines)).catch(() => undefined);
}

/** Lines as the consoles get them: what others wrote moves no cursor there. */
export function consoleText(lines: readonly string[]): string {
  return `${lines.flatMap((line) => line.split(/\r?\n/)).map((line) => `[pintxo] ${plain(line)}`).join('\r\n')}\r\n`;
}
