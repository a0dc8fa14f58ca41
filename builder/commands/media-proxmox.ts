import { join } from 'node:path';
import { Option, type Command } from 'commander';
import type { Session } from '../cli.ts';
import { makeFatImage } from '../media/fat-image.ts';
import { injectFiles, type MediumFile } from '../media/iso.ts';
import { leftOut } from '../media/opnsense/left-out.ts';
import { answerLabel, hookFile } from '../media/proxmox/index.ts';
import { secretsLeft } from '../media/secrets-left.ts';
import { formatBytes, printLine, warnLine } from '../report/output.ts';
import { withProgress } from '../report/progress.ts';
import { download } from '../system/download.ts';
import { sizeOf } from '../system/files.ts';
import { folders } from '../system/paths.ts';
import { neededBy } from './check-secrets.ts';
import { imageFiles, renderFor, type NodeOptions, type Refused, type Rendered } from './media-proxmox-files.ts';
import { defaultSiteFile, readSite } from './read-site.ts';

interface ProxmoxOptions extends NodeOptions {
  readonly iso?: string;
  readonly download?: string;
  readonly checksum?: string;
  readonly out: string;
}

export function defineMediaProxmox(media: Command, session: Session): void {
  media
    .command('proxmox')
    .description('makes the official Proxmox VE installer install by itself, as the site file says')
    .argument('[site]', 'site file', defaultSiteFile)
    .option('--iso <file>', 'the installer, Proxmox VE 9.2 or newer')
    .option('--download <url>', 'fetch the installer instead; needs --checksum')
    .option('--checksum <sha256>', 'SHA-256 of the installer, as its publisher tells it')
    .option('--machine <inventory.json>', 'the machine, as a Pintxo stick saw it; without it, the site file names the disk')
    .option('--node <number>', 'number of the node, 1 to 9', '1')
    .option('--out <folder>', 'folder for the result', folders.output)
    .option('--image <pintxo.img>', 'image of the platform, which the node then runs as its first guest')
    .addOption(new Option('--router <who>', 'who is the router of the house').choices(['platform', 'opnsense']).default('platform'))
    .option('--opnsense-image <file>', 'image of OPNsense, unpacked, for --router opnsense')
    .option('--guest-image <file>', 'image that guests of modules are made of; may be given again', (file: string, others: readonly string[]) => [...others, file], [])
    .option('--cluster', 'node 1 makes a cluster, all others join it')
    .option('--two-media', 'an installer that serves any site, and a small second medium with the site')
    .action(async (site: string, options: ProxmoxOptions) => session.finish(await mediaProxmox(site, options, session)));
}

async function mediaProxmox(file: string, options: ProxmoxOptions, session: Session): Promise<number> {
  const read = await readSite(file);
  if (read === undefined) return 1;
  const rendering = await renderFor(read, file, options);
  if ('problem' in rendering) return refuse(rendering.problem);
  const found = await findIso(options, session);
  if ('problem' in found) return refuse(`error: ${found.problem}`);
  for (const line of options.router === 'opnsense' ? leftOut(read.site) : secretsLeft(neededBy(read.site))) warnLine(`left out: ${line}`);
  const base = join(options.out, `proxmox-${read.site.site.name}-${options.node}`);
  return writeMedia({ rendering, iso: found.iso, base, options, session });
}

const sha256 = /^[0-9a-f]{64}$/i;

async function findIso({ iso, download: url, checksum }: ProxmoxOptions, { signal }: Session): Promise<{ readonly iso: string } | Refused> {
  if (iso !== undefined) return url === undefined ? { iso } : { problem: 'give --iso or --download, not both' };
  if (url === undefined) return { problem: 'name the installer: --iso FILE, or --download URL --checksum SHA256' };
  if (!URL.canParse(url) || !/^https?:/.test(url)) return { problem: `${url} is not a web address` };
  if (checksum === undefined || !sha256.test(checksum)) {
    return { problem: '--download needs --checksum with the 64 digits of the SHA-256 that the publisher tells' };
  }
  const file = join(folders.cache, 'downloads', `${checksum.toLowerCase()}.iso`);
  const problem = await withProgress('fetching the installer', (progress) =>
    download({ url, file, checksum }, { signal, onBytes: (bytes, total) => progress.detail(shareOf(bytes, total)) }),
  );
  return problem === undefined ? { iso: file } : { problem };
}

function shareOf(bytes: number, total: number | undefined): string {
  return total === undefined ? formatBytes(bytes) : `${Math.floor((100 * bytes) / total)} % of ${formatBytes(total)}`;
}

interface Work {
  readonly rendering: Rendered;
  readonly iso: string;
  /** Path of the results, without ending. */
  readonly base: string;
  readonly options: ProxmoxOptions;
  readonly session: Session;
}

const marker = { path: '/auto-installer-capable', meaning: 'an installer of Proxmox VE that can install by itself (8.2 or newer)' };

async function writeMedia({ rendering, iso, base, options, session }: Work): Promise<number> {
  const texts = [...rendering.installer].map(([name, content]): MediumFile => ({ name, content, ...(name === hookFile ? { mode: 0o755 } : {}) }));
  const out = `${base}.iso`;
  const files = [...texts, ...(await imageFiles(options))];
  const problem = await withProgress('making the medium', () => injectFiles({ iso, out, files, marker }, session.signal));
  if (problem !== undefined) return refuse(`error: ${problem}`);
  printLine(`${out} (${formatBytes(await sizeOf(out))}): flash it, start the machine from it; the machine switches itself off when it is installed`);
  if (rendering.second.size === 0) return 0;
  const second = `${base}-answer.img`;
  await makeFatImage({ file: second, label: answerLabel, files: rendering.second });
  printLine(`${second}: flash it to a second stick and leave it in until Proxmox VE has started once`);
  return 0;
}

function refuse(text: string): number {
  warnLine(text);
  return 1;
}
