/** Speaks to whoever looks at the machine: screen and serial port, without a login. */
import { appendText } from '../system/files.ts';

// /dev/console is the last `console=` of the kernel command line, the serial port; /dev/tty1 is the screen.
const consoles = ['/dev/console', '/dev/tty1'];

/** Writes lines to every console there is. */
export async function announce(lines: readonly string[]): Promise<void> {
  const text = `${lines.map((line) => `[pintxo] ${line}`).join('\r\n')}\r\n`;
  for (const path of consoles) await appendText(path, text);
}
