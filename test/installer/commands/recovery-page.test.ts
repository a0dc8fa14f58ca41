import test from 'ava';
import { zonesOf } from '../../../builder/site/zones.ts';
import { linksOfHouse } from '../../../installer/commands/recovery-page.ts';
import type { RoleLink } from '../../../templates/contract.ts';
import { siteFor } from '../plan/site-for.ts';

const link = (role: string, kind: RoleLink['kind']): RoleLink => ({ role, kind, mac: '52:54:00:00:00:01' });
const seen = ['wan0', 'lan0', 'lan1', 'lan', 'vlan310', 'vlan510', 'admin0'].map((name) => ({ name, cidrs: [] }));
const zones = zonesOf(siteFor());
const namesFor = (...links: RoleLink[]): string[] => linksOfHouse({ machine: { links, addresses: [] }, zones }, seen).map(({ name }) => name);

test('on a router only the management network and the zone of untagged frames see the sheet, not the way out, other zones or administrators elsewhere', (t) => {
  t.deepEqual(namesFor(link('wan0', 'wan'), link('lan0', 'lan')), ['lan', 'vlan310']);
  t.deepEqual(namesFor(link('wan0', 'wan'), link('lan0', 'lan'), link('lan1', 'lan')), ['lan', 'vlan310']);
});

test('with one link that is where the house is', (t) => {
  t.deepEqual(namesFor(link('lan0', 'lan')), ['lan0']);
});
