/** The policy as keys and verdicts of nftables' maps: one look-up decides, however many zones there are. Pure. */
import { isIPv6 } from 'node:net';
import type { Opening, Policy, Side } from '../policy.ts';

/** One element of a map; the key is in nftables' own notation. */
export interface Element {
  readonly key: string;
  readonly value: string;
  readonly comment: string;
}

export interface Maps {
  /** Interface and interface to verdict. */
  readonly pairs: readonly Element[];
  /** Interface, protocol and port of the node to verdict. */
  readonly services: readonly Element[];
  /** Ports that are open to addresses of the internet, on a lone link. */
  readonly toAnyone: readonly Element[];
  /** Interface and interface, protocol and port: every machine of a zone. */
  readonly openings: readonly Element[];
  /** Interface, address of one machine, protocol and port. */
  readonly openings4: readonly Element[];
  readonly openings6: readonly Element[];
  /** As `openings4`, for machines that are reached by a port of the node's public address. */
  readonly published: readonly Element[];
  /** Protocol and public port to address and port. */
  readonly forwards: readonly Element[];
}

export function mapsOf(policy: Policy): Maps {
  const direct = policy.openings.filter(({ publicPort }) => publicPort === null);
  return {
    pairs: unique(pairsOf(policy)),
    services: unique(servicesOf(policy, false)),
    toAnyone: unique(servicesOf(policy, true)),
    openings: unique(direct.filter(({ address }) => address === null).flatMap((opening) => wholeZone(opening, policy))),
    openings4: unique(direct.filter(({ address }) => address !== null && !isIPv6(address)).flatMap((opening) => oneMachine(opening, policy))),
    openings6: unique(direct.filter(({ address }) => address !== null && isIPv6(address)).flatMap((opening) => oneMachine(opening, policy))),
    published: unique(policy.openings.filter(({ publicPort }) => publicPort !== null).flatMap((opening) => oneMachine(opening, policy))),
    forwards: unique(policy.openings.flatMap(forwardsOf)),
  };
}

function pairsOf({ passes, sides }: Policy): Element[] {
  return passes.flatMap(({ from, to, publicOnly }) =>
    sidesNamed(from, sides).flatMap((one) =>
      sidesNamed(to, sides).map((other) => ({
        key: key(quoted(one), quoted(other)),
        value: !other.outside ? 'accept' : publicOnly ? 'goto to_public' : 'goto to_internet',
        comment: `${from} to ${to}`,
      })),
    ),
  );
}

function servicesOf({ services, sides }: Policy, toAnyone: boolean): Element[] {
  return services
    .filter((service) => service.toAnyone === toAnyone)
    .flatMap(({ side, protocol, port, title }) =>
      sidesNamed(side, sides).map((one) => ({ key: key(quoted(one), protocol, port), value: 'accept', comment: title })),
    );
}

function wholeZone({ from, to, protocol, port, title }: Opening, { sides }: Policy): Element[] {
  return sidesNamed(from, sides).flatMap((one) =>
    sidesNamed(to, sides).map((other) => ({ key: key(quoted(one), quoted(other), protocol, port), value: 'accept', comment: title })),
  );
}

function oneMachine({ from, address, protocol, port, title }: Opening, { sides }: Policy): Element[] {
  return sidesNamed(from, sides).map((one) => ({ key: key(quoted(one), address ?? '', protocol, port), value: 'accept', comment: title }));
}

function forwardsOf({ address, protocol, port, publicPort, title }: Opening): Element[] {
  return publicPort === null ? [] : [{ key: key(protocol, publicPort), value: key(address ?? '', port), comment: title }];
}

function sidesNamed(name: string, sides: readonly Side[]): Side[] {
  return sides.filter((side) => side.name === name);
}

function quoted(side: Side): string {
  return `"${side.interface}"`;
}

function key(...parts: ReadonlyArray<string | number>): string {
  return parts.join(' . ');
}

/** The first of several with one key; nftables takes no second. */
function unique(elements: readonly Element[]): Element[] {
  return elements.filter((element, index) => elements.findIndex((other) => other.key === element.key) === index);
}
