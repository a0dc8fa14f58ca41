/** site.yaml -> Site, or everything that is wrong with it. */
import { isMap, parseDocument, type Document, type LineCounter } from 'yaml';
import type { Problem } from '../report/problems.ts';
import { decodeText, unifyText } from './decode.ts';
import { draftSite } from './draft.ts';
import { explain } from './explain.ts';
import { isWithin, quote, type Finding } from './finding.ts';
import { mostFindings, placeFindings } from './place.ts';
import { plainValue } from './plain-value.ts';
import { rules } from './rules/index.ts';
import { hiddenSpans, secretFindings } from './secrets.ts';
import type { Site } from './site.ts';
import { siteSchemas, type ModuleSettings, type SiteSchemas } from './site-schema.ts';
import { linesOf } from './source.ts';
import { unreadableFinding } from './unreadable.ts';
import { syntaxFindings } from './yaml-problems.ts';

/** A site with doubts that need not stop anyone, or problems (at least one error; warnings among them). */
export type ParsedSite =
  | { readonly site: Site; readonly warnings: readonly Problem[] }
  | { readonly problems: readonly Problem[] };

/** Repeated keys are found by our own code, which names them. */
export const yamlOptions = { stringKeys: true, uniqueKeys: false, prettyErrors: false, logLevel: 'error' } as const;

interface Outcome {
  readonly site?: Site | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Checks a site file as a person wrote it. All mistakes are found at once, in the order of the file.
 * `input` is the text or, better, the bytes of the file, which may be in any encoding that editors write.
 * `file` is its name for messages only.
 */
export function parseSite(input: string | Uint8Array, file: string, modules: readonly ModuleSettings[]): ParsedSite {
  const text = unifyText(typeof input === 'string' ? input : decodeText(input));
  const unreadable = unreadableFinding(text);
  const document = parseDocument(unreadable === undefined ? text : '', yamlOptions);
  const lines = linesOf(text);
  const read = (): Outcome => readSite(document, text, lines, modules);
  const { site, findings } = unreadable === undefined ? read() : { findings: [unreadable] };
  const problems = placeFindings(findings, document, { file, text, lines, hidden: hiddenSpans(text) });
  const isSound = problems.every((problem) => problem.severity === 'warning');
  return isSound && site !== undefined ? { site, warnings: problems } : { problems };
}

function readSite(document: Document.Parsed, text: string, lines: LineCounter, modules: readonly ModuleSettings[]): Outcome {
  const syntax = syntaxFindings(document, text, lines);
  const told = [...syntax.findings, ...secretFindings(document.contents)];
  if (!syntax.readable) return { findings: told };
  if (!isMap(document.contents)) return { findings: [...told, notAMap] };
  const schemas = siteSchemas(modules);
  const plain = plainValue(document.contents, schemas.json);
  const foreign = foreignVersion(plain);
  return foreign === undefined ? judge(plain, told, schemas) : { findings: [...told, foreign] };
}

function judge(plain: unknown, told: readonly Finding[], { zod, json }: SiteSchemas): Outcome {
  const issues = zod.safeParse(plain).error?.issues.slice(0, mostFindings + 1) ?? [];
  const wrong = withoutEchoes([...told, ...issues.flatMap((issue) => explain(issue, plain, json, mostFindings + 1))]);
  if (wrong.length > mostFindings) return { findings: wrong };
  const paths = wrong.map((finding) => finding.path).filter((path) => path.length > 0);
  const site = draftSite(plain, paths, json);
  const ruled = site === undefined ? [] : rules.flatMap((rule) => rule(site));
  const sound = ruled.filter((finding) => !paths.some((path) => isWithin(path, finding.path)));
  return { site, findings: withoutEchoes([...wrong, ...sound]) };
}

/** One mistake is told once: a finding below one that was told already comes from the same mistake. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const told = new Set<string>();
  return findings.filter(({ path }) => {
    const isEcho = path.some((_, index) => told.has(path.slice(0, index + 1).join('\n')));
    return !isEcho && told.add(path.join('\n'));
  });
}

const notAMap: Finding = {
  path: [],
  message: 'a site file is made of settings, one `name: value` per line',
  remedy: 'start with `site:`, and `name: home` on the line below, two spaces further in',
};

function foreignVersion(plain: unknown): Finding | undefined {
  const version = typeof plain === 'object' && plain !== null && 'version' in plain ? plain.version : 1;
  if (version === 1) return undefined;
  return {
    path: ['version'],
    message: `this program reads version 1 of site.yaml, not ${quote(version)}`,
    remedy: 'write version: 1, or use a newer pintxo',
  };
}
