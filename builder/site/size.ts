/** Sizes as people write them. */

const decimal: readonly string[] = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
const binary: readonly string[] = ['B', 'KIB', 'MIB', 'GIB', 'TIB', 'PIB'];

/**
 * Bytes of `200 GB`, `1.5 TB` (powers of 1000) or `64 GiB` (powers of 1024), in capitals or not.
 * `NaN` for everything else: no disk is larger, smaller or equal to it, so a wrong size selects nothing.
 */
export function parseSize(text: string): number {
  const [, number = '', written = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text) ?? [];
  const unit = written.toUpperCase();
  if (decimal.includes(unit)) return Math.round(Number(number) * 1000 ** decimal.indexOf(unit));
  if (binary.includes(unit)) return Math.round(Number(number) * 1024 ** binary.indexOf(unit));
  return Number.NaN;
}
