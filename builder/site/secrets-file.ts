/** secrets.yaml: names of secrets and their values, in clear. No message shows a value, whatever is wrong with the file. */
import { isMap, isScalar, parseDocument, stringify, type Document, type LineCounter } from 'yaml';
import { z } from 'zod';
import type { GivenSecret } from '../../templates/contract-secrets.ts';
import type { Problem } from '../report/problems.ts';
import { decodeText, unifyText } from './decode.ts';
import type { Finding, Span } from './finding.ts';
import { refuseSecret, suggestSecret } from './given-secrets.ts';
import { childrenOf, rangeOf } from './locate.ts';
import { yamlOptions } from './parse.ts';
import { placeFindings } from './place.ts';
import { plainValue } from './plain-value.ts';
import { linesOf } from './source.ts';
import { syntaxFindings } from './yaml-problems.ts';

/** Beside site.yaml, on the drive PINTXO too. */
export const secretsFileName = 'secrets.yaml';

export type Secrets = ReadonlyMap<string, string>;

export type ParsedSecrets =
  | { readonly secrets: Secrets; readonly warnings: readonly Problem[] }
  | { readonly problems: readonly Problem[] };

/** UTF-16 units; no file of passwords comes near it. */
const largestFile = 64 * 1024;

/** Checks the file against the table of known secrets; all mistakes at once, in the order of the file. */
export function parseSecrets(input: Uint8Array, file: string, table: readonly GivenSecret[]): ParsedSecrets {
  const text = unifyText(decodeText(input));
  const isReadable = text.length <= largestFile && !/[\0-\x08\x0e-\x1f]/.test(text);
  const document = parseDocument(isReadable ? text : '', yamlOptions);
  const lines = linesOf(text);
  const findings = isReadable ? findingsIn(document, text, lines, table) : [unreadable];
  const problems = placeFindings(findings, document, { file, text, lines, hidden: hiddenIn(text, table) });
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  return { secrets: new Map(Object.entries(z.record(z.string(), z.string()).parse(plainOf(document, table) ?? {}))), warnings: problems };
}

/** The text of the file with these secrets. */
export function writeSecrets(secrets: Secrets): string {
  const sorted = [...secrets].sort(([one], [other]) => (one < other ? -1 : 1));
  return `# In clear. An installation takes it over and removes this file.\n${stringify(Object.fromEntries(sorted), { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' })}`;
}

function findingsIn(document: Document.Parsed, text: string, lines: LineCounter, table: readonly GivenSecret[]): Finding[] {
  const syntax = syntaxFindings(document, text, lines);
  if (!syntax.readable) return [...syntax.findings];
  if (document.contents === null) return [];
  if (!isMap(document.contents)) return [notAMap];
  const issues = schemaOf(table).safeParse(plainOf(document, table)).error?.issues ?? [];
  const known = issues.flatMap((issue) => explainKnown(issue));
  return [...withoutNames(syntax.findings, unknownKeys(document, table)), ...unknownNames(document, table), ...known, ...commented(document)];
}

// A name that nobody knows may be the secret itself, written in the wrong place.
function unknownKeys({ contents }: Document.Parsed, table: readonly GivenSecret[]): Array<{ readonly name: string; readonly span: Span }> {
  return childrenOf(contents).flatMap(({ segment, key }) => {
    const span = rangeOf(key);
    return span === undefined || table.some(({ name }) => name === segment) ? [] : [{ name: String(segment), span }];
  });
}

function withoutNames(findings: readonly Finding[], unknown: ReadonlyArray<{ readonly name: string }>): Finding[] {
  const hide = (text: string): string => unknown.reduce((rest, { name }) => (name === '' ? rest : rest.replaceAll(name, '***')), text);
  return findings.map((finding) => ({ ...finding, path: [], message: hide(finding.message), remedy: hide(finding.remedy), span: finding.span ?? { start: 0, end: 1 } }));
}

function unknownNames(document: Document.Parsed, table: readonly GivenSecret[]): Finding[] {
  return unknownKeys(document, table).map(({ name, span }) => ({ path: [], span, message: 'no secret has this name', remedy: suggestSecret(name, table) }));
}

function schemaOf(table: readonly GivenSecret[]): z.ZodType {
  return z.strictObject(Object.fromEntries(table.map((secret) => [secret.name, valueOf(secret).optional()])));
}

function valueOf(secret: GivenSecret): z.ZodType {
  return z.string().superRefine((value, context) => {
    const reason = refuseSecret(value, secret);
    if (reason !== undefined) context.addIssue({ code: 'custom', message: reason });
  });
}

// Numbers and words like `true` are text as they were written; what is empty must not pass for left out.
function plainOf({ contents }: Document.Parsed, table: readonly GivenSecret[]): unknown {
  const properties = Object.fromEntries(table.map(({ name }) => [name, { type: 'string' as const }]));
  const empty = childrenOf(contents).flatMap(({ segment, value }) => (isScalar(value) && value.value === null ? [[segment, '']] : []));
  const plain = plainValue(contents, { type: 'object', properties });
  return typeof plain === 'object' && plain !== null ? { ...plain, ...Object.fromEntries(empty) } : plain;
}

// In words of its own: those about site.yaml show what was written.
function explainKnown(issue: z.core.$ZodIssue): Finding[] {
  if (issue.code === 'unrecognized_keys') return [];
  const path = issue.path.map(String);
  if (issue.code === 'custom') return [{ path, message: `this cannot be the secret: ${issue.message}`, remedy: "write it on the same line, in 'single quotes'" }];
  return [{ path, at: 'key', message: 'text is needed here', remedy: `write it on one line: ${path.join('.')}: 'the secret'` }];
}

/** YAML ends a value at ` #`, which many a password has. */
function commented({ contents }: Document.Parsed): Finding[] {
  return childrenOf(contents).flatMap(({ segment, value }) => {
    const isCut = isScalar(value) && value.type === 'PLAIN' && typeof value.comment === 'string';
    return isCut ? [{ path: [segment], severity: 'warning' as const, message: 'what comes after # is not part of the secret', remedy: "if it is, put all of it in 'single quotes'" }] : [];
  });
}

const unreadable: Finding = { path: [], span: { start: 0, end: 1 }, message: 'this is not a file of secrets', remedy: "write one on each line: wan.password: 'the secret'" };
const notAMap: Finding = { path: [], message: 'a file of secrets is made of names and values', remedy: "write one on each line, with a space after the colon: wan.password: 'the secret'" };

/** Everything but comments and the names that are known. */
function hiddenIn(text: string, table: readonly GivenSecret[]): Span[] {
  const document = parseDocument(text.length <= largestFile ? text : '', yamlOptions);
  const names = childrenOf(document.contents).flatMap(({ segment, key }) => (table.some(({ name }) => name === segment) ? (rangeOf(key) ?? []) : []));
  const edges = [0, ...names.flatMap(({ start, end }) => [start, end]), text.length];
  return edges.flatMap((start, index) => {
    const end = edges[index + 1];
    return index % 2 === 0 && end !== undefined && start < end ? [{ start, end }] : [];
  });
}
