import test from 'ava';
import type { Link } from '../../../installer/inventory/inventory.ts';
import { isLinkMissing, misnamedLinks, withAbsent } from '../../../installer/plan/link-roles.ts';
import { decideRoles } from '../../../installer/plan/links.ts';
import type { RoleLink } from '../../../templates/contract.ts';
import { siteFor } from './site-for.ts';

const [a, b] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b'] as const;
const first = link('enp1s0', a);
const second = link('enp2s0', b);

function link(name: string, permanentMac: string): Link {
  return { name, permanentMac, bus: 'pci', carrier: true, wireless: false };
}

function known(roles: Readonly<Record<string, string>>): RoleLink[] {
  return Object.entries(roles).map(([role, mac]) => ({ role, kind: role.startsWith('wan') ? 'wan' : 'lan', mac }));
}

test('a link is missing when it had a role and is not there, or when there is none at all', (t) => {
  t.false(isLinkMissing([first, second], known({ wan0: a })));
  t.false(isLinkMissing([first], []));
  t.true(isLinkMissing([first], known({ wan0: a, lan0: b })));
  t.true(isLinkMissing([], []));
});

test('on a running machine a link that is gone keeps its role, unless a new one may have taken its place', (t) => {
  const before = known({ wan0: a, lan0: b });
  t.deepEqual(decideRoles(siteFor(), withAbsent([second], before), [], before).links, before);
  t.deepEqual(withAbsent([second, link('enx0', '02:00:00:00:00:0c')], before).length, 2);
  t.deepEqual(withAbsent([], known({ wan0: a, lan0: a })).map(({ permanentMac }) => permanentMac), [a]);
  t.deepEqual(withAbsent([first], []), [first]);
});

test('a link that has the name of another one is told, so that two can change their names', (t) => {
  const [one, other] = [link('lan0', a), link('wan0', b)];
  t.deepEqual(misnamedLinks([one, other], known({ wan0: a, lan0: b })), ['lan0', 'wan0']);
  t.deepEqual(misnamedLinks([one, second], known({ wan0: a, lan0: b })), ['lan0']);
  t.deepEqual(misnamedLinks([one, other], known({ lan0: a, wan0: b })), []);
  t.deepEqual(misnamedLinks([one, other], [{ role: 'wan0', kind: 'wan', mac: b, vlan: { id: 7, over: 'outside0' } }]), ['wan0'], 'the VLAN on it gets the name');
});
