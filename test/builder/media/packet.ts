/** A new connection, and what the three dialects of the policy say of it. */
import { parseCidr, parseIpv4 } from '../../../builder/site/ipv4.ts';

export interface Packet {
  /** Zone of the sender, or `internet`. */
  readonly from: string;
  /** Zone of the receiver, or `outside`. */
  readonly to: string;
  readonly source: string;
  readonly destination: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

export type Judge = (packet: Packet) => boolean;

export function isIn(address: string, network: string): boolean {
  const cidr = parseCidr(network.includes('/') ? network : `${network}/32`);
  const host = parseIpv4(address);
  return cidr !== undefined && host !== undefined && host >= cidr.network && host <= cidr.last;
}

/** The rendered nftables.conf: the maps that decide about what is passed on. */
export function nftablesJudge(conf: string, interfaces: ReadonlyMap<string, string>): Judge {
  const map = (name: string): string[] => /elements = \{([^}]*)\}/.exec(conf.split(`map ${name} {`)[1] ?? '')?.[1]?.split('\n').map((line) => line.trim()) ?? [];
  const verdict = (name: string, key: string): string | undefined => map(name).find((line) => line.startsWith(`${key} comment`))?.split(': ').at(-1)?.replace(',', '');
  return ({ from, to, destination, protocol, port }) => {
    const [one, other] = [from, to].map((name) => interfaces.get(name === 'outside' ? 'internet' : name) ?? '');
    const pair = verdict('pairs', `"${one}" . "${other}"`);
    if (pair !== undefined) return pair !== 'goto to_public' || !isPrivate(destination);
    if (from === 'internet') return map('forwards').some((line) => line.startsWith(`${protocol} . `) && line.includes(`: ${destination} . ${port},`));
    return [verdict('pinholes', `"${one}" . "${other}" . ${protocol} . ${port}`), verdict('pinholes4', `"${one}" . ${destination} . ${protocol} . ${port}`)].includes('accept');
  };
}

function isPrivate(address: string): boolean {
  return ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10'].some((network) => isIn(address, network));
}

/** cluster.fw with guests in every zone: what the sender's firewall lets out and the receiver's lets in. */
export function proxmoxJudge(cluster: string, guest: (zone: string) => string): Judge {
  const sections = new Map(cluster.split(/^\[/m).slice(1).map((part) => {
    const [header = '', ...lines] = part.split('\n');
    return [header.replace(/\].*/, ''), lines.map((line) => line.replace(/ ?#.*/, '').trim()).filter((line) => line !== '')] as const;
  }));
  const inSet = (address: string, name: string): boolean => (sections.get(`IPSET ${name}`) ?? []).some((network) => isIn(address, network));
  const holds = (address: string, value: string | undefined): boolean => value === undefined || (value.startsWith('+dc/') ? inSet(address, value.slice(4)) : isIn(address, value));
  const decides = (zone: string, direction: 'IN' | 'OUT', packet: Packet): boolean => {
    const group = /^GROUP (\S+)$/m.exec(guest(zone))?.[1];
    const rules = sections.get(`group ${group}`) ?? [];
    const option = (rule: string, name: string): string | undefined => new RegExp(` -${name} (\\S+)`).exec(rule)?.[1];
    const hit = rules.find((rule) =>
      rule.startsWith(`${direction} `) && holds(packet.source, option(rule, 'source')) && holds(packet.destination, option(rule, 'dest')) &&
      (option(rule, 'p') ?? packet.protocol) === packet.protocol && (option(rule, 'dport') ?? String(packet.port)) === String(packet.port));
    return hit?.split(' ')[1] === 'ACCEPT';
  };
  return (packet) =>
    (packet.from === 'internet' || decides(packet.from, 'OUT', packet)) && (packet.to === 'outside' || decides(packet.to, 'IN', packet));
}

/** OPNsense: the rules of the interface by which the packet comes in, in their order. */
export function opnsenseJudge(config: Xml, interfaces: ReadonlyMap<string, string>): Judge {
  const aliases = new Map(all(config, 'alias').map((alias) => [text(alias, 'name'), text(alias, 'content').split('\n')] as const));
  const rules = all(one(config, 'Filter'), 'rule').sort((first, second) => Number(text(first, 'sequence')) - Number(text(second, 'sequence')));
  const holds = (address: string, value: string): boolean => value === 'any' || (aliases.get(value) ?? [value]).some((network) => isIn(address, network));
  return (packet) => {
    const name = interfaces.get(packet.from);
    const hit = rules.find((rule) =>
      text(rule, 'interface') === name && holds(packet.source, text(rule, 'source_net')) && holds(packet.destination, text(rule, 'destination_net')) &&
      (text(rule, 'protocol') === 'any' || text(rule, 'protocol').toLowerCase().split('/').includes(packet.protocol)) && ['', String(packet.port)].includes(text(rule, 'destination_port')));
    return hit !== undefined && text(hit, 'action') === 'pass';
  };
}

export interface Xml {
  readonly name: string;
  readonly attributes: string;
  readonly children: Xml[];
  text: string;
}

const token = /<(\/?)([A-Za-z_][\w.-]*)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/g;

/** Reads a document strictly enough to notice what is not closed, or closed by another name. */
export function readXml(document: string): Xml {
  const root: Xml = { name: '', attributes: '', children: [], text: '' };
  const open = [root];
  for (const match of document.replace(/^<\?xml version="1\.0"\?>\n/, '').matchAll(token)) readToken(match, open);
  const [only] = root.children;
  if (open.length !== 1 || root.children.length !== 1 || only === undefined || root.text.trim() !== '') throw new Error('not one whole element');
  return only;
}

function readToken([, closing = '', name = '', attributes = '', empty = '', words = '']: RegExpMatchArray, open: Xml[]): void {
  const top = open.at(-1);
  if (top === undefined) throw new Error('more is closed than was opened');
  if (name === '') top.text += words.replace(/&(lt|gt|quot|amp);/g, (_, entity: string) => entities[entity] ?? '');
  else if (closing === '') addElement(top, { name, attributes, children: [], text: '' }, empty === '/', open);
  else if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

function addElement(top: Xml, element: Xml, isEmpty: boolean, open: Xml[]): void {
  top.children.push(element);
  if (!isEmpty) open.push(element);
}

export function all(element: Xml, name: string): Xml[] {
  return element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}

export function one(element: Xml, name: string): Xml {
  const found = element.children.find((child) => child.name === name) ?? all(element, name)[0];
  if (found === undefined) throw new Error(`no <${name}>`);
  return found;
}

export function text(element: Xml, name: string): string {
  return element.children.find((child) => child.name === name)?.text ?? '';
}
