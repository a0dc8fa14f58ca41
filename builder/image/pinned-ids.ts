/** Numbers of system accounts: /var outlives the image, so they must be the same in every image. */

/** Accounts below this number, and nobody, are fixed by Debian itself. */
const firstDynamicId = 100;
const nobody = 65534;

/** Lines of a passwd or group file whose name and number are not among the pinned ones. */
export function unpinnedIds(kind: 'passwd' | 'group', actual: string, pinned: string): string[] {
  const known = new Set(lines(pinned).map(nameAndNumber));
  return lines(actual)
    .filter((line) => isDynamic(line) && !known.has(nameAndNumber(line)))
    .map((line) => `  images/${kind}: ${line}`);
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function nameAndNumber(line: string): string {
  const [name, , number] = line.split(':');
  return `${name}:${number}`;
}

function isDynamic(line: string): boolean {
  const number = Number(line.split(':')[2]);
  // Debian's own group `users` has number 100.
  return number >= firstDynamicId && number < nobody && nameAndNumber(line) !== 'users:100';
}
