/** Where to look whether anything is written on a disk of which no signature is known. Pure. */

/** What is read at each place, in bytes. */
export const sampleBytes = 65_536;

const MiB = 2 ** 20;
const GiB = 2 ** 30;
const block = 4096;
const spread = 320;

/**
 * Positions in ascending order, each once, in whole blocks: where partitions and file systems like to begin (powers of two, the first GiB
 * borders), and some hundred more that are spread evenly over the disk.
 */
export function samplePositions(diskBytes: number): number[] {
  const powers = Array.from({ length: 24 }, (_, exponent) => MiB * 2 ** exponent);
  const borders = Array.from({ length: 64 }, (_, index) => (index + 1) * GiB);
  const even = Array.from({ length: spread }, (_, index) => Math.floor(((index + 0.5) * diskBytes) / spread / block) * block);
  const inside = [...powers, ...borders, ...even].filter((position) => position + sampleBytes <= diskBytes);
  return [...new Set(inside)].sort((one, other) => one - other);
}
