/** A site for the tests of the carriers. */
import { readFileSync } from 'node:fs';
import { parseSite } from '../../../builder/site/parse.ts';
import type { Site } from '../../../builder/site/site.ts';

export const siteText = `site:
  name: casa
  timezone: Europe/Madrid
  locale: es_ES.UTF-8
  keyboard: es
admin:
  name: ana
  sshKeys:
    - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEOrFh6/xCaWqEhyamLUsoQlA6wMcihyJOq9/LG0UNSh ana@laptop
machine:
  systemDisk:
    serial: S5GXNX0T123456
  wipe: [S5GXNX0T123456]
network:
  wan:
    mac: 00:1b:21:3a:4f:5c
  lan:
    macs: [00:1b:21:3a:4f:5d]
`;

/** The checked site of a text; the tests' own site with other lines where they are given. */
export function siteOf(text = siteText): Site {
  const parsed = parseSite(text, 'site.yaml', []);
  if ('site' in parsed) return parsed.site;
  throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
}

/** A text of test/fixtures, rewritten first with UPDATE_GOLDEN=1. */
export function fixtureText(name: string): string {
  return readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8');
}
