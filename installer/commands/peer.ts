/** `pintxo peer`: who reaches the house by WireGuard. Keys are made here; the private one is shown once and kept nowhere. */
import { renderUnicodeCompact } from 'uqr';
import { networkPaths } from '../network/paths.ts';
import { clientConfiguration, freeAddress, networkdPeers, Overlay, Peers, refuseName, type Peer } from '../network/peers.ts';
import { run } from '../system/command.ts';
import { writeDurably } from '../system/durable.ts';
import { readText } from '../system/files.ts';
import { readJson } from '../system/json.ts';
import { readLinks } from './running-plan.ts';

export async function peerAdd(name: string, endpoint: string | undefined): Promise<number> {
  const overlay = await readOverlay();
  const peers = await readPeers(overlay);
  const problem = refuseName(name, peers);
  const address = freeAddress(overlay, peers);
  if (problem !== undefined || address === undefined) return refuse(problem ?? 'every address of the overlay is taken: remove somebody first');
  const host = endpoint ?? overlay.endpoint ?? (await ownAddress());
  if (host === undefined) return refuse('nobody could find this machine: say where it is, such as --endpoint casa.example.org');
  const { peer, keys } = await makePeer(overlay, name, address);
  await setPeer(overlay, peer);
  await writePeers(overlay, [...peers, peer]);
  const text = clientConfiguration(overlay, peer, keys, host);
  console.log(`${text}\n${renderUnicodeCompact(text)}\nThis is shown once: the machine does not keep the private key.`);
  if (overlay.endpoint === null) console.log('The port is not open to the internet yet: site.yaml says so with modules.remote.endpoint.');
  return 0;
}

export async function peerRemove(name: string): Promise<number> {
  const overlay = await readOverlay();
  const peers = await readPeers(overlay);
  const peer = peers.find((each) => each.name === name);
  if (peer === undefined) return refuse(`nobody is called ${name}; \`pintxo peer list\` shows who is there`);
  await writePeers(overlay, peers.filter((each) => each !== peer));
  await wg('taking the key away', ['set', overlay.interface, 'peer', peer.publicKey, 'remove']);
  return 0;
}

export async function peerList(): Promise<number> {
  const peers = await readPeers(await readOverlay());
  console.log(peers.map(({ name, address, publicKey }) => `${name.padEnd(20)} ${address.padEnd(15)} ${publicKey}`).join('\n') || 'nobody');
  return 0;
}

async function makePeer(overlay: Overlay, name: string, address: string): Promise<{ peer: Peer; keys: { privateKey: string; nodePublicKey: string } }> {
  const own = await readText(overlay.privateKey);
  if (own === undefined) throw new Error(`${overlay.privateKey} cannot be read: run this as root.`);
  const privateKey = await wg('making a key', ['genkey']);
  const publicKey = await wg('making a key', ['pubkey'], privateKey);
  const presharedKey = await wg('making a key', ['genpsk']);
  return { peer: { name, address, publicKey, presharedKey }, keys: { privateKey, nodePublicKey: await wg('reading the own key', ['pubkey'], own) } };
}

// networkd reads the file at the next start; the running tunnel is told at once.
async function setPeer({ interface: link }: Overlay, { publicKey, presharedKey, address }: Peer): Promise<void> {
  const args = ['set', link, 'peer', publicKey, 'preshared-key', '/dev/stdin', 'allowed-ips', `${address}/32`];
  // By way of cat: what Node hands to a program as its input is a socket, which nobody can open by name.
  await run({ title: 'letting the peer in', file: 'sh', args: ['-euc', 'cat | wg "$@"', 'sh', ...args], input: presharedKey });
}

function wg(title: string, args: readonly string[], input?: string): Promise<string> {
  return run({ title, file: 'wg', args, input });
}

async function writePeers(overlay: Overlay, peers: readonly Peer[]): Promise<void> {
  // The network's file first: after a power cut between the two, nobody who was removed is let in without being listed.
  await writeDurably(overlay.peersOfNetwork, networkdPeers(peers), 0o640);
  await run({ title: 'letting the network service read the peers', file: 'chgrp', args: ['systemd-network', overlay.peersOfNetwork] });
  await writeDurably(overlay.peers, JSON.stringify(peers, null, 2), 0o600);
}

async function readOverlay(): Promise<Overlay> {
  const overlay = await readJson(networkPaths.overlay, Overlay);
  if (overlay === undefined) throw new Error(`${networkPaths.overlay} is missing: the machine has not been brought up yet.`);
  return overlay;
}

/** A file that is there but broken must not be taken for an empty one, and be overwritten. */
async function readPeers({ peers: path }: Overlay): Promise<Peer[]> {
  const text = await readText(path);
  return text === undefined ? [] : Peers.parse(JSON.parse(text));
}

/** The address towards the internet, for those who have not said a name. */
async function ownAddress(): Promise<string | undefined> {
  const links = (await readLinks()).filter(({ ifname }) => /^(wan|lan)\d/.test(ifname)).sort((one, other) => (one.ifname > other.ifname ? -1 : 1));
  return links.flatMap(({ addr_info = [] }) => addr_info).find(({ scope }) => scope === 'global')?.local;
}

function refuse(text: string): number {
  console.error(text);
  return 1;
}
