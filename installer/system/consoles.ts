/** The consoles at which a person can type: the screen, and each serial port that the kernel speaks on. */
import { readText } from './files.ts';

/** Names below /dev; `screen` is the one that stands for the screen. */
export async function consoles(screen: string): Promise<string[]> {
  return consolesIn((await readText('/sys/class/tty/console/active')) ?? '', screen);
}

/** From /sys/class/tty/console/active: `tty0` is whatever the screen shows. */
export function consolesIn(active: string, screen: string): string[] {
  const names = active.trim().split(/\s+/).filter((name) => /^[a-zA-Z]+\d+$/.test(name));
  return [...new Set(names.map((name) => (/^tty\d+$/.test(name) ? screen : name)))];
}
