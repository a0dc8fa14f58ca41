/** A machine's services under Debian's own systemd, in namespaces instead of a virtual machine: their sandboxes are real. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Rendered } from './cases.ts';
import { writeTree } from './tree.ts';

const [starter, overlay] = ['running.sh', '../../../overlays/root'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const namespaces = ['--mount', '--net', '--pid', '--uts', '--ipc', '--cgroup', '--fork', '--kill-child'];

/** What a shell script says that runs there as root, with nothing started but the basics. Needs root. */
export async function saidInside({ files }: Rendered, tools: string, script: string, timeoutMs: number): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'pintxo-running-'));
  try {
    await mkdir(join(work, 'answers'));
    await writeTree(files, join(work, 'files'));
    await writeFile(join(work, 'inside'), script);
    // How it ends tells nothing: what was said does.
    await promisify(execFile)('unshare', [...namespaces, 'bash', starter ?? '', work, tools, overlay ?? ''], { timeout: timeoutMs, killSignal: 'SIGKILL' }).catch(() => undefined);
    return await readFile(join(work, 'answers', 'out'), 'utf8').catch(() => 'systemd did not come up here');
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
