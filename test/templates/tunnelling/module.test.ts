import test from 'ava';
import { planSite, type Plan } from '../../../builder/plan/plan.ts';
import { renderPlan } from '../../../builder/render/render.ts';
import type { Site } from '../../../builder/site/site.ts';
import { loadTemplates } from '../../../builder/system/templates.ts';
import { policyOf } from '../../../templates/policy.ts';
import { modules } from '../../../templates/registry.ts';
import { topologyOf, tunnels } from '../../../templates/topology.ts';
import type { Machine } from '../../../templates/contract.ts';
import { siteFor } from '../../installer/plan/site-for.ts';
import { router, templates } from '../../builder/render/cases.ts';

function planned(machine: Machine, wan: Partial<Site['network']['wan']> = { dslite: 'auto' }): Plan {
  const outcome = planSite(siteFor({}, { wan: { mode: 'dhcp', dns: [], ...wan } }), machine, modules, { version: '1.2.3', epoch: 1_760_000_000 });
  if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join('\n'));
  return outcome.plan;
}

async function filesOf(plan: Plan): Promise<ReadonlyMap<string, string>> {
  const files = renderPlan(plan, await loadTemplates(templates));
  return new Map([...files].flatMap(([path, file]) => (file.kind === 'file' ? [[path, file.content] as const] : [])));
}

test('the tunnel is a second way outside, by which IPv4 alone goes, and the first one keeps the prefix', async (t) => {
  const plan = planned(router);
  t.deepEqual(topologyOf(plan.machine).wan, ['wan0', 'ds-wan']);
  t.deepEqual(policyOf(plan, plan.facts).sides.filter(({ outside }) => outside).map((side) => side.interface), ['wan0', 'ds-wan']);
  const files = await filesOf(plan);
  const network = (name: string): string => files.get(`/etc/systemd/network/30-${name}.network`) ?? '';
  t.regex(network('wan0'), /DHCP=ipv6\nLinkLocalAddressing=ipv6\n/);
  t.regex(network('ds-wan'), /MTUBytes=1460\n[^]*Address=192\.0\.0\.2\/29\nDefaultRouteOnDevice=yes\n/);
  t.regex(network('vlan310'), /UplinkInterface=wan0\n/);
  t.false([...files.keys()].includes('/etc/systemd/network/10-ds-wan.link'));
});

test('nothing of the house is translated on its way into the tunnel, and the fast path leaves the tunnel alone', async (t) => {
  const files = await filesOf(planned(router));
  const rules = files.get('/etc/nftables.conf') ?? '';
  t.false(rules.includes('oifname "ds-wan" masquerade'));
  t.true(rules.includes('oifname "ds-wan" tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu'));
  t.true(rules.includes('iifname "wan0" meta nfproto ipv6 meta l4proto 4 accept'));
  t.false(/iifname "ds-wan".* accept/.test(rules), 'what is in the tunnel comes from outside');
  t.false(/devices = \{[^}]*ds-wan/.test(files.get('/etc/pintxo/flowtable.nft') ?? ''));
});

test('where the provider is dialled, the tunnel goes over the dialled link, and no IPv4 is asked of it', async (t) => {
  const plan = planned(router, { dslite: 'aftr.example', pppoe: { user: 'ana' } });
  t.deepEqual(tunnels(plan.machine), [{ role: 'ds-wan', over: 'ppp-wan' }]);
  t.deepEqual(topologyOf(plan.machine).wan, ['ppp-wan', 'ds-wan']);
  const files = await filesOf(plan);
  t.regex(files.get('/etc/ppp/peers/pintxo-wan') ?? '', /^noip$/m);
  t.false((files.get('/etc/systemd/network/30-ppp-wan.network') ?? '').includes('DefaultRouteOnDevice'));
  t.regex(files.get('/etc/systemd/network/30-ds-wan.network') ?? '', /MTUBytes=1452/);
  t.regex(files.get('/etc/systemd/system/pintxo-dslite.service') ?? '', /pintxo net tunnel ds-wan ppp-wan aftr\.example;/);
});

test('a site without DS-Lite, and a machine that is no router, have nothing of it', async (t) => {
  for (const plan of [planned(router, {}), planned({ links: [{ role: 'lan0', kind: 'lan', mac: '52:54:00:00:00:01' }], addresses: [] })]) {
    t.deepEqual(tunnels(plan.machine), []);
    const files = await filesOf(plan);
    t.false([...files.keys()].some((path) => /ds-wan|dslite/.test(path)));
    t.false((files.get('/etc/nftables.conf') ?? '').includes('l4proto 4'));
  }
});
