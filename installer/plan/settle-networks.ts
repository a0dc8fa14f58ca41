/** Where the networks of the house are on a running machine. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Machine } from '../../templates/contract.ts';
import { topologyOf } from '../../templates/topology.ts';
import { clashes, describeMoves, describeUntagged, movesFor, type PlacedNetworks, withMoves, withUntagged } from './place-networks.ts';

export interface SettledNetworks {
  readonly site: Site;
  readonly notes: readonly string[];
  /** To be kept. */
  readonly placed: PlacedNetworks;
}

/** `isServing`: some machine has an address from here, so it is too late to move. */
export function networksOnMachine(asWritten: Site, machine: Machine, known: PlacedNetworks, isServing: boolean): SettledNetworks {
  const isRouter = topologyOf(machine).mode === 'router';
  const outside = isRouter ? machine.addresses.filter(({ role, cidr }) => role === 'wan0' && !cidr.includes(':')).map(({ cidr }) => cidr) : [];
  const placed = settledNow(asWritten, outside, known, isServing);
  const site = withUntagged(withMoves(asWritten, placed.moves), placed.untagged);
  const clash = clashes(site, outside);
  const told = clash.length === 0 ? [] : [clashNote(outside, clash)];
  return { site, placed, notes: [...describeMoves(asWritten, placed), ...(isRouter ? describeUntagged(asWritten, placed.untagged) : []), ...told] };
}

function settledNow(site: Site, outside: readonly string[], known: PlacedNetworks, isServing: boolean): PlacedNetworks {
  if (known.settled) return known;
  if (isServing) return { settled: true, outside: [], moves: {} };
  if (outside.length === 0) return known;
  return { settled: true, outside: [...outside], moves: site.network.wan.mode === 'static' ? {} : movesFor(site, outside) };
}

function clashNote(outside: readonly string[], clash: readonly string[]): string {
  return (
    `The network outside (${outside.join(', ')}) overlaps with the house's own: ${clash.join(', ')}. The house is served as before; ` +
    `what is at these addresses outside cannot be reached. Change the network of the router outside, or of the zone in site.yaml.`
  );
}
