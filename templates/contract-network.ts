/** The part of the contract that is about the network. */

/** A network link of the machine under its role name, pinned by its permanent MAC address. */
export interface RoleLink {
  readonly role: string;
  readonly kind: 'wan' | 'lan';
  /** Lower case, colon separated. */
  readonly mac: string;
  /** Place of the card (udev's ID_PATH) where its MAC address does not tell it apart: then it is found by that. */
  readonly path?: string | undefined;
  /** For a link that is a VLAN on a cable. */
  readonly vlan?: LinkVlan | undefined;
  /** For a link that is there while a provider is dialled (PPPoE) over the link of another role. */
  readonly dialled?: { readonly over: string } | undefined;
  /** For a link that carries IPv4 alone, within the IPv6 of another role's link (DS-Lite). */
  readonly tunnelled?: { readonly over: string } | undefined;
}

export interface LinkVlan {
  /** 2 to 4094. */
  readonly id: number;
  /** Role of the link below, which the house has too, or else the name of a cable that carries nothing but this. */
  readonly over: string;
}

/** An address that the machine has, in CIDR notation (`192.168.1.20/24`). */
export interface MachineAddress {
  readonly role: string;
  readonly cidr: string;
}

/** What planning must know about the machine: roles are decided, addresses are what was observed so far. */
export interface Machine {
  readonly links: readonly RoleLink[];
  readonly addresses: readonly MachineAddress[];
  /** What people must know of links and networks, in words. */
  readonly notes?: readonly string[] | undefined;
  /** Whether a person must say if the cables of two links were swapped. */
  readonly asksAboutCables?: true | undefined;
}

export type Protocol = 'tcp' | 'udp';

/** A port on which the node itself answers, and the zones that may reach it (`wan` only if the site says so). */
export interface Port {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
  readonly zones: readonly string[];
}

/**
 * A way for new connections into a zone, which its `mayReach` does not give: from zones, or from the `internet`.
 * From the internet over IPv4 it is a port of the node's public address that is passed on.
 */
export interface Pinhole {
  readonly name: string;
  readonly from: readonly string[];
  readonly to: {
    readonly zone: string;
    /** Of the one machine that is reached, IPv4 or IPv6; without it every machine of the zone. */
    readonly address?: string | undefined;
  };
  readonly protocol: Protocol;
  readonly port: number;
  /** Port on the node's public address; the same as `port` if left out. */
  readonly publicPort?: number | undefined;
}

/** A DNS name for the node itself, fully qualified, without the final dot. */
export interface DnsName {
  readonly name: string;
  readonly zones: readonly string[];
}

/** A machine that got its address from the node. */
export interface Lease {
  readonly name: string | null;
  readonly address: string;
  readonly mac: string;
  /** ISO 8601 time. */
  readonly until: string;
}

/** The network as people and programs are told about it. */
export interface NetworkStatus {
  readonly mode: 'router' | 'host';
  readonly links: ReadonlyArray<{ readonly name: string; readonly kind: 'wan' | 'lan'; readonly state: string; readonly addresses: readonly string[] }>;
  readonly zones: ReadonlyArray<{ readonly name: string; readonly interface: string; readonly vlan: number; readonly untagged?: boolean | undefined; readonly subnet: string; readonly state: string; readonly leases: number }>;
  readonly leases: readonly Lease[];
  readonly published: ReadonlyArray<{ readonly host: string; readonly zones: readonly string[] }>;
  /** Packets by the rule that refused them, since the rules were last loaded. */
  readonly refused: Readonly<Record<string, number>>;
  /** What people must know of links and networks, in words. */
  readonly notes: readonly string[];
}
