/** What the commands print: results to stdout, everything else to stderr, colour only on a terminal. */

export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

export function warnLine(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Whether stderr or stdout may carry colour (https://no-color.org). */
export function colourOn(stream: 'stdout' | 'stderr'): boolean {
  return process[stream].isTTY ? (process.env['NO_COLOR'] ?? '') === '' : false;
}

/** `1.5 GB`, in powers of ten as on the box of a disk. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
