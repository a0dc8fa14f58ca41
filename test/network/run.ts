/** Starts the director in namespaces of its own, which vanish with it. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { Report, type World } from './protocol.ts';

/** Why packets cannot be sent here; undefined when they can. */
export function obstacle(tools: string | undefined): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  if (tools === undefined) return 'needs PINTXO_TOOLS_ROOT with the path of an unpacked Debian 13 tree that has the packages of the modules';
  try {
    const probe = 'ip link add one type veth peer name two && chroot "$1" nft add table inet probe';
    execFileSync('unshare', ['--net', 'sh', '-c', probe, 'sh', tools], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `this kernel has no namespaces with veth links and nftables: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export async function sendPackets(world: World): Promise<Report> {
  const programs = mkdtempSync(join(tmpdir(), 'pintxo-packets-'));
  try {
    bundlePrograms(programs, ['director.ts', 'agent.ts']);
    return await direct(world, join(programs, 'director.mjs'));
  } finally {
    rmSync(programs, { recursive: true });
  }
}

/** Programs of this folder as .mjs files in `folder`: a dozen processes that each compile their sources would take longer than all the packets. */
export function bundlePrograms(folder: string, names: readonly string[]): void {
  const entryPoints = names.map((name) => fileURLToPath(new URL(name, import.meta.url)));
  buildSync({ entryPoints, outdir: folder, outbase: fileURLToPath(new URL('.', import.meta.url)), bundle: true, platform: 'node', format: 'esm', outExtension: { '.js': '.mjs' } });
}

async function direct(world: World, director: string): Promise<Report> {
  const child = spawn('unshare', ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', process.execPath, director], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(world));
  const output = await text(child.stdout);
  if (output === '') throw new Error('the director said nothing');
  return Report.parse(JSON.parse(output));
}
