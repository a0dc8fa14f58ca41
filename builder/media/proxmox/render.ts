/** Everything that goes onto a Proxmox VE medium, out of a site. Pure. */
import type { Inventory } from '../../../installer/inventory/inventory.ts';
import type { Finding } from '../../site/finding.ts';
import { siteDigest } from '../site-digest.ts';
import { chooseDisks } from './disk-choice.ts';
import { hookScript, mostHookBytes, relayScript } from './first-boot/script.ts';
import { firstBootSteps, type FirstBootRequest } from './first-boot/steps.ts';
import { modeFile, type AnswerPlace } from './mode-file.ts';
import { nodeOf } from './node.ts';
import { choosePoolDisks } from './pool-disks.ts';
import { renderAnswer } from './render-answer.ts';

export interface ProxmoxRequest extends Omit<FirstBootRequest, 'node' | 'pools'> {
  /** The machine, where it is known. */
  readonly inventory?: Inventory | undefined;
  /** Number of the node in the site, from 1. */
  readonly node: number;
  readonly place: AnswerPlace;
}

export type ProxmoxRendering =
  | {
      /** What is added to the installer's own medium. */
      readonly installer: ReadonlyMap<string, string>;
      /** What the second medium holds; empty where one is enough. */
      readonly second: ReadonlyMap<string, string>;
    }
  /** Places in site.yaml. */
  | { readonly findings: readonly Finding[] };

/** Names of the files on the medium. */
export const answerFile = 'answer.toml';
export const modeFileName = 'auto-installer-mode.toml';
export const hookFile = 'proxmox-first-boot';

/** With a second medium, nothing of the site is on the installer's own: it serves for any site. */
export function renderProxmox(request: ProxmoxRequest): ProxmoxRendering {
  const { site, inventory, node: number, place } = request;
  const disks = chooseDisks(site, inventory);
  if ('message' in disks) return { findings: [disks] };
  const pools = choosePoolDisks(site, inventory);
  const findings = ['message' in pools ? pools : undefined, refuseNetwork(request)].flatMap((finding) => finding ?? []);
  if ('message' in pools || findings.length > 0) return { findings };
  const node = nodeOf(site, number);
  const answer = renderAnswer({ site, node, disks, hook: true });
  if ('findings' in answer) return answer;
  const hook = hookScript(firstBootSteps({ ...request, node, pools }), siteDigest(request.siteText));
  if (Buffer.byteLength(hook) > mostHookBytes) return { findings: [tooLarge] };
  const own: ReadonlyArray<readonly [string, string]> = [[answerFile, answer.text], [hookFile, hook]];
  const mode = [modeFileName, modeFile(place)] as const;
  if (place === 'iso') return { installer: new Map([mode, ...own]), second: new Map() };
  return { installer: new Map([mode, [hookFile, relayScript]]), second: new Map(own) };
}

// Bridges, guests and other nodes need links that are known to be inside.
function refuseNetwork({ site: { network }, cluster, router, node }: ProxmoxRequest): Finding | undefined {
  const remedy = 'write below network: the addresses of the links, such as lan: { macs: [00:1b:21:3a:4f:5d] }';
  const isInside = network.lan.macs.length > 0;
  if (cluster && !isInside) return { path: ['network', 'lan'], message: 'a cluster needs a link that is known to be inside', remedy };
  if (node > 1 && !isInside) return { path: ['network', 'lan'], message: `node ${node} needs a link that is known to be inside`, remedy };
  const hasBoth = isInside && network.wan.mac !== undefined;
  return router === 'opnsense' && !hasBoth ? { path: ['network'], message: 'OPNsense needs a link to the internet and one that is inside, both by address', remedy: `${remedy} and wan: { mac: 00:1b:21:3a:4f:5c }` } : undefined;
}

const tooLarge: Finding = {
  path: [],
  message: 'site.yaml is too large for a Proxmox VE medium, which takes a program of 1 MiB that carries it',
  remedy: 'move what is not needed for the first start out of it',
};
