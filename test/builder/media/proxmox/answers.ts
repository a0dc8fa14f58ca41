/** The labelled answer files in test/fixtures/proxmox. */
import { readFileSync } from 'node:fs';

const fixture = (name: string): string => readFileSync(new URL(`../../../fixtures/proxmox/${name}`, import.meta.url), 'utf8');

export const sound = fixture('sound.toml');

export interface LabelledAnswer {
  readonly name: string;
  /** `stops`: accepted by the check, and the installation then fails. */
  readonly verdict: 'accepted' | 'rejected' | 'stops';
  readonly text: string;
}

export function labelledAnswers(): LabelledAnswer[] {
  const cases = ['answers.txt', 'more-answers.txt'].flatMap((name) => fixture(name).split(/^== /m).slice(1));
  return cases.map((part) => {
    const [heading = '', ...changes] = part.trimEnd().split('\n');
    const [name = '', word] = heading.split(' ');
    const verdict = word === 'accepted*' ? 'stops' : word === 'accepted' ? 'accepted' : 'rejected';
    return { name, verdict, text: changed(changes) };
  });
}

/** The sound answer with changes as in answers.txt. */
export function changed(changes: readonly string[]): string {
  const sections = sectionsOf(sound);
  let at = '';
  for (const line of changes) {
    const header = /^\[(.+)\]$/.exec(line)?.[1];
    if (header !== undefined) at = header;
    if (!sections.has(at)) sections.set(at, []);
    const lines = sections.get(at) ?? [];
    if (line === '-*') sections.delete(at);
    else if (line.startsWith('-')) sections.set(at, lines.filter((setting) => !setting.startsWith(`${line.slice(1)} =`)));
    else if (header === undefined && line !== '') sections.set(at, [...lines, line]);
  }
  return [...sections].map(([name, lines]) => [`[${name}]`, ...lines, ''].join('\n')).join('\n');
}

function sectionsOf(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split('\n').filter((entry) => entry !== '')) {
    const name = /^\[(.+)\]$/.exec(line)?.[1];
    if (name === undefined) lines.push(line);
    else sections.set(name, (lines = []));
  }
  return sections;
}
