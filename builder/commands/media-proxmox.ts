import { join } from 'node:path';
import type { Command } from 'commander';
import { readInventory } from '../../installer/inventory/file.ts';
import { policyOf } from '../../templates/policy.ts';
import type { Session } from '../cli.ts';
import { makeFatImage } from '../media/fat-image.ts';
import { houseOf } from '../media/house.ts';
import { injectFiles, type MediumFile } from '../media/iso.ts';
import { answerLabel, hookFile, nodeOf, renderFirewall, renderProxmox, type ProxmoxRendering } from '../media/proxmox/index.ts';
import { siteProblems } from '../media/site-problems.ts';
import { colourOn, formatBytes, printLine, warnLine } from '../report/output.ts';
import { formatProblems } from '../report/problems.ts';
import { withProgress } from '../report/progress.ts';
import { digestFile } from '../system/digest.ts';
import { download } from '../system/download.ts';
import { exists, sizeOf } from '../system/files.ts';
import { folders } from '../system/paths.ts';
import { decodeText } from '../site/decode.ts';
import { planFor } from './plan-site.ts';
import { defaultSiteFile, readSite, type ReadSite } from './read-site.ts';

interface ProxmoxOptions {
  readonly iso?: string;
  readonly download?: string;
  readonly checksum?: string;
  readonly machine?: string;
  readonly node: string;
  readonly out: string;
  readonly twoMedia?: boolean;
  readonly image?: string;
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
    .option('--two-media', 'an installer that serves any site, and a small second medium with the site')
    .action(async (site: string, options: ProxmoxOptions) => session.finish(await mediaProxmox(site, options, session)));
}

/** A reason, in words, for which there is no result. */
interface Refused {
  readonly problem: string;
}

async function mediaProxmox(file: string, options: ProxmoxOptions, session: Session): Promise<number> {
  const read = await readSite(file);
  if (read === undefined) return 1;
  const rendering = await renderFor(read, file, options);
  if ('problem' in rendering) return refuse(rendering.problem);
  const found = await findIso(options, session);
  if ('problem' in found) return refuse(`error: ${found.problem}`);
  const base = join(options.out, `proxmox-${read.site.site.name}-${options.node}`);
  return writeMedia({ rendering, iso: found.iso, base, options, session });
}

type Rendered = Extract<ProxmoxRendering, { readonly installer: unknown }>;

async function renderFor({ site, bytes }: ReadSite, file: string, { machine, node, twoMedia, image }: ProxmoxOptions): Promise<Rendered | Refused> {
  if (!/^[1-9]$/.test(node)) return { problem: `error: --node ${node}: nodes have numbers from 1 to 9` };
  if (image !== undefined && !exists(image)) return { problem: `error: there is no image ${image}; build one with: pintxo build` };
  const inventory = machine === undefined ? undefined : await readInventory(machine);
  if (inventory !== undefined && 'problem' in inventory) return inventory;
  const place = twoMedia === true ? 'partition' : 'iso';
  const planned = planFor(site, inventory);
  if (!planned.ok) return { problem: planned.problems.map(({ message }) => `error: ${message}`).join('\n') };
  const firewall = renderFirewall(houseOf(policyOf(planned.plan, planned.plan.facts)), nodeOf(site, Number(node)).hostname);
  const rendering = renderProxmox({ site, siteText: decodeText(bytes), inventory, node: Number(node), place, firewall });
  if ('installer' in rendering) return rendering;
  return { problem: formatProblems(siteProblems(rendering.findings, bytes, file), { colour: colourOn('stderr') }) };
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
  const files = [...texts, ...(await imageFiles(options.image))];
  const problem = await withProgress('making the medium', () => injectFiles({ iso, out, files, marker }, session.signal));
  if (problem !== undefined) return refuse(`error: ${problem}`);
  printLine(`${out} (${formatBytes(await sizeOf(out))}): flash it, start the machine from it; the machine switches itself off when it is installed`);
  if (rendering.second.size === 0) return 0;
  const second = `${base}-answer.img`;
  await makeFatImage({ file: second, label: answerLabel, files: rendering.second });
  printLine(`${second}: flash it to a second stick and leave it in until Proxmox VE has started once`);
  return 0;
}

async function imageFiles(image: string | undefined): Promise<MediumFile[]> {
  if (image === undefined) return [];
  return [{ name: 'pintxo.img', source: image }, { name: 'pintxo.img.sha256', content: `${await digestFile(image)}  pintxo.img\n` }];
}

function refuse(text: string): number {
  warnLine(text);
  return 1;
}
