/** Everything that a carrier brings to a machine, as a tree of files. Pure. */
import { policyOf } from '../../templates/policy.ts';
import type { Inventory } from '../../installer/inventory/inventory.ts';
import type { Plan } from '../plan/plan.ts';
import type { Finding } from '../site/finding.ts';
import { seedFiles } from './cloud-init/index.ts';
import { chooseDiskPath, chooseDiskScript } from './debian/choose-disk.ts';
import { finishPath, finishScript } from './debian/finish.ts';
import { preseedLines, writePreseed } from './debian/preseed.ts';
import { refuseForDebian } from './debian/refuse.ts';
import { leftOut, untaggedStays } from './opnsense/left-out.ts';
import { renderOpnsense } from './opnsense/render.ts';
import { hookFile, interfacesFile, nodeOf, opnsenseDevices, platformSite, proxmoxRequest, renderProxmox, type ProxmoxChoice } from './proxmox/index.ts';
import { secretsLeft } from './secrets-left.ts';
import { siteDigest } from './site-digest.ts';

export const targets = ['debian', 'proxmox', 'opnsense'] as const;
export type Target = (typeof targets)[number];

export interface TargetRequest {
  /** That of a router with two links: what the house has, whatever machine carries it. */
  readonly plan: Plan;
  /** site.yaml as it was written. */
  readonly siteText: string;
  readonly inventory?: Inventory | undefined;
}

/** A file of a tree; the mode is 0644 where none is given. */
export interface TargetFile {
  readonly content: string;
  readonly mode?: number;
}

/** Files by their path in the tree, and what of the site they do not bring; or places in site.yaml for which there are none. */
export type TargetTree = { readonly files: ReadonlyMap<string, TargetFile>; readonly leftOut?: readonly string[] } | { readonly findings: readonly Finding[] };

export function renderTarget(target: Target, request: TargetRequest): TargetTree {
  return renderers[target](request);
}

const renderers: Readonly<Record<Target, (request: TargetRequest) => TargetTree>> = { debian: debianTree, proxmox: proxmoxTree, opnsense: opnsenseTree };

const program = 0o755;

function debianTree({ plan: { site, facts }, siteText }: TargetRequest): TargetTree {
  const findings = refuseForDebian(site);
  if (findings.length > 0) return { findings };
  return {
    files: new Map<string, TargetFile>([
      ['preseed.cfg', { content: writePreseed(preseedLines(site)) }],
      [chooseDiskPath.slice(1), { content: chooseDiskScript(site, siteDigest(siteText)), mode: program }],
      [finishPath.slice(1), { content: finishScript(site, siteText), mode: program }],
    ]),
    leftOut: secretsLeft(facts.neededSecrets),
  };
}

function opnsenseTree({ plan }: TargetRequest): TargetTree {
  const { site, zones, facts } = plan;
  const content = renderOpnsense({ site, zones, policy: policyOf(plan, facts), devices: opnsenseDevices });
  return { files: new Map([['conf/config.xml', { content }]]), leftOut: [...untaggedStays(site), ...leftOut(site)] };
}

const choice: Omit<ProxmoxChoice, 'inventory'> = { node: 1, place: 'iso', cluster: false, router: 'platform' };

/** What lies on the medium, and below `node` and `guests` what comes of it. */
function proxmoxTree({ plan, siteText, inventory }: TargetRequest): TargetTree {
  const request = proxmoxRequest(plan, siteText, { ...choice, inventory });
  if ('findings' in request) return request;
  const rendering = renderProxmox(request);
  if ('findings' in rendering) return rendering;
  const { site, firewall, guests } = request;
  const interfaces = interfacesFile(site, nodeOf(site, request.node));
  const medium = [...rendering.installer].map(([name, content]) => [`medium/${name}`, { content, ...(name === hookFile ? { mode: program } : {}) }] as const);
  const node = [...firewall, ...(interfaces === undefined ? [] : [['/etc/network/interfaces', interfaces] as const])];
  const seeds = guests.flatMap(({ guest, seed }) => [...seedFiles(seed)].map(([name, content]) => [`guests/${guest.name}/${name}`, content] as const));
  const texts = [...node.map(([path, content]) => [`node${path}`, content] as const), ['guests/platform/site.yaml', platformSite(request)] as const, ...seeds];
  return { files: new Map<string, TargetFile>([...medium, ...texts.map(([path, content]) => [path, { content }] as const)]), leftOut: secretsLeft(plan.facts.neededSecrets) };
}
