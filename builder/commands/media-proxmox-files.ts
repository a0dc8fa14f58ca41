/** Options of `pintxo media proxmox` to what goes onto the media. */
import { basename } from 'node:path';
import { readInventory } from '../../installer/inventory/file.ts';
import { proxmoxRequest, renderProxmox, opnsenseImage, platformImage, type ProxmoxRendering } from '../media/proxmox/index.ts';
import type { MediumFile } from '../media/iso.ts';
import { colourOn } from '../report/output.ts';
import { formatProblems } from '../report/problems.ts';
import { decodeText } from '../site/decode.ts';
import type { Finding } from '../site/finding.ts';
import { placeInFile } from '../site/place-later.ts';
import { digestFile } from '../system/digest.ts';
import { exists } from '../system/files.ts';
import { planFor } from './plan-site.ts';
import type { ReadSite } from './read-site.ts';

export interface NodeOptions {
  readonly machine?: string;
  readonly node: string;
  readonly twoMedia?: boolean;
  readonly cluster?: boolean;
  readonly router: 'platform' | 'opnsense';
  readonly image?: string;
  readonly opnsenseImage?: string;
  readonly guestImage: readonly string[];
}

/** A reason, in words, for which there is no result. */
export interface Refused {
  readonly problem: string;
}

export type Rendered = Extract<ProxmoxRendering, { readonly installer: unknown }>;

export async function renderFor({ site, bytes }: ReadSite, file: string, options: NodeOptions): Promise<Rendered | Refused> {
  const { machine, node, twoMedia, cluster = false, router } = options;
  const problem = refuseOptions(options);
  if (problem !== undefined) return { problem: `error: ${problem}` };
  const inventory = machine === undefined ? undefined : await readInventory(machine);
  if (inventory !== undefined && 'problem' in inventory) return inventory;
  const planned = planFor(site, undefined);
  if (!planned.ok) return { problem: planned.problems.map(({ message }) => `error: ${message}`).join('\n') };
  const told = (findings: readonly Finding[]): Refused => ({ problem: formatProblems(placeInFile(bytes, file, findings), { colour: colourOn('stderr') }) });
  const place = twoMedia === true ? 'partition' : 'iso';
  const request = proxmoxRequest(planned.plan, decodeText(bytes), { inventory, node: Number(node), place, cluster, router });
  if ('findings' in request) return told(request.findings);
  const guests = request.node === 1 ? request.guests : [];
  const missing = guests.map(({ guest }) => guest.image).find((image) => !options.guestImage.some((path) => basename(path) === image));
  if (missing !== undefined) return { problem: `error: a module has a guest that is made of the image ${missing}; give it with --guest-image` };
  const rendering = renderProxmox(request);
  return 'installer' in rendering ? rendering : told(rendering.findings);
}

function refuseOptions({ node, router, image, opnsenseImage: routerImage, guestImage }: NodeOptions): string | undefined {
  if (!/^[1-9]$/.test(node)) return `--node ${node}: nodes have numbers from 1 to 9`;
  if (image !== undefined && !exists(image)) return `there is no image ${image}; build one with: pintxo build`;
  if (router === 'opnsense' && routerImage === undefined) return '--router opnsense needs --opnsense-image with the unpacked image of OPNsense';
  const absent = [routerImage, ...guestImage].find((path) => path !== undefined && !exists(path));
  return absent === undefined ? undefined : `there is no file ${absent}`;
}

/** The images that the node makes its guests of, each with its checksum beside it. */
export async function imageFiles({ image, opnsenseImage: routerImage, guestImage }: NodeOptions): Promise<MediumFile[]> {
  const own = [[platformImage, image], [opnsenseImage, routerImage]] as const;
  const named = [...own, ...guestImage.map((path) => [basename(path), path] as const)];
  const files = await Promise.all(named.map(async ([name, source]) => (source === undefined ? [] : withChecksum(name, source))));
  return files.flat();
}

async function withChecksum(name: string, source: string): Promise<MediumFile[]> {
  return [{ name, source }, { name: `${name}.sha256`, content: `${await digestFile(source)}  ${name}\n` }];
}
