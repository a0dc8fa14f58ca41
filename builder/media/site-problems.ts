/** Findings of a carrier, shown at their place in site.yaml. Pure. */
import { parseDocument } from 'yaml';
import type { Problem } from '../report/problems.ts';
import { decodeText, unifyText } from '../site/decode.ts';
import type { Finding } from '../site/finding.ts';
import { placeFindings } from '../site/place.ts';
import { linesOf } from '../site/source.ts';

/** `bytes` are those of a site file that was parsed without errors; `file` is its name. */
export function siteProblems(findings: readonly Finding[], bytes: Uint8Array, file: string): Problem[] {
  const text = unifyText(decodeText(bytes));
  return placeFindings(findings, parseDocument(text, { stringKeys: true }), { file, text, lines: linesOf(text), hidden: [] });
}
