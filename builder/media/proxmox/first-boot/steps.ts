/** What makes a fresh Proxmox VE node one of the site's, as steps that are plain data. Pure. */
import type { Site } from '../../../site/site.ts';
import type { Node } from '../node.ts';
import type { NodePool } from '../pool-disks.ts';
import { bareAddress } from './addresses.ts';
import { clusterStep } from './cluster.ts';
import { interfacesFile } from './interfaces.ts';
import { guestSteps, type SeededGuest } from './module-guests.ts';
import { opnsenseSteps } from './opnsense.ts';
import { platformSteps } from './platform.ts';
import { poolStep } from './pools.ts';
import { snippets } from './virtual-machine.ts';

/** A step is done where `done` succeeds; otherwise `commands` are run, one after the other, until one fails. */
export interface FirstBootStep {
  readonly name: string;
  /** For the log: what the step brings. */
  readonly title: string;
  /** Shell condition over the machine itself, never over a note that the step was run. */
  readonly done: string;
  readonly commands: readonly string[];
}

export interface FirstBootRequest {
  readonly site: Site;
  readonly node: Node;
  /** site.yaml as it was written, for the platform in the guest. */
  readonly siteText: string;
  /** Firewall files of the node by their path. */
  readonly firewall: ReadonlyMap<string, string>;
  readonly pools: readonly NodePool[];
  /** Whether the node is one of several. */
  readonly cluster: boolean;
  /** Who is the router of the house. */
  readonly router: 'platform' | 'opnsense';
  /** config.xml, where OPNsense is the router. */
  readonly opnsenseConfig?: string | undefined;
  readonly guests: readonly SeededGuest[];
}

/** In the order in which they must hold: rules before what may wait for a person, and the network after what can fail, so that the machine stays reachable. */
export function firstBootSteps(request: FirstBootRequest): FirstBootStep[] {
  const { site, node, pools, cluster, firewall } = request;
  return [
    repositories(node),
    ...(cluster ? [clusterStep(site, node)] : []),
    ...firewallFiles(firewall),
    ...pools.map(poolStep),
    ...bridges(request),
    ...virtualMachines(request),
  ];
}

// All of the site's guests start on its first node. Without links that are known to be inside, there is nothing to connect them to.
function virtualMachines(request: FirstBootRequest): FirstBootStep[] {
  const { site, node, router, opnsenseConfig, guests } = request;
  if (site.network.lan.macs.length === 0 || node.number !== 1) return [];
  const ownRouter = router === 'opnsense' && opnsenseConfig !== undefined ? opnsenseSteps(site, opnsenseConfig) : [];
  return [snippets, ...ownRouter, ...platformSteps(request), ...guestSteps(guests)];
}

// Standard repositories have handles: Proxmox itself knows where they are.
function repositories({ hostname }: Node): FirstBootStep {
  const sources = '/etc/apt/sources.list.d/pve-enterprise.sources';
  return {
    name: 'repositories',
    title: 'updates without a subscription',
    done: `pvesh get /nodes/${hostname}/apt/repositories --output-format json | grep -q '"handle":"no-subscription"[^}]*"status":1'`,
    commands: [
      `pvesh set /nodes/${hostname}/apt/repositories --handle no-subscription`,
      `[ ! -e ${sources} ] || pvesh create /nodes/${hostname}/apt/repositories --path ${sources} --index 0 --enabled 0`,
    ],
  };
}

function firewallFiles(files: ReadonlyMap<string, string>): FirstBootStep[] {
  return [...files].map(([path, content]) => fileStep(`firewall-${path.split('/').at(-1) ?? ''}`, 'rules of the firewall', path, content));
}

/** A step that makes a file have this content. */
export function fileStep(name: string, title: string, path: string, content: string): FirstBootStep {
  const encoded = Buffer.from(content).toString('base64');
  return {
    name,
    title: `${title}: ${path}`,
    done: `echo ${encoded} | base64 -d | cmp -s - ${path}`,
    // /etc/pve is no usual file system: a file is written whole, and not renamed over another from elsewhere.
    commands: [`mkdir -p ${path.replace(/\/[^/]*$/, '')}`, `echo ${encoded} | base64 -d > ${path}`],
  };
}

function bridges({ site, node }: FirstBootRequest): FirstBootStep[] {
  const content = interfacesFile(site, node);
  if (content === undefined) return [];
  const step = fileStep('bridges', 'bridges wan and lan', '/etc/network/interfaces', content);
  const [, write = ''] = step.commands;
  return [{ ...step, commands: ['cp /etc/network/interfaces /var/lib/pintxo/interfaces.before', write, `apply_network lan ${bareAddress(node.address)}`] }];
}
