/** Where the networks of the house are on a running machine. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Machine } from '../../templates/contract.ts';
import { topologyOf } from '../../templates/topology.ts';
import { clashes, describeMoves, movesFor, type PlacedNetworks, withMoves } from './place-networks.ts';

export interface SettledNetworks {
  readonly site: Site;
  readonly notes: readonly string[];
  /** To be kept; undefined on machines of versions that did not keep it, whose networks never move. */
  readonly placed: PlacedNetworks | undefined;
}

/** `isServing`: some machine has an address from here, so it is too late to move. */
export function networksOnMachine(asWritten: Site, machine: Machine, known: PlacedNetworks | undefined, isServing: boolean): SettledNetworks {
  const outside = topologyOf(machine).mode === 'router' ? machine.addresses.filter(({ role, cidr }) => role === 'wan0' && !cidr.includes(':')).map(({ cidr }) => cidr) : [];
  const placed = settledNow(asWritten, outside, known, isServing);
  const site = withMoves(asWritten, placed?.moves ?? {});
  const clash = clashes(site, outside);
  const told = clash.length === 0 ? [] : [clashNote(outside, clash)];
  return { site, placed, notes: [...(placed === undefined ? [] : describeMoves(asWritten, placed)), ...told] };
}

function settledNow(site: Site, outside: readonly string[], known: PlacedNetworks | undefined, isServing: boolean): PlacedNetworks | undefined {
  if (known === undefined || known.settled) return known;
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
