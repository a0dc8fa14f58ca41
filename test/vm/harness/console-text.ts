/** What a serial console says, as plain lines. */

const escape = String.fromCharCode(27);
const bell = String.fromCharCode(7);
const cursorMove = new RegExp(`${escape}\\[[0-9;]*[Hf]`, 'g');
const controlSequence = new RegExp(`${escape}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${bell}${escape}]*(?:${bell}|${escape}\\\\)|[()][A-Z0-9]|[@-Z\\\\^_=>78cM])`, 'g');
const unfinished = new RegExp(`${escape}(?:\\[[0-?]*[ -/]*|\\][^${bell}${escape}]*${escape}?|[()]?)$`);

export interface Plain {
  readonly text: string;
  /** An escape sequence cut in two: put it in front of what comes next. */
  readonly rest: string;
}

/** Takes colours and cursor movements out; firmware writes a new place on the screen where others write a new line. */
export function plainText(chunk: string): Plain {
  const cut = unfinished.exec(chunk)?.index ?? chunk.length;
  const text = chunk.slice(0, cut).replace(cursorMove, '\n').replace(controlSequence, '').replaceAll('\r', '').replaceAll('\0', '');
  return { text, rest: chunk.slice(cut) };
}

/** The last lines that say something. */
export function lastLines(text: string, count: number): string[] {
  const spoken = text.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '');
  return spoken.slice(-count);
}
