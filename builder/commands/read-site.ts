/** Reads and checks a site file for the commands that need one, and shows what is wrong with it. */
import { modules } from '../../templates/registry.ts';
import { colourOn, warnLine } from '../report/output.ts';
import { formatProblems, type Problem } from '../report/problems.ts';
import { parseSite, type ParsedSite } from '../site/parse.ts';
import type { Site } from '../site/site.ts';
import { exists, readBytes } from '../system/files.ts';

export const defaultSiteFile = 'site.yaml';

export interface ReadSite {
  readonly site: Site;
  readonly bytes: Uint8Array;
}

/** Parses the file; a missing file is a problem like any other. */
export async function checkSiteFile(file: string): Promise<ParsedSite> {
  return exists(file) ? parseSite(await readBytes(file), file, modules) : { problems: [missing(file)] };
}

/** The checked site, or undefined after its problems were printed to stderr. */
export async function readSite(file: string): Promise<ReadSite | undefined> {
  const parsed = await checkSiteFile(file);
  const problems = 'site' in parsed ? parsed.warnings : parsed.problems;
  if (problems.length > 0) warnLine(formatProblems(problems, { colour: colourOn('stderr') }));
  return 'site' in parsed ? { site: parsed.site, bytes: await readBytes(file) } : undefined;
}

function missing(file: string): Problem {
  return {
    severity: 'error',
    path: '',
    message: `there is no file ${file}`,
    remedy: 'name the file, or write one: it needs a site name, and an admin with an SSH key',
    file,
    line: 1,
    column: 1,
    length: 1,
    excerpt: { text: '', from: 0, length: 1 },
  };
}
