/** Everything that goes onto a Proxmox VE medium, out of a site. Pure. */
import type { Inventory } from '../../../installer/inventory/inventory.ts';
import type { Finding } from '../../site/finding.ts';
import type { Site } from '../../site/site.ts';
import { chooseDisks } from './disk-choice.ts';
import { hookScript, mostHookBytes, relayScript } from './first-boot/script.ts';
import { firstBootSteps } from './first-boot/steps.ts';
import { modeFile, type AnswerPlace } from './mode-file.ts';
import { nodeOf } from './node.ts';
import { renderAnswer } from './render-answer.ts';

export interface ProxmoxRequest {
  readonly site: Site;
  /** site.yaml as it was written. */
  readonly siteText: string;
  /** The machine, where it is known. */
  readonly inventory?: Inventory | undefined;
  /** Number of the node in the site, from 1. */
  readonly node: number;
  readonly place: AnswerPlace;
  readonly firewall: ReadonlyMap<string, string>;
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
export function renderProxmox({ site, siteText, inventory, node: number, place, firewall }: ProxmoxRequest): ProxmoxRendering {
  const disks = chooseDisks(site, inventory);
  if ('message' in disks) return { findings: [disks] };
  const node = nodeOf(site, number);
  const answer = renderAnswer({ site, node, disks, hook: true });
  if ('findings' in answer) return answer;
  const hook = hookScript(firstBootSteps({ site, node, siteText, firewall }));
  if (Buffer.byteLength(hook) > mostHookBytes) return { findings: [tooLarge] };
  const own: ReadonlyArray<readonly [string, string]> = [[answerFile, answer.text], [hookFile, hook]];
  const mode = [modeFileName, modeFile(place)] as const;
  if (place === 'iso') return { installer: new Map([mode, ...own]), second: new Map() };
  return { installer: new Map([mode, [hookFile, relayScript]]), second: new Map(own) };
}

const tooLarge: Finding = {
  path: [],
  message: 'site.yaml is too large for a Proxmox VE medium, which takes a program of 1 MiB that carries it',
  remedy: 'move what is not needed for the first start out of it',
};
