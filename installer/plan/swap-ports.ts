/** What becomes of the roles when a person says that two cables are in each other's ports. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { RoleLink } from '../../templates/contract.ts';
import { idOfRole } from './link-id.ts';
import { swapRoles, type SwapQuestion } from './moved-cable.ts';

export type Swap = { readonly links: readonly RoleLink[]; readonly sentence: string } | { readonly problem: string };

/** Without a port: the one that was asked about, or else the only other one. */
export function swapOf({ network: { wan, lan } }: Site, known: readonly RoleLink[], question: SwapQuestion | undefined, port?: string): Swap {
  const outside = known.find(({ role }) => role === 'wan0');
  if (outside?.vlan !== undefined || wan.vlan !== undefined) return { problem: 'The way outside is a VLAN (network.wan.vlan in site.yaml), not a port of its own.' };
  if (wan.mac !== undefined || lan.macs.length > 0) return { problem: 'site.yaml says which ports these are (network.wan.mac, network.lan.macs): change it there, then: sudo pintxo apply' };
  if (outside === undefined) return choiceOf(known, port);
  const inside = known.filter(({ kind }) => kind === 'lan');
  const candidate = port === undefined ? askedAbout(inside, question) : inside.find(({ role }) => role === port);
  if (candidate === undefined) return whichPort(inside);
  const links = swapRoles(known, { outside: idOfRole(outside), candidate: idOfRole(candidate) }) ?? known;
  return { links, sentence: `${candidate.mac}, which was ${candidate.role}, leads outside from now on; ${outside.mac} belongs to the house.` };
}

function askedAbout(inside: readonly RoleLink[], question: SwapQuestion | undefined): RoleLink | undefined {
  const asked = inside.find((link) => idOfRole(link) === question?.candidate);
  return asked ?? (inside.length === 1 ? inside[0] : undefined);
}

// Where several routers answered at the first start.
function choiceOf(known: readonly RoleLink[], port: string | undefined): Swap {
  const chosen = known.find(({ role }) => role === port);
  if (known.length < 2) return { problem: 'No port of this machine leads outside yet, so there is nothing to swap.' };
  if (chosen === undefined) return whichPort(known);
  const inside = known.filter((link) => link !== chosen).map((link, number): RoleLink => ({ ...link, role: `lan${number}` }));
  return { links: [{ ...chosen, role: 'wan0', kind: 'wan' }, ...inside], sentence: `${chosen.mac}, which was ${chosen.role}, leads outside from now on; every other port belongs to the house.` };
}

function whichPort(ports: readonly RoleLink[]): Swap {
  return { problem: `Say which port leads outside now: ${ports.map(({ role, mac }) => `sudo pintxo net swap ${role} (${mac})`).join(', or ') || 'there is no other'}` };
}
