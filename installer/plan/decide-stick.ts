/** Everything that a started stick decides before it does anything. Pure. */
import { planSite, type Plan } from '../../builder/plan/plan.ts';
import { secretTable } from '../../builder/site/given-secrets.ts';
import { parseSite } from '../../builder/site/parse.ts';
import type { Problem } from '../../builder/report/problems.ts';
import type { Secrets } from '../../builder/site/secrets-file.ts';
import type { Site } from '../../builder/site/site.ts';
import type { Machine, RegisteredModule, Release, Secret } from '../../templates/contract.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { placeNetworks } from './address-clash.ts';
import { decideInstall, rememberedWith } from './decide-install.ts';
import { linkOf } from './link-id.ts';
import { decideRoles, leasesHeard } from './links.ts';
import type { InstallDecision, StickContent } from './install-plan.ts';
import { installationsAfter } from './stick-memory.ts';
import { decideSecrets } from './stick-secrets.ts';
import { describeMoves, type PlacedNetworks, withMoves } from './place-networks.ts';

export type StickDecision =
  | { readonly kind: 'site-missing' }
  | { readonly kind: 'site-broken'; readonly problems: readonly Problem[] }
  /** Modules that contradict each other under this site. */
  | { readonly kind: 'plan-broken'; readonly messages: readonly string[] }
  | {
      readonly kind: 'decided';
      readonly site: Site;
      readonly warnings: readonly Problem[];
      /** What the machine must make for itself. */
      readonly secrets: readonly Secret[];
      /** What people gave in secrets.yaml, where it is taken over, and what they are told of it. */
      readonly given?: { readonly secrets: Secrets; readonly words: readonly string[] } | undefined;
      /** Where the networks of the house are on a machine that is installed now. */
      readonly networks: PlacedNetworks;
      /** The machine at its first start; absent where only that start can tell which link leads outside. */
      readonly firstStart?: Plan | undefined;
      readonly decision: InstallDecision;
    };

export interface StickSite {
  readonly bytes: Uint8Array;
  /** Hexadecimal SHA-256 of the bytes. */
  readonly digest: string;
  /** What lay beside it as site.yaml.sig. */
  readonly signature?: Uint8Array | undefined;
  /** What lay beside it as secrets.yaml. */
  readonly secrets?: Uint8Array | undefined;
}

/** `past`: what the stick remembers, and whether one more installation was allowed. */
export function decideStick(stickSite: StickSite | undefined, inventory: Inventory, modules: readonly RegisteredModule[], release: Release, past: Pick<StickContent, 'memory' | 'again'> = {}): StickDecision {
  if (stickSite === undefined) return { kind: 'site-missing' };
  const parsed = parseSite(stickSite.bytes, 'site.yaml', modules);
  if (!('site' in parsed)) return { kind: 'site-broken', problems: parsed.problems };
  const { site, warnings } = parsed;
  const networks = placeNetworks(site, inventory);
  // Addresses and roles say nothing about which secrets there are.
  const expected = expectedMachine(site, inventory, networks);
  const planned = planSite(withMoves(site, networks.moves), expected ?? { links: [], addresses: [] }, modules, release);
  if (!planned.ok) return { kind: 'plan-broken', messages: planned.problems.map(({ message }) => message) };
  const decision = decideInstall(site, inventory, { version: release.version, siteDigest: stickSite.digest, ...past });
  const needed = planned.plan.facts.neededSecrets;
  const othersFollow = installationsAfter(rememberedWith({ version: release.version, siteDigest: stickSite.digest, ...past }), site.machine.installations) > 0;
  const given = decideSecrets(decision, { bytes: stickSite.secrets, table: secretTable(modules), needed, othersFollow });
  if (given.problems.length > 0) return { kind: 'site-broken', problems: given.problems };
  return { kind: 'decided', site, warnings, secrets: planned.plan.facts.secrets, given: { secrets: given.secrets, words: given.words }, networks, ...(expected && { firstStart: planned.plan }), decision: given.decision };
}

// A router hands out the same lease again when the machine asks it once more. Without links there is nothing to prepare.
function expectedMachine(site: Site, { links }: Inventory, networks: PlacedNetworks): Machine | undefined {
  const { links: roles, undecided } = decideRoles(site, links, leasesHeard(site, links), []);
  if (undecided || roles.length === 0) return undefined;
  const addresses = roles.filter(({ vlan }) => vlan === undefined).flatMap((role) => (linkOf(role, links)?.leases ?? []).map((cidr) => ({ role: role.role, cidr })));
  const notes = describeMoves(site, networks);
  return { links: roles, addresses, ...(notes.length === 0 ? {} : { notes }) };
}
