/** Judges an answer file for the Proxmox VE installer, whoever wrote it. Pure. */
import { isUtf8 } from 'node:buffer';
import type { Problem } from '../../../report/problems.ts';
import { isWithin, type Finding, type Span } from '../../../site/finding.ts';
import { linesOf, problemAt } from '../../../site/source.ts';
import { unifyNames } from './aliases.ts';
import { Answer } from './answer.ts';
import { explainIssue } from './explain.ts';
import { ruleFindings } from './rules.ts';
import { parseToml, plainToml, tomlSpan, type TomlTable } from './toml.ts';

/** An answer that installs, with doubts; or problems, at least one of them an error. */
export type CheckedAnswer =
  | { readonly answer: Answer; readonly warnings: readonly Problem[] }
  | { readonly problems: readonly Problem[] };

/** All mistakes at once, each where it stands. `file` is the name for messages only. */
export function checkAnswer(input: string | Uint8Array, file: string): CheckedAnswer {
  const decoded = typeof input === 'string' ? input : new TextDecoder('utf-8', { ignoreBOM: true }).decode(input);
  const text = decoded.replace(/^\ufeff/, '');
  const isText = typeof input === 'string' || isUtf8(input);
  const { answer, findings, root } = isText ? readAnswer(text) : unreadable;
  const source = { file, text, lines: linesOf(text), hidden: secretSpans(text) };
  const problems = findings
    .map((finding) => problemAt(source, finding.span ?? tomlSpan(root, finding.path, finding.at ?? 'value'), finding))
    .sort((one, other) => one.line - other.line || one.column - other.column);
  const isSound = problems.every(({ severity }) => severity === 'warning');
  return isSound && answer !== undefined ? { answer, warnings: problems } : { problems };
}

interface Outcome {
  readonly answer?: Answer | undefined;
  readonly findings: readonly Finding[];
  readonly root: TomlTable;
}

const empty: TomlTable = { kind: 'table', entries: new Map() };

const unreadable: Outcome = {
  findings: [{ path: [], message: 'this is not a text file in UTF-8', remedy: 'save it as UTF-8 text' }],
  root: empty,
};

function readAnswer(text: string): Outcome {
  const parsed = parseToml(text);
  if ('message' in parsed) return { findings: [{ path: [], ...parsed }], root: empty };
  const unified = unifyNames(parsed);
  const plain = plainToml(unified.root);
  const result = Answer.safeParse(plain);
  const issues = (result.error?.issues ?? []).flatMap((issue) => explainIssue(issue, plain));
  const ruled = ruleFindings({ ...(typeof plain === 'object' ? plain : {}) });
  return { answer: result.data, findings: withoutEchoes([...unified.findings, ...issues, ...ruled]), root: unified.root };
}

/** One mistake is told once: what is missing because its name is misspelt, and what lies below a wrong value, are echoes. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const wrong = findings.filter(({ severity }) => severity === undefined);
  const misspelt = wrong.map(({ remedy }) => /^did you mean (.+)\?$/.exec(remedy)?.[1]);
  return findings.filter((finding) => {
    const isMisspelt = finding.message === `${finding.path.join('.')} is missing` && misspelt.includes(String(finding.path.at(-1)));
    const isBelow = wrong.some(({ path }) => path.length > 1 && path.length < finding.path.length && isWithin(finding.path, path));
    return !isMisspelt && !isBelow;
  });
}

// What follows the value by mistake may be the rest of the password.
const secretSetting = /(root[-_]password(?:[-_]hashed)?|auth[-_]token)["']?(\s*=\s*)((?:"""[^]*?"""|'''[^]*?'''|"[^"\n]*"?|'[^'\n]*'?|\[[^\]\n]*|)(?:[^\S\n]*[^\s,}#][^\n]*)?)/g;

function secretSpans(text: string): Span[] {
  return [...text.matchAll(secretSetting)].map((match) => {
    const [all, , , value = ''] = match;
    const end = match.index + all.length;
    return { start: end - value.length, end };
  });
}
