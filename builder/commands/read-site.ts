/** Reads and checks a site file for the commands that need one, and shows what is wrong with it. */
import { modules } from '../../templates/registry.ts';
import { colourOn, printLine, warnLine } from '../report/output.ts';
import { formatProblems, problemsAsJson, type Problem } from '../report/problems.ts';
import { parseSite, type ParsedSite } from '../site/parse.ts';
import type { Site } from '../site/site.ts';
import { readStart } from '../system/files.ts';

export const defaultSiteFile = 'site.yaml';

export interface ReadSite {
  readonly site: Site;
  readonly bytes: Uint8Array;
}

/** Bytes; more than any site file may have, so that the rest of a large one need not be read to refuse it. */
const mostBytes = 1024 * 1024;

/** Parses the file; one that cannot be read is a problem like any other. */
export async function checkSiteFile(file: string): Promise<ParsedSite> {
  return (await readAndParse(file)).parsed;
}

/** How problems that stop a command are told. */
export type Tell = (problems: readonly Problem[]) => void;

/** For people, on stderr. */
export const tellInWords: Tell = (problems) => warnLine(formatProblems(problems, { colour: colourOn('stderr') }));

/** For machines, on stdout in place of the result. */
export const tellAsJson: Tell = (problems) => printLine(problemsAsJson(problems));

/** The checked site, or undefined after its problems were told; warnings go to stderr. */
export async function readSite(file: string, tell: Tell = tellInWords): Promise<ReadSite | undefined> {
  const { parsed, bytes } = await readAndParse(file);
  if (!('site' in parsed)) {
    tell(parsed.problems);
    return undefined;
  }
  if (parsed.warnings.length > 0) tellInWords(parsed.warnings);
  return { site: parsed.site, bytes };
}

async function readAndParse(file: string): Promise<{ readonly parsed: ParsedSite; readonly bytes: Uint8Array }> {
  const read = await readStart(file, mostBytes);
  if ('problem' in read) return { parsed: { problems: [unread(file, read.problem, 'name the file, or write one: it needs a site name, and an admin with an SSH key')] }, bytes: new Uint8Array() };
  return { parsed: parseSite(read, file, modules), bytes: read };
}

/** A file that cannot be read, as a problem at its start. */
export function unread(file: string, message: string, remedy: string): Problem {
  return {
    severity: 'error',
    path: '',
    message,
    remedy,
    file,
    line: 1,
    column: 1,
    length: 1,
    excerpt: { text: '', from: 0, length: 1 },
  };
}
