/** Mistakes in a file, as data, and the picture people see of them. */
import { picture } from './problem-picture.ts';

/** The line a problem is in, as it may be shown: secrets are already replaced by `***`. */
export interface Excerpt {
  readonly text: string;
  /** What to underline: offset and length in `text`, in UTF-16 units. */
  readonly from: number;
  readonly length: number;
}

/** One mistake (or doubt) in a file that a person wrote. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** Dotted path of the setting (`network.zones.guest.vlan`); empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  /** What to write or do instead; may have several lines. */
  readonly remedy: string;
  readonly file: string;
  /** Both count from 1; the column counts characters of the line in the file. */
  readonly line: number;
  readonly column: number;
  /** How much of the excerpt is underlined, in UTF-16 units. */
  readonly length: number;
  readonly excerpt: Excerpt;
}

/** Prints every problem with its line underlined, then the count; no final newline, empty without problems. */
export function formatProblems(problems: readonly Problem[], options: { readonly colour: boolean }): string {
  if (problems.length === 0) return '';
  const pictures = problems.map((problem) => picture(problem, options.colour));
  return [...pictures, countProblems(problems)].join('\n\n');
}

/** `2 errors, 1 warning` */
export function countProblems(problems: readonly Problem[]): string {
  const { errors, warnings } = tally(problems);
  const counts = [counted(errors, 'error'), counted(warnings, 'warning')].filter((count) => count !== '');
  return counts.join(', ') || 'no problems';
}

/** The problems for programs: `{ errors, warnings, problems }`, indented JSON without a final newline. */
export function problemsAsJson(problems: readonly Problem[]): string {
  return JSON.stringify({ ...tally(problems), problems }, null, 2);
}

function tally(problems: readonly Problem[]): { errors: number; warnings: number } {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  return { errors, warnings: problems.length - errors };
}

function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
