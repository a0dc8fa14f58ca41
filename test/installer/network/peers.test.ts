import test from 'ava';
import { clientConfiguration, freeAddress, networkdPeers, refuseName, type Overlay, type Peer } from '../../../installer/network/peers.ts';

const overlay: Overlay = {
  interface: 'admin0',
  port: 51_821,
  subnet: '10.255.1.0/24',
  gateway: '10.255.1.1',
  mtu: 1420,
  endpoint: null,
  networks: ['10.255.1.0/24', '10.0.0.0/24'],
  privateKey: '/k',
  peers: '/p',
  peersOfNetwork: '/n',
};
const ana: Peer = { name: 'ana', publicKey: 'PUB', presharedKey: 'PSK', address: '10.255.1.2' };

test('a new peer gets the lowest address that nobody has', (t) => {
  t.is(freeAddress(overlay, []), '10.255.1.2');
  t.is(freeAddress(overlay, [ana, { ...ana, address: '10.255.1.4' }]), '10.255.1.3');
});

test('when every address is taken there is none', (t) => {
  const all = Array.from({ length: 253 }, (_, index) => ({ ...ana, address: `10.255.1.${index + 2}` }));
  t.is(freeAddress(overlay, all), undefined);
});

test('names are plain and used once, so that no name can say anything to networkd', (t) => {
  t.is(refuseName('ana-phone', [ana]), undefined);
  t.regex(refuseName('ana', [ana]) ?? '', /there already/);
  for (const name of ['', '-a', 'Ana', 'a b', 'a\nAllowedIPs=0.0.0.0/0', 'a'.repeat(40)]) t.regex(refuseName(name, []) ?? '', /cannot be a name/);
});

test('the node lets each peer use its own address only, and keeps no private key', (t) => {
  t.is(networkdPeers([ana]), '[WireGuardPeer]\n# ana\nPublicKey=PUB\nPresharedKey=PSK\nAllowedIPs=10.255.1.2/32\n');
});

test("a peer's configuration has all it needs, with an IPv6 endpoint in brackets", (t) => {
  const text = clientConfiguration(overlay, ana, { privateKey: 'PRIV', nodePublicKey: 'NODE' }, '2001:db8::1');
  for (const line of ['PrivateKey = PRIV', 'Address = 10.255.1.2/32', 'DNS = 10.255.1.1', 'PublicKey = NODE', 'Endpoint = [2001:db8::1]:51821', 'AllowedIPs = 10.255.1.0/24, 10.0.0.0/24']) t.true(text.split('\n').includes(line), line);
});
