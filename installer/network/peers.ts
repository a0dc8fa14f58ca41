/** People who reach the house by WireGuard. Pure. */
import { z } from 'zod';
import { formatIpv4, parseCidr } from '../../builder/site/ipv4.ts';

export const Overlay = z.object({
  interface: z.string(),
  port: z.number(),
  /** CIDR; the peers' addresses come from it. */
  subnet: z.string(),
  gateway: z.string(),
  mtu: z.number(),
  endpoint: z.string().nullable(),
  /** What peers reach through the tunnel. */
  networks: z.array(z.string()),
  privateKey: z.string(),
  peers: z.string(),
  peersOfNetwork: z.string(),
});
export type Overlay = z.infer<typeof Overlay>;

export const Peer = z.object({ name: z.string(), publicKey: z.string(), presharedKey: z.string(), address: z.string() });
export type Peer = z.infer<typeof Peer>;
export const Peers = z.array(Peer);

/** What is wrong with a new peer's name; undefined if nothing is. */
export function refuseName(name: string, peers: readonly Peer[]): string | undefined {
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) return `"${name}" cannot be a name: use small letters, digits and hyphens, such as ana-phone`;
  return peers.some((peer) => peer.name === name) ? `${name} is there already; remove it first: pintxo peer remove ${name}` : undefined;
}

/** The lowest address that nobody has; undefined when all are taken. */
export function freeAddress({ subnet, gateway }: Overlay, peers: readonly Peer[]): string | undefined {
  const cidr = parseCidr(subnet);
  if (cidr === undefined) return undefined;
  const taken = new Set([gateway, ...peers.map(({ address }) => address)]);
  const candidates = Array.from({ length: cidr.last - cidr.network - 1 }, (_, index) => formatIpv4(cidr.network + 1 + index));
  return candidates.find((address) => !taken.has(address));
}

/** Drop-in of the overlay's `.netdev` file. */
export function networkdPeers(peers: readonly Peer[]): string {
  return peers
    .map(({ name, publicKey, presharedKey, address }) =>
      ['[WireGuardPeer]', `# ${name}`, `PublicKey=${publicKey}`, `PresharedKey=${presharedKey}`, `AllowedIPs=${address}/32`, ''].join('\n'),
    )
    .join('\n');
}

/** What the peer's own WireGuard wants; the only place where its private key is. */
export function clientConfiguration(overlay: Overlay, peer: Peer, keys: { readonly privateKey: string; readonly nodePublicKey: string }, endpoint: string): string {
  const host = endpoint.includes(':') ? `[${endpoint}]` : endpoint;
  return [
    '[Interface]',
    `PrivateKey = ${keys.privateKey}`,
    `Address = ${peer.address}/32`,
    `DNS = ${overlay.gateway}`,
    `MTU = ${overlay.mtu}`,
    '',
    '[Peer]',
    `PublicKey = ${keys.nodePublicKey}`,
    `PresharedKey = ${peer.presharedKey}`,
    `Endpoint = ${host}:${overlay.port}`,
    `AllowedIPs = ${overlay.networks.join(', ')}`,
    'PersistentKeepalive = 25',
    '',
  ].join('\n');
}
