/** Text of others for a terminal. Pure. */

/** Takes the power from characters that move the cursor, change colours or turn the direction of text; `instead` stands in their place. */
export function plain(text: string, instead = '?'): string {
  return text.replace(/\t/g, '    ').replace(/[\p{Cc}\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, instead);
}

/** JSON for a program, of which a terminal that it is shown on understands nothing else. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[\u007f-\u009f\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
