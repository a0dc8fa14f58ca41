import test from 'ava';
import { planSite, type Plan } from '../../../builder/plan/plan.ts';
import { renderPlan } from '../../../builder/render/render.ts';
import { loadTemplates } from '../../../builder/system/templates.ts';
import type { Machine } from '../../../templates/contract.ts';
import { modules } from '../../../templates/registry.ts';
import { policyOf } from '../../../templates/policy.ts';
import { carriersOf, dialledLinks, topologyOf } from '../../../templates/topology.ts';
import { siteFor } from '../../installer/plan/site-for.ts';
import { router, templates } from '../../builder/render/cases.ts';

const release = { version: '1.2.3', epoch: 1_760_000_000 };
const user = 'ana@provider.example';

function planned(machine: Machine, pppoe: { user: string; service?: string } | null = { user }): Plan {
  const outcome = planSite(siteFor({}, { wan: { mode: 'dhcp', dns: [], ...(pppoe === null ? {} : { pppoe }) } }), machine, modules, release);
  if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join('\n'));
  return outcome.plan;
}

async function filesOf(plan: Plan): Promise<ReadonlyMap<string, string>> {
  const files = renderPlan(plan, await loadTemplates(templates));
  return new Map([...files].flatMap(([path, file]) => (file.kind === 'file' ? [[path, file.content] as const] : [])));
}

test('the way outside is the link that is dialled; the cable below it has no address and no rule', async (t) => {
  const { machine, zones, site, facts } = planned(router);
  t.deepEqual(topologyOf(machine).wan, ['ppp-wan']);
  t.deepEqual([dialledLinks(machine), carriersOf(machine)], [['ppp-wan'], ['wan0']]);
  const outside = policyOf({ site, machine, zones }, facts).sides.filter((side) => side.outside);
  t.deepEqual(outside.map((side) => side.interface), ['ppp-wan']);
  const files = await filesOf(planned(router));
  const rules = files.get('/etc/nftables.conf') ?? '';
  t.false(rules.includes('"wan0"'), 'nothing passes by the cable itself');
  t.true(rules.includes('meta nfproto ipv4 oifname "ppp-wan" masquerade'));
  t.true(rules.includes('oifname "ppp-wan" tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu'));
  const cable = files.get('/etc/systemd/network/30-wan0.network') ?? '';
  t.regex(cable, /LinkLocalAddressing=no\nIPv6AcceptRA=no/);
  t.false(/DHCP=|Address=/.test(cable));
});

test("the fast path leaves a link alone that comes and goes, and the zones' prefixes come by it", async (t) => {
  const files = await filesOf(planned(router));
  const fast = files.get('/etc/pintxo/flowtable.nft') ?? '';
  t.false(/devices = \{[^}]*ppp-wan/.test(fast));
  t.true(fast.includes('iifname != "ppp-wan" oifname != "ppp-wan"'));
  t.true([...files].some(([path, text]) => path.startsWith('/etc/systemd/network/30-') && text.includes('UplinkInterface=ppp-wan')));
});

test('a site without a provider to dial, and a machine that is no router, have nothing of it', async (t) => {
  for (const plan of [planned(router, null), planned({ links: [{ role: 'lan0', kind: 'lan', mac: '52:54:00:00:00:01' }], addresses: [] })]) {
    t.false([...(await filesOf(plan)).keys()].some((path) => path.includes('ppp')));
    t.deepEqual(dialledLinks(plan.machine), []);
  }
  t.deepEqual(planned(router, null).facts.neededSecrets, []);
});

test('the password is needed by the one unit, and is in no file, no argument and no plan', async (t) => {
  const plan = planned(router);
  t.deepEqual(plan.facts.neededSecrets.map(({ name, units }) => [name, units]), [['wan.password', ['pintxo-pppoe.service']]]);
  const unit = (await filesOf(plan)).get('/etc/systemd/system/pintxo-pppoe.service') ?? '';
  t.true(unit.includes('LoadCredential=wan.password:/var/lib/pintxo/secrets/wan.password'));
  t.false(unit.includes('Environment'));
});

test('a user with signs of its own is one word for pppd', async (t) => {
  const peer = (await filesOf(planned(router, { user: 'a "b" \\c #d', service: 'x y' }))).get('/etc/ppp/peers/pintxo-wan') ?? '';
  t.true(peer.includes('\nuser "a \\"b\\" \\\\c #d"\n'), peer);
  t.true(peer.includes('\npppoe-service "x y"\n'));
});

test('a VLAN to the provider is dialled over like a cable', (t) => {
  const machine: Machine = { links: [{ role: 'wan0', kind: 'wan', mac: 'a', vlan: { id: 7, over: 'lan0' } }, { role: 'lan0', kind: 'lan', mac: 'a' }], addresses: [] };
  t.deepEqual(carriersOf(planned(machine).machine), ['wan0']);
});

test('a provider who is dialled within a VLAN of his own cable: only the dialled link has addresses', async (t) => {
  const machine: Machine = { links: [{ role: 'wan0', kind: 'wan', mac: '52:54:00:00:00:01', vlan: { id: 7, over: 'outside0' } }, { role: 'lan0', kind: 'lan', mac: '52:54:00:00:00:02' }], addresses: [] };
  const plan = planned(machine);
  t.deepEqual(topologyOf(plan.machine).wan, ['ppp-wan']);
  const files = await filesOf(plan);
  const text = (name: string): string => files.get(`/etc/systemd/network/${name}`) ?? '';
  t.regex(text('10-outside0.link'), /PermanentMACAddress=52:54:00:00:00:01\n[^]*Name=outside0\n/);
  t.regex(text('30-outside0.network'), /VLAN=wan0\n/);
  t.regex(text('20-wan0.netdev'), /Kind=vlan\n[^]*Id=7\n/);
  for (const name of ['30-outside0.network', '30-wan0.network']) t.false(/DHCP=|Address=|VLAN=(?!wan0)/.test(text(name)) || !text(name).includes('LinkLocalAddressing=no'), name);
  t.regex(files.get('/etc/ppp/peers/pintxo-wan') ?? '', /^nic-wan0$/m);
  for (const link of ['outside0', 'wan0']) t.false((files.get('/etc/nftables.conf') ?? '').includes(`"${link}"`), `no rule lets anything pass by ${link}`);
});
