import test from 'ava';
import { withSeenAddresses } from '../../../installer/network/delegated.ts';
import { verdict, type Packet } from '../../../installer/network/verdict.ts';
import { policyOf, type Policy } from '../../../templates/policy.ts';
import { goldenFolder, renderCase, templates } from '../../builder/render/cases.ts';

const policyFor = async (folder: string): Promise<Policy> => {
  const { plan } = await renderCase(folder);
  return policyOf(plan, plan.facts);
};
const router = await policyFor(`${goldenFolder}/router-minimal`);
const published = await policyFor(`${templates}/firewall/example`);
const guest = await policyFor(`${goldenFolder}/one-link-dhcp`);

const ask = (policy: Policy, source: string, destination: string, service = 'tcp/443', more: Partial<Packet> = {}) => {
  const [protocol, port] = service.split('/');
  return verdict(policy, { source, destination, protocol: protocol === 'tcp' ? 'tcp' : protocol === 'udp' ? 'udp' : 'icmp', port: port === undefined ? null : Number(port), ...more });
};
const rule = (...question: Parameters<typeof ask>) => ask(...question).rule;

test('guests do not reach services, and the answer names both', (t) => {
  t.like(ask(router, '10.5.10.7', '10.2.0.5'), { allowed: false, rule: 'no_pair', from: 'guest', to: 'srv', reason: 'guest may not start connections to srv' });
});

test('home reaches services and the internet, services do not reach home', (t) => {
  t.like(ask(router, '10.3.10.7', '10.2.0.5'), { allowed: true, rule: 'pair' });
  t.true(ask(router, '10.3.10.7', '203.0.113.7').allowed);
  t.false(ask(router, '10.2.0.5', '10.3.10.7').allowed);
});

test('answers come back where new connections may not go', (t) => {
  t.like(ask(router, '10.2.0.5', '10.3.10.7', 'tcp/443', { isReply: true }), { allowed: true, rule: 'established' });
});

test('guests reach the internet but nothing private on the way there', (t) => {
  t.deepEqual(['203.0.113.7', '192.168.1.1', '100.64.1.1'].map((to) => rule(router, '10.5.10.7', to)), ['pair', 'private', 'private']);
  t.is(rule(router, '10.3.10.7', '192.168.1.1'), 'pair');
});

test("the node answers each zone with what is for it: guests get DNS, not SSH or the portal", (t) => {
  t.deepEqual(['udp/53', 'tcp/22', 'tcp/443', 'icmp'].map((service) => rule(router, '10.5.10.7', '10.5.10.1', service)), ['service', 'closed', 'closed', 'ping']);
  t.is(rule(router, '10.0.0.7', '10.0.0.1', 'tcp/22'), 'service');
});

test('administrators in the overlay have the node and the management zone, nothing else', (t) => {
  t.deepEqual([rule(router, '10.255.1.2', '10.0.0.1', 'tcp/22'), rule(router, '10.255.1.2', '10.0.0.7'), rule(router, '10.255.1.2', '10.2.0.5')], ['service', 'pair', 'no_pair']);
});

test('a sender on the wrong link is forged', (t) => {
  t.is(rule(router, '10.0.0.7', '10.2.0.5', 'tcp/443', { entersOn: 'vlan310' }), 'spoofed');
  t.is(rule(router, '10.3.10.7', '10.2.0.5', 'tcp/443', { entersOn: 'wan0' }), 'spoofed');
  t.is(rule(router, 'fe80::1', 'fe80::2', 'tcp/443', { entersOn: 'vlan310' }), 'neighbours');
});

test('from the internet nothing gets in, unless it is published', (t) => {
  const seen = withSeenAddresses(published, [{ interface: 'wan0', cidr: '198.51.100.20/24' }]);
  t.deepEqual(['tcp/443', 'tcp/2525', 'tcp/25', 'tcp/22', 'icmp'].map((service) => rule(seen, '203.0.113.7', '198.51.100.20', service)), ['pinhole', 'pinhole', 'closed', 'closed', 'closed']);
  t.is(rule(seen, '203.0.113.7', '10.6.0.20', 'tcp/443'), 'no_pair');
});

test('pinholes between zones name machine and port, or a port of every machine', (t) => {
  t.deepEqual([['10.2.0.5', 'tcp/5432'], ['10.2.0.6', 'tcp/5432'], ['10.2.0.6', 'udp/514']].map(([to = '', service]) => rule(published, '10.6.0.20', to, service)), ['pinhole', 'no_pair', 'pinhole']);
});

test("the provider's prefix is known from the node's own addresses", (t) => {
  const seen = withSeenAddresses(router, [{ interface: 'vlan510', cidr: '2001:db8:0:4::1/64' }, { interface: 'vlan200', cidr: '2001:db8:0:1::1/64' }]);
  t.is(rule(seen, '2001:db8:0:4::7', '2001:db8:0:1::7'), 'no_pair');
  t.is(rule(seen, '2001:db8:0:4::7', '2001:db8:0:4::1', 'udp/53'), 'service');
});

test("the house's own IPv6 addresses do not leave the house", (t) => {
  const own = router.sides.find(({ name }) => name === 'home')?.own.find((address) => address.startsWith('fd'))?.replace(/1$/, '7') ?? '';
  t.is(rule(router, own, '2001:db8:ffff::7'), 'local_prefix');
});

test('with one link private addresses reach the services, others do not, and nothing is passed on', (t) => {
  const seen = withSeenAddresses(guest, [{ interface: 'lan0', cidr: '192.168.1.20/24' }]);
  t.deepEqual(['192.168.1.7', '203.0.113.7'].map((source) => rule(seen, source, '192.168.1.20')), ['service', 'foreign']);
  t.is(rule(seen, '192.168.1.7', '198.51.100.1'), 'no_router');
});
