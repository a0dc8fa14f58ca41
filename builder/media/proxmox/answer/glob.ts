/** The patterns in which the Proxmox installer compares udev properties: `*`, `?`, `[a-z]`, `[!a]`. Pure. */
import type { Complaint } from './complaint.ts';

/** Proxmox notices a bad pattern only while it installs. */
export function refuseGlob(pattern: string): Complaint | undefined {
  if (withoutBrackets(pattern).includes('[')) return { message: 'a [ in the pattern is never closed', remedy: 'close it with ], or write [[] for the character itself' };
  const plain = withoutBrackets(pattern);
  const doubled = [...plain.matchAll(/\*{2,}/g)].some((stars) => !isWholePart(plain, stars.index, stars[0].length));
  return doubled ? { message: '** cannot stand here', remedy: 'write one *' } : undefined;
}

/** A pattern that means exactly this text. */
export function exactGlob(text: string): string {
  return text.replace(/[[*?]/g, (character) => `[${character}]`);
}

// The first character in a bracket is always a member of it, even if it is ]; a ! before it never is.
function withoutBrackets(pattern: string): string {
  return pattern.replace(/\[(?:![^]|[^!])[^\]]*\]/g, '?');
}

function isWholePart(pattern: string, start: number, length: number): boolean {
  const before = pattern.charAt(start - 1);
  const after = pattern.charAt(start + length);
  return length === 2 && ['', '/'].includes(before) && ['', '/'].includes(after);
}

/** Whether the pattern means one text only. */
export function isExactGlob(pattern: string): boolean {
  return !/[*?[]/.test(pattern.replace(/\[[[*?]\]/g, ''));
}

/** Whether it matches whatever stands there. */
export function matchesAll(pattern: string): boolean {
  return /^[*?]*\*[*?]*$/.test(pattern);
}
