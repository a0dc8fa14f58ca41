/** The internet as a VLAN: on a port of its own, or beside the house. */
import test from 'ava';
import type { Site } from '../../../builder/site/site.ts';
import { linkQuestion } from '../../../installer/plan/link-question.ts';
import { decideRoles, leasesHeard } from '../../../installer/plan/links.ts';
import type { RoleLink } from '../../../templates/contract.ts';
import { a, automatic, b, first, heard, known, roles, second } from './board.ts';
import { siteFor } from './site-for.ts';

const tagged = siteFor({}, { wan: { vlan: 10, mode: 'dhcp', dns: [] } });

test('with a VLAN for the WAN a machine with one link is a router', (t) => {
  const expected: RoleLink[] = [{ role: 'wan0', kind: 'wan', mac: a, vlan: { id: 10, over: 'lan0' } }, { role: 'lan0', kind: 'lan', mac: a }];
  for (const before of [[], known({ lan0: a }), known({ wan0: a, lan0: a })]) {
    t.deepEqual(decideRoles(tagged, [first], heard('enp1s0'), before), { links: expected, undecided: false, problems: [] });
  }
});

test('without the VLAN the machine is a guest again, whatever is remembered', (t) => {
  t.deepEqual(roles(decideRoles(automatic, [first], [], known({ wan0: a, lan0: a }))), { lan0: a });
});

const onItsOwn = { id: 10, over: 'outside0' };

test('with two links the one where a router answers in the VLAN leads outside; its cable carries nothing else', (t) => {
  const decision = decideRoles(tagged, [first, second], heard('enp2s0'), []);
  t.deepEqual(decision, { links: [{ role: 'wan0', kind: 'wan', mac: b, vlan: onItsOwn }, { role: 'lan0', kind: 'lan', mac: a }], undecided: false, problems: [] });
  t.is(decideRoles(tagged, [first, second], [], []).undecided, true);
});

test('a port that site.yaml pins, or that led outside before the VLAN was written, carries it', (t) => {
  const pinnedTagged = siteFor({}, { wan: { mac: a, vlan: 10, mode: 'dhcp', dns: [] } });
  for (const decision of [decideRoles(pinnedTagged, [first, second], [], []), decideRoles(tagged, [first, second], [], known({ wan0: a, lan0: b }))]) {
    t.deepEqual(decision.links, [{ role: 'wan0', kind: 'wan', mac: a, vlan: onItsOwn }, { role: 'lan0', kind: 'lan', mac: b }]);
  }
});

test('the port outside that is left alone serves no house: the provider would be in it', (t) => {
  const { links } = decideRoles(tagged, [first], heard('enp1s0'), known({ wan0: a, lan0: b }));
  t.deepEqual(links, [{ role: 'wan0', kind: 'wan', mac: a, vlan: onItsOwn }]);
  t.deepEqual(roles(decideRoles(tagged, [second], [], known({ wan0: a, lan0: b }))), { lan0: b }, 'nor does the house become a way outside');
});

test('a machine with one link to which ports are added keeps the internet where it was', (t) => {
  const { links } = decideRoles(tagged, [first, second], heard('enp2s0'), known({ wan0: a, lan0: a }));
  t.deepEqual(links, [{ role: 'wan0', kind: 'wan', mac: a, vlan: { id: 10, over: 'lan0' } }, { role: 'lan0', kind: 'lan', mac: a }, { role: 'lan1', kind: 'lan', mac: b }]);
});

test('where site.yaml names other ports the only one that is there is no cable for both: a driver may come late, a card die', (t) => {
  const named = (macs: Partial<{ wan: string; lan: string[] }>): Site => siteFor({}, { wan: { vlan: 10, mode: 'dhcp', dns: [], ...(macs.wan === undefined ? {} : { mac: macs.wan }) }, ...(macs.lan === undefined ? {} : { lan: { macs: macs.lan } }) });
  const only = (site: Site, before: RoleLink[] = []): Record<string, string> => roles(decideRoles(site, [first], heard('enp1s0'), before));
  t.deepEqual(only(named({ wan: a, lan: [b] })), { wan0: a }, 'the house is not served on the cable of the provider');
  t.deepEqual(only(named({ lan: [b] })), { lan0: a });
  t.deepEqual(only(named({ wan: b })), { lan0: a }, 'nor is the cable of the house a way outside');
  t.deepEqual(only(named({ wan: b }), known({ wan0: a, lan0: a })), { lan0: a });
  for (const macs of [{ wan: a }, { lan: [a] }]) t.deepEqual(only(named(macs)), { wan0: a, lan0: a }, 'its only port is for both');
});

test('leases of ports say nothing about a VLAN on them', (t) => {
  const leased = [{ ...first, leases: ['192.168.1.20/24'] }, second];
  t.deepEqual(leasesHeard(tagged, leased), []);
  t.like(leasesHeard(automatic, leased), [{ name: 'enp1s0', hasLease: true }, { hasLease: false }]);
});

test('all ports are asked in the VLAN, and nothing outside of it', (t) => {
  const { files, listeners } = linkQuestion(['enp1s0', 'enp2s0'], 7);
  t.deepEqual([...listeners], [['enp1s0', 'ask0'], ['enp2s0', 'ask1']]);
  const texts = [...files.values()];
  t.is(texts.filter((text) => text.includes('Kind=vlan\n[VLAN]\nId=7')).length, 2);
  t.true(texts.filter((text) => text.includes('DHCP=yes')).every((text) => /Name=ask\d/.test(text)));
  t.deepEqual([...linkQuestion(['enp1s0'], undefined).listeners], [['enp1s0', 'enp1s0']]);
});
