/** Problems that were found after a site file was read, put into their places in it. */
import { parseDocument } from 'yaml';
import type { Problem } from '../report/problems.ts';
import { decodeText, unifyText } from './decode.ts';
import type { Finding } from './finding.ts';
import { yamlOptions } from './parse.ts';
import { placeFindings } from './place.ts';
import { hiddenSpans } from './secrets.ts';
import { linesOf } from './source.ts';

/** `bytes` is a file that parseSite accepted. A finding about what is not in the file is shown at what is around it. */
export function placeInFile(bytes: Uint8Array, file: string, findings: readonly Finding[]): Problem[] {
  const text = unifyText(decodeText(bytes));
  return placeFindings(findings, parseDocument(text, yamlOptions), { file, text, lines: linesOf(text), hidden: hiddenSpans(text) });
}
