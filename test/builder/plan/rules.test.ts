import test from 'ava';
import { collectFacts } from '../../../builder/plan/collect.ts';
import { problemsOf } from '../../../builder/plan/rules.ts';
import type { Zone } from '../../../builder/site/zones.ts';
import type { Facts } from '../../../templates/contract.ts';

const mgmt: Zone = {
  name: 'mgmt',
  type: 'management',
  enabled: true,
  vlan: 0,
  untagged: false,
  subnet: '10.0.0.0/24',
  gateway: '10.0.0.1',
  dhcp: { from: '10.0.0.100', to: '10.0.0.254' },
  mayReach: [],
  pinholesFrom: [],
  discovers: [],
};

const messagesFor = (one: Partial<Facts>, other: Partial<Facts> = {}) =>
  problemsOf(collectFacts([{ module: 'one', facts: one }, { module: 'other', facts: other }]), [mgmt]).map((problem) => [problem.rule, problem.message]);

const port = { name: 'web', protocol: 'tcp', port: 80, zones: ['mgmt'] } as const;
const page = { host: 'casa.internal', title: 'Page', zones: ['mgmt'], backend: { kind: 'port', port: 8080 } } as const;

test('facts that do not touch each other are no problem', (t) => {
  t.deepEqual(messagesFor({ ports: [port] }, { ports: [{ ...port, protocol: 'udp' }, { ...port, port: 81 }], published: [page] }), []);
});

test('a port that two modules listen on is a problem that names both', (t) => {
  t.deepEqual(messagesFor({ ports: [port] }, { ports: [port] }), [['port-clash', 'tcp port 80 is declared more than once: by one and other']]);
});

test('a name that two modules publish is a problem, also when one calls it an alias', (t) => {
  t.deepEqual(messagesFor({ published: [page] }, { published: [{ ...page, host: 'b.internal', aliases: ['casa.internal'] }] }), [
    ['host-clash', 'the HTTPS name casa.internal is declared more than once: by one and other'],
  ]);
});

test('units, secrets, accounts and pages have one owner each', (t) => {
  const facts: Partial<Facts> = {
    units: [{ unit: 'a.service', title: 'A', files: [], onChange: 'nothing' }],
    secrets: [{ kind: 'ssh-host-key', path: '/key' }],
    users: [{ name: 'alex', administrator: true, sshKeys: [] }],
    pages: [{ template: '/t', output: '/o' }],
  };
  t.deepEqual(messagesFor(facts, facts).map(([rule]) => rule), ['unit-clash', 'secret-clash', 'user-clash', 'page-clash']);
});

test('a zone that does not exist is a problem that lists those that do', (t) => {
  t.deepEqual(messagesFor({ ports: [{ ...port, zones: ['cellar'] }] }), [
    ['zones-exist', 'port web of module one is for the zone cellar, which does not exist; zones are mgmt, wan'],
  ]);
});

test('a port may be opened to wan, a name may not', (t) => {
  t.deepEqual(messagesFor({ ports: [{ ...port, zones: ['wan'] }] }), []);
  t.is(messagesFor({ published: [{ ...page, zones: ['wan'] }] }).length, 1);
});
