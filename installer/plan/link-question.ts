/** What systemd-networkd is told when all ports are asked for a network, by path. Pure. */
const folder = '/run/systemd/network';

const question = [
  '[Link]',
  'RequiredForOnline=no',
  '[Network]',
  'DHCP=yes',
  'IPv6AcceptRA=yes',
  'LinkLocalAddressing=ipv6',
  '[DHCPv4]',
  'ClientIdentifier=mac',
  'UseDNS=no',
  'UseNTP=no',
  '',
].join('\n');

export interface LinkQuestion {
  readonly files: ReadonlyMap<string, string>;
  /** Name of a port to the name of the link that is listened to: the port itself, or a VLAN on it. */
  readonly listeners: ReadonlyMap<string, string>;
}

/** `vlan`: the id under which the internet comes, where it does not come without one. */
export function linkQuestion(ports: readonly string[], vlan: number | undefined): LinkQuestion {
  if (vlan === undefined) return { files: new Map([[`${folder}/05-pintxo-observe.network`, `[Match]\nType=ether\n${question}`]]), listeners: new Map(ports.map((port) => [port, port])) };
  const listeners = new Map(ports.map((port, index) => [port, `ask${index}`]));
  const files = [...listeners].flatMap(([port, name]): Array<[string, string]> => [
    [`${folder}/05-pintxo-observe-${name}.netdev`, `[NetDev]\nName=${name}\nKind=vlan\n[VLAN]\nId=${vlan}\n`],
    [`${folder}/05-pintxo-observe-on-${name}.network`, `[Match]\nName=${port}\n[Link]\nRequiredForOnline=no\n[Network]\nVLAN=${name}\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n`],
    [`${folder}/05-pintxo-observe-${name}.network`, `[Match]\nName=${name}\n${question}`],
  ]);
  return { files: new Map(files), listeners };
}
