/** Renders a site and lets a script look at it, in namespaces that vanish with it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderCase } from '../builder/render/cases.ts';
import { writeTree } from '../builder/render/tree.ts';

const secondsForLease = 6;
const patienceMs = 280_000;

/** What the script saw, by the names that it gave it. `tools` is the path of a Debian 13 tree; `later` is rendered into the folder `later`. */
export async function look(script: string, site: string, tools: string, later = site): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-look-'));
  try {
    mkdirSync(join(folder, 'site'));
    for (const [text, into] of [[site, 'files'], [later, 'later']] as const) {
      writeFileSync(join(folder, 'site/site.yaml'), text);
      await writeTree((await renderCase(join(folder, 'site'))).files, join(folder, into));
    }
    const program = fileURLToPath(new URL(script, import.meta.url));
    const args = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', program, folder, tools, String(secondsForLease)];
    const output = execFileSync('unshare', args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: patienceMs, killSignal: 'SIGKILL' }).toString();
    return new Map(output.split('\n').filter((line) => line.includes('=')).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
