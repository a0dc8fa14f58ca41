/** site.yaml as the platform gets it where it is a guest: its disk and links are the virtual ones. Pure. */
import { parseDocument } from 'yaml';
import { yamlOptions } from '../../../site/parse.ts';

export interface VirtualLinks {
  /** MAC address of the link to the internet or, where somebody else is the router, of the only one. */
  readonly wan: string;
  /** Undefined where somebody else is the router. */
  readonly lan?: string | undefined;
}

const ofTheNode = ['systemDisk', 'dataDisks', 'wipe', 'repair', 'reinstall'];

/** Comments and everything else stay as they are. `siteText` is one that was parsed without errors. */
export function guestSiteText(siteText: string, { wan, lan }: VirtualLinks): string {
  const document = parseDocument(siteText, yamlOptions);
  if (document.hasIn(['machine'])) for (const key of ofTheNode) document.deleteIn(['machine', key]);
  if (lan === undefined) {
    document.setIn(['network', 'wan'], document.createNode({ mac: wan }));
    document.deleteIn(['network', 'lan']);
  } else {
    document.setIn(['network', 'wan', 'mac'], wan);
    document.setIn(['network', 'lan', 'macs'], document.createNode([lan]));
    // What a port carries is the node's to see to: inside, the node itself is at the untagged end.
    document.setIn(['network', 'lan', 'untagged'], 'mgmt');
    document.deleteIn(['network', 'lan', 'ports']);
  }
  return document.toString({ lineWidth: 0 });
}
