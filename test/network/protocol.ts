/** What the test outside, the director in the namespaces and the agents say to each other. */
import { z } from 'zod';

export const Probe = z.object({
  id: z.number(),
  /** Namespace that sends. */
  from: z.string(),
  kind: z.enum(['tcp', 'udp', 'icmp']),
  host: z.string(),
  port: z.number(),
  /** Address that it claims to have. */
  source: z.string().optional(),
  sourcePort: z.number().optional(),
});
export type Probe = z.infer<typeof Probe>;

export const Answer = z.object({
  arrived: z.boolean(),
  /** Address under which the other end saw the sender. */
  seenAs: z.string().optional(),
  /** Name of the namespace that answered. */
  answeredBy: z.string().optional(),
});
export type Answer = z.infer<typeof Answer>;

export const Outcome = Answer.extend({ id: z.number() });
export type Outcome = z.infer<typeof Outcome>;

/** A namespace with one cable to the node. */
export const Place = z.object({
  name: z.string(),
  /** Interface of the node at the other end. */
  interface: z.string(),
  /** In CIDR notation, as `addresses`. */
  nodeAddresses: z.array(z.string()),
  addresses: z.array(z.string()),
  gateways: z.array(z.string()),
});
export type Place = z.infer<typeof Place>;

export const World = z.object({
  /** A Debian 13 tree with nftables and ping. */
  tools: z.string(),
  ruleset: z.string(),
  places: z.array(Place),
  /** Routes of the node, as `ip route add` takes them. */
  routes: z.array(z.string()),
  /** Ports on which every agent, the node's too, answers. */
  tcp: z.array(z.number()),
  udp: z.array(z.number()),
  probes: z.array(Probe),
});
export type World = z.infer<typeof World>;

/** What is sent where the cables lie already, and the rules are another machine's. */
export const Errand = World.pick({ tools: true, tcp: true, udp: true, probes: true }).extend({ places: z.array(z.string()) });
export type Errand = z.infer<typeof Errand>;

export const Report = z.object({
  outcomes: z.array(Outcome),
  /** Packets by named counter of the ruleset. */
  counters: z.record(z.string(), z.number()),
});
export type Report = z.infer<typeof Report>;

/** How long a packet may take, in milliseconds; then it counts as lost. */
export const patienceMs = 1200;
