/** Whole screens as a text console takes them (ECMA-48, and console_codes(4) of Linux). Pure. */

const escape = '\u001b[';

/** Empties the screen, hides the cursor, and keeps the screen from going dark. */
export const clearFrame = `${escape}0m${escape}2J${escape}H${escape}?25l${escape}9;0]${escape}14;0]${escape}13]`;

/** Draws over what is there, line by line, so that nothing flickers. */
export function paintFrame(lines: readonly string[]): string {
  const rows = lines.map((line) => `${line}${escape}0m${escape}K`);
  return `${escape}0m${escape}?25l${escape}H${rows.join('\r\n')}${escape}J`;
}
