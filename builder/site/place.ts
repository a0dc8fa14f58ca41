/** Findings with paths -> problems with lines and columns. */
import type { Document } from 'yaml';
import type { Problem } from '../report/problems.ts';
import type { Finding } from './finding.ts';
import { spanOf, startOf } from './locate.ts';
import { problemAt, type Source } from './source.ts';

/** Beyond this nobody reads on; a file with more is hardly a site file. */
export const mostFindings = 100;

const unread: Finding = {
  path: [],
  message: `there are more than ${mostFindings} mistakes; the rest is not shown`,
  remedy: 'mend these first, and see whether this is the right file',
};

/** The problems in the order of the file, with every secret masked. */
export function placeFindings(findings: readonly Finding[], document: Document.Parsed, source: Source): Problem[] {
  const located = findings.slice(0, mostFindings).map((finding) => ({
    finding,
    span: finding.span ?? spanOf(document, finding.path, finding.at ?? 'value'),
  }));
  const syntax = new Set(findings.map((finding) => finding.span?.start));
  const told = located.filter(({ finding, span }) => finding.span !== undefined || !syntax.has(span.start));
  const secrets = located.filter(({ finding }) => finding.secret).map(({ span }) => span);
  const masking = { ...source, hidden: [...source.hidden, ...secrets] };
  const problems = told.map(({ finding, span }) => problemAt(masking, span, finding));
  const sorted = problems.sort((one, other) => one.line - other.line || one.column - other.column);
  return findings.length > mostFindings ? [...sorted, problemAt(masking, startOf(document), unread)] : sorted;
}
