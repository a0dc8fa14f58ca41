/** Files that are not worth parsing. */
import type { Finding } from './finding.ts';

/** UTF-16 units; fifty RSA keys with all settings are about a third of it. */
const largestFile = 128 * 1024;

const smallestSite = `write at least:
site:
  name: home
admin:
  name: alex
  sshKeys:
    - ssh-ed25519 AAAA... alex@laptop`;

/** The one thing that is wrong with a file that is no site file at all. */
export function unreadableFinding(text: string): Finding | undefined {
  if (text.length > largestFile) {
    return atStart('the file is too large for a site file', 'the limit is 128 KiB: is it the right file?');
  }
  const binary = text.search(/[\0-\x08\x0e-\x1f]/);
  if (binary >= 0) {
    const span = { start: binary, end: binary + 1 };
    return { path: [], span, message: 'this is not text in UTF-8', remedy: 'save the file as UTF-8 in your editor' };
  }
  const isEmpty = text.split('\n').every((line) => /^\s*(#.*|---\s*)?$/.test(line));
  return isEmpty ? atStart('the file says nothing', smallestSite) : undefined;
}

function atStart(message: string, remedy: string): Finding {
  return { path: [], span: { start: 0, end: 1 }, message, remedy };
}
