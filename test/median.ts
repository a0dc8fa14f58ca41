/** The middle one; of an even number the upper of the two in the middle. 0 where there is none. */
export function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}
