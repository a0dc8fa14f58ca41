import test from 'ava';
import { houseOf } from '../../../builder/media/house.ts';
import { renderOpnsense } from '../../../builder/media/opnsense/render.ts';
import { guestFirewall, renderFirewall } from '../../../builder/media/proxmox/firewall/render.ts';
import { renderPlan } from '../../../builder/render/render.ts';
import { folders } from '../../../builder/system/paths.ts';
import { loadTemplates } from '../../../builder/system/templates.ts';
import { goldenTree } from './golden.ts';
import { housePlan } from './house-policy.ts';
import { all, isIn, nftablesJudge, one, opnsenseJudge, proxmoxJudge, readXml, text, type Packet } from './packet.ts';

const { plan, policy } = housePlan();
const zones = plan.zones.filter(({ enabled }) => enabled);
const devices = { wan: 'vtnet0', lan: 'vtnet1' };
const config = renderOpnsense({ site: plan.site, zones, policy, devices });
const firewall = renderFirewall(houseOf(policy), 'pve1');
const cluster = firewall.get('/etc/pve/firewall/cluster.fw') ?? '';

const inside = (subnet: string, last: number): string => subnet.replace(/\d+\/\d+$/, String(last));

/** Every zone to every zone and outside, and in from the internet; on an ordinary port and on those of the pinholes. */
function packets(): Packet[] {
  const senders = [...zones.map(({ name, subnet }) => ({ from: name, source: inside(subnet, 77) })), { from: 'internet', source: '203.0.113.9' }];
  const houses = zones.flatMap(({ name, subnet }) => [5, 6, 88].map((last) => ({ to: name, destination: inside(subnet, last) })));
  const outsides = ['198.51.100.7', '192.168.178.1', '100.64.0.1'].map((destination) => ({ to: 'outside', destination }));
  const ports = [8080, 5432, 443, 25, 1883].flatMap((port) => (['tcp', 'udp'] as const).map((protocol) => ({ protocol, port })));
  return senders.flatMap((sender) => [...houses, ...outsides].filter(({ to }) => to !== sender.from && !(sender.from === 'internet' && to === 'outside'))
    .flatMap((receiver) => ports.map((service) => ({ ...sender, ...receiver, ...service }))));
}

const shown = ({ from, to, destination, protocol, port }: Packet): string => `${from} -> ${to} ${destination} ${protocol} ${port}`;

async function nftables(): Promise<ReturnType<typeof nftablesJudge>> {
  const file = renderPlan(plan, await loadTemplates(folders.templates)).get('/etc/nftables.conf');
  const conf = file !== undefined && 'content' in file ? file.content : '';
  return nftablesJudge(conf, new Map(policy.sides.map((side) => [side.name, side.interface])));
}

function opnsense(document = config): ReturnType<typeof opnsenseJudge> {
  const xml = readXml(document);
  const names = new Map([...one(xml, 'interfaces').children].map((entry) => [text(entry, 'descr'), entry.name] as const));
  return opnsenseJudge(xml, new Map([...names, ['internet', 'wan']]));
}

test('one policy, three dialects: nftables, Proxmox and OPNsense say the same of every cell', async (t) => {
  const own = await nftables();
  const proxmox = proxmoxJudge(cluster, guestFirewall);
  const other = opnsense();
  const differing = packets().filter((packet) => own(packet) !== proxmox(packet) || own(packet) !== other(packet));
  t.deepEqual(differing.map((packet) => `${shown(packet)}: nftables ${own(packet)}, Proxmox ${proxmox(packet)}, OPNsense ${other(packet)}`), []);
  const allowed = packets().filter(own).length;
  t.true(packets().length > 2500 && allowed > 300 && allowed < packets().length / 2, `${allowed} of ${packets().length}`);
});

test('the matrix notices a rule that is missing, turned round, or too wide', async (t) => {
  const own = await nftables();
  const differs = (judge: (packet: Packet) => boolean): boolean => packets().some((packet) => own(packet) !== judge(packet));
  t.true(differs(proxmoxJudge(cluster.replace(/^IN ACCEPT -source \+dc\/zone-home.*\n/m, ''), guestFirewall)));
  t.true(differs(proxmoxJudge(cluster.replaceAll('OUT DROP -dest +dc/private', 'OUT ACCEPT -dest +dc/private'), guestFirewall)));
  t.true(differs(opnsense(config.replaceAll('<action>block</action>', '<action>pass</action>'))));
  t.true(differs(opnsense(config.replace('<destination_port>5432</destination_port>', '<destination_port/>'))));
});

test('what the platform promises holds in each dialect', async (t) => {
  const judges = [await nftables(), proxmoxJudge(cluster, guestFirewall), opnsense()];
  for (const judge of judges) {
    const from = (name: string): Packet[] => packets().filter((packet) => packet.from === name && judge(packet));
    t.true(from('guest').every(({ to, destination }) => to === 'outside' && destination === '198.51.100.7'));
    t.deepEqual(from('iotCams'), []);
    t.deepEqual([...new Set(from('internet').map(shown))], ['internet -> dmz 10.6.0.5 tcp 443', 'internet -> dmz 10.6.0.6 tcp 25']);
    t.true(packets().filter((packet) => ['iotCams', 'iotUntrust'].includes(packet.to) && judge(packet)).every((packet) => packet.from === 'mgmt'));
  }
});

test('the files are those of the golden tree', (t) => {
  const files = new Map([...firewall].map(([path, content]) => [path.slice(1), content] as const));
  files.set('etc/pve/firewall/101.fw', guestFirewall('srv'));
  t.deepEqual(new Map([...files].sort()), goldenTree('proxmox/firewall', files));
  const xml = new Map([['conf/config.xml', config]]);
  t.deepEqual(xml, goldenTree('opnsense', xml));
});

test('the management set is there, and holds the management zone and the one of untagged frames, and no other', (t) => {
  const set = /\[IPSET management\][^[]*/.exec(cluster)?.[0] ?? '';
  t.true(set.split('\n').some((line) => /^\d/.test(line) && isIn('10.0.0.10', line)));
  t.true(set.split('\n').some((line) => /^\d/.test(line) && isIn('10.3.10.77', line)));
  for (const other of ['10.2.0.5', '10.5.10.77', '10.6.0.5', '10.3.20.7']) t.false(set.split('\n').some((line) => /^\d/.test(line) && isIn(other, line)), other);
});

test('every line keeps the rules of the Proxmox firewall', (t) => {
  for (const content of [...firewall.values(), guestFirewall('iotUntrust')]) {
    for (const line of content.split('\n').map((entry) => entry.replace(/ ?#.*/, '')).filter((entry) => entry !== '')) {
      t.regex(line, /^(\[(OPTIONS|RULES|IPSET [a-z][a-z0-9_-]{1,63}|group [a-z][a-z0-9_-]{1,17})\]|[a-z_]+: \S+|GROUP [a-z][a-z0-9_-]{1,17}|[0-9a-f.:]+\/\d+|(IN|OUT) (ACCEPT|DROP)( -(source|dest) \S+)?( -(source|dest) \S+)?( -p (tcp|udp|icmp))?( -(dport|icmp-type) \S+)?)$/);
    }
  }
  t.notRegex(cluster, /FORWARD/);
});

test('config.xml is well-formed, and reads back as the zones it was made of', (t) => {
  const xml = readXml(config);
  const vlans = new Map(all(one(xml, 'vlans'), 'vlan').map((vlan) => [text(vlan, 'vlanif'), Number(text(vlan, 'tag'))] as const));
  const ranges = new Map(all(xml, 'dhcp_ranges').map((range) => [text(range, 'interface'), { from: text(range, 'start_addr'), to: text(range, 'end_addr') }] as const));
  const read = one(xml, 'interfaces').children.filter(({ name }) => name !== 'wan').map((entry) => ({
    name: text(entry, 'descr'),
    vlan: vlans.get(text(entry, 'if')) ?? 0,
    gateway: text(entry, 'ipaddr'),
    subnet: `${text(entry, 'ipaddr').replace(/\.1$/, '.0')}/${text(entry, 'subnet')}`,
    dhcp: ranges.get(entry.name),
  }));
  t.deepEqual(read, zones.map(({ name, vlan, gateway, subnet, dhcp }) => ({ name, vlan, gateway, subnet, dhcp })));
});

test('the values of config.xml are ones that its fields take', (t) => {
  const xml = readXml(config);
  const rules = all(one(xml, 'Filter'), 'rule');
  const aliases = new Set(all(xml, 'alias').map((alias) => text(alias, 'name')));
  const interfaces = new Set(one(xml, 'interfaces').children.map(({ name }) => name));
  for (const rule of rules) {
    t.regex(text(rule, 'action'), /^(pass|block|reject)$/);
    t.is(text(rule, 'direction'), 'in');
    t.regex(text(rule, 'protocol'), /^(any|TCP|UDP|TCP\/UDP|ICMP)$/);
    t.true(interfaces.has(text(rule, 'interface')));
    for (const end of ['source_net', 'destination_net']) t.true(['any'].includes(text(rule, end)) || aliases.has(text(rule, end)) || isIn(text(rule, end), text(rule, end)), text(rule, end));
    t.true(text(rule, 'destination_port') === '' || /^(TCP|UDP|TCP\/UDP)$/.test(text(rule, 'protocol')));
  }
  const sequences = rules.map((rule) => Number(text(rule, 'sequence')));
  t.deepEqual(sequences, sequences.map((_, index) => index + 1));
  for (const alias of aliases) t.regex(alias, /^[A-Za-z_][A-Za-z0-9_]{0,31}$/);
  for (const vlan of all(one(xml, 'vlans'), 'vlan')) t.true(/^vlan0\d{1,4}$/.test(text(vlan, 'vlanif')) && Number(text(vlan, 'tag')) < 4095);
  const uuids = [...config.matchAll(/uuid="([^"]*)"/g)].map(([, uuid = '']) => uuid);
  t.is(new Set(uuids).size, uuids.length);
  for (const uuid of uuids) t.regex(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  t.notRegex(config, /trigger_initial_wizard|<blockpriv>/);
});
