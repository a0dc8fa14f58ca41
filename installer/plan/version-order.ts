/** Which of two versions is newer. Pure. */

interface Version {
  readonly numbers: readonly number[];
  readonly suffix: string;
}

/**
 * Above zero where `one` is newer, 0 where neither is. Dotted numbers count by value (1.9 before 1.10), then suffixes
 * by their letters. A text that is no version is neither newer nor older than anything.
 */
export function compareVersions(one: string, other: string): number {
  const [first, second] = [parseVersion(one), parseVersion(other)];
  if (first === undefined || second === undefined) return 0;
  const length = Math.max(first.numbers.length, second.numbers.length);
  const differences = Array.from({ length }, (_, index) => (first.numbers[index] ?? 0) - (second.numbers[index] ?? 0));
  return differences.find((difference) => difference !== 0) ?? compareTexts(first.suffix, second.suffix);
}

function parseVersion(text: string): Version | undefined {
  const [, numbers, suffix = ''] = /^(\d+(?:\.\d+)*)(.*)$/.exec(text.trim()) ?? [];
  return numbers === undefined ? undefined : { numbers: numbers.split('.').map(Number), suffix };
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
