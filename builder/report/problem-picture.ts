/** Draws one problem: heading, place, the line, the underline and the remedy. */
import type { Problem } from './problems.ts';
import { fitLine, plainText, textWidth, wrapWords } from './problem-width.ts';

/** Columns that a picture may take. */
const pictureWidth = 100;

type Ink = 'error' | 'warning' | 'frame' | 'strong';

const codes: Readonly<Record<Ink, string>> = { error: '1;31', warning: '1;33', frame: '1;34', strong: '1' };

/** Draws the problem in at most 100 columns (the heading may be longer), without a final newline. */
export function picture(problem: Problem, colour: boolean): string {
  const paint = (ink: Ink, text: string): string => (colour ? `\u001b[${codes[ink]}m${text}\u001b[0m` : text);
  const number = String(problem.line);
  const margin = ' '.repeat(number.length);
  const bar = paint('frame', '|');
  const line = fitLine(problem.excerpt, pictureWidth - number.length - 3);
  const underline = ' '.repeat(line.before) + paint(problem.severity, '^'.repeat(line.marked));
  const [beside, below] = placeRemedy(problem.remedy, margin, line.before + line.marked);
  return [
    `${paint(problem.severity, heading(problem))}: ${paint('strong', plainText(problem.message))}`,
    `${margin}${paint('frame', '-->')} ${problem.file}:${problem.line}:${problem.column}`,
    `${margin} ${bar}`,
    `${paint('frame', number)} ${bar} ${line.text}`.trimEnd(),
    `${margin} ${bar} ${underline}${paint(problem.severity, beside)}`,
    ...below,
  ].join('\n');
}

function heading(problem: Problem): string {
  return problem.path === '' ? problem.severity : `${problem.severity}[${plainText(problem.path)}]`;
}

/** The remedy stands beside the underline where it fits there, else below it. */
function placeRemedy(remedy: string, margin: string, underlineEnd: number): [beside: string, below: string[]] {
  const used = margin.length + 3 + underlineEnd + 1;
  if (!remedy.includes('\n') && used + textWidth(remedy) <= pictureWidth) return [` ${remedy}`, []];
  const lines = remedy.split('\n').flatMap((line) => wrapWords(line, pictureWidth - margin.length - 3));
  return ['', lines.map((line, index) => `${margin} ${index === 0 ? '=' : ' '} ${line}`.trimEnd())];
}
