/** The house's policy in the words that firewalls of other makers need: networks by name, and ways between them. Pure. */
import type { Opening, Policy } from '../../templates/policy.ts';
import { notPublic } from '../../templates/policy.ts';
import { internet } from '../../templates/topology.ts';

export interface HouseZone {
  readonly name: string;
  /** CIDR notation, of both families. */
  readonly subnets: readonly string[];
  /** Other zones that it may start connections to, the internet not among them. */
  readonly reaches: readonly string[];
  /** `public`: the internet, without what is private behind the uplink. */
  readonly outside: 'all' | 'public' | 'none';
  /** Whether administrators work from here. */
  readonly manages: boolean;
  /** Ways into this zone that are only for a port. */
  readonly openings: readonly Opening[];
}

export interface House {
  readonly zones: readonly HouseZone[];
  /** All networks of the house. */
  readonly inside: readonly string[];
  /** What zones that only have the internet do not reach. */
  readonly notPublic: readonly string[];
}

export function houseOf({ sides, passes, openings, administrators }: Policy): House {
  const zones = sides.filter(({ outside }) => !outside).map(({ name, subnets }): HouseZone => {
    const own = passes.filter(({ from }) => from === name);
    const toInternet = own.find(({ to }) => to === internet);
    return {
      name,
      subnets,
      reaches: own.map(({ to }) => to).filter((to) => to !== internet),
      outside: toInternet === undefined ? 'none' : toInternet.publicOnly ? 'public' : 'all',
      manages: administrators.includes(name),
      openings: openings.filter(({ to }) => to === name),
    };
  });
  return { zones, inside: zones.flatMap(({ subnets }) => subnets), notPublic: [...notPublic.ipv4, ...notPublic.ipv6] };
}
