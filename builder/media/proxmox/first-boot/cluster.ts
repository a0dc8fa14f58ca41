/** The cluster of the site: its first node makes it, the others join. Pure. */
import type { Site } from '../../../site/site.ts';
import { nodeOf, type Node } from '../node.ts';
import { bareAddress } from './addresses.ts';
import type { FirstBootStep } from './steps.ts';

/**
 * A node joins before it has guests or storage of its own: Proxmox takes no node that has guests, and replaces all of
 * /etc/pve by what the cluster has.
 */
export function clusterStep(site: Site, node: Node): FirstBootStep {
  const { name } = site.site;
  const own = bareAddress(node.address);
  const first = bareAddress(nodeOf(site, 1).address);
  return {
    name: 'cluster',
    title: `cluster ${name}`,
    done: `pvecm status 2>/dev/null | grep -q '^Name: *${name}$'`,
    commands: [
      'outside_clusters',
      ...(node.number === 1 ? [`pvecm create ${name} --link0 ${own}`] : [`may_join ${first}`, `pvecm add ${first} --link0 ${own} --use_ssh 1`]),
      `wait_for pvecm status`,
    ],
  };
}
