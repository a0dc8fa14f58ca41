import test from 'ava';
import { readFileSync, mkdtempSync, rmSync, statSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { main } from '../../../builder/cli.ts';
import { planFor } from '../../../builder/commands/plan-site.ts';
import { renderTarget, targets, type Target, type TargetFile, type TargetTree } from '../../../builder/media/targets.ts';
import type { Plan } from '../../../builder/plan/plan.ts';
import { parseSite } from '../../../builder/site/parse.ts';
import { defineModule, type Guest } from '../../../templates/contract.ts';
import { modules } from '../../../templates/registry.ts';
import { goldenTree } from './golden.ts';
import { housePlan } from './house-policy.ts';
import { siteText } from './site.ts';

const cloud: Guest = { kind: 'vm', name: 'cloud', title: 'Files', image: 'debian-13.qcow2', cores: 2, memoryMebibytes: 2048, diskGibibytes: 20, zone: 'srv', address: '10.2.0.10', packages: ['nginx'] };

const guestOf = (guest: Guest) => defineModule({ name: 'files', title: 'Files', settings: z.strictObject({}), packages: [], facts: () => ({ guests: [guest] }), view: () => ({}) });

function planWith(guest: Guest, text = siteText): Plan {
  const all = [...modules, guestOf(guest)];
  const parsed = parseSite(text, 'site.yaml', all);
  if ('problems' in parsed) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const outcome = planFor(parsed.site, undefined, all);
  if (!outcome.ok) throw new Error('the site cannot be planned');
  return outcome.plan;
}

function filesOf(tree: TargetTree): ReadonlyMap<string, TargetFile> {
  if ('findings' in tree) throw new Error(tree.findings.map(({ message }) => message).join('\n'));
  return tree.files;
}

const texts = (tree: TargetTree): Map<string, string> => new Map([...filesOf(tree)].map(([path, { content }]) => [path, content] as const).sort());

const goldenFolders: Readonly<Record<Target, string>> = { debian: 'preseed/render', proxmox: 'proxmox/render', opnsense: 'opnsense' };

for (const target of targets) {
  test(`what is rendered for ${target} is the golden tree`, (t) => {
    const plan = target === 'opnsense' ? housePlan().plan : planWith(cloud);
    const actual = texts(renderTarget(target, { plan, siteText }));
    t.deepEqual(actual, goldenTree(goldenFolders[target], actual));
  });
}

test('what OPNsense does not get from the site is told, with the place where it is set there', (t) => {
  const text = `${siteText}  zones:
    home: { discovers: [iotCloud] }
    iotCloud: { enabled: true }
    dmz: { pinholes: { web: { from: [internet], address: '2001:db8::7', port: 443 }, mail: { from: [internet], address: 10.6.0.6, port: 25 } } }
modules:
  dns: { filter: { names: [ads.example] } }
`;
  const tree = renderTarget('opnsense', { plan: housePlan(text).plan, siteText: text });
  const told = 'files' in tree ? (tree.leftOut ?? []).map((line) => line.replace(/:.*/, '')) : [];
  t.deepEqual(told, ['network.lan.untagged', 'network.zones.home.discovers', 'network.zones.dmz.pinholes.web', 'modules.dns']);
});

test('where untagged frames are mgmt, as they are in OPNsense, nothing is told of them', (t) => {
  const text = `${siteText}    untagged: mgmt\n`;
  const tree = renderTarget('opnsense', { plan: housePlan(text).plan, siteText: text });
  t.deepEqual('files' in tree ? tree.leftOut : undefined, []);
});

test('programs can be run, and nothing else', (t) => {
  const modes = targets.flatMap((target) => [...filesOf(renderTarget(target, { plan: planWith(cloud), siteText }))].flatMap(([path, { mode }]) => (mode === undefined ? [] : [`${path} ${mode.toString(8)}`])));
  t.deepEqual(modes, ['pintxo-choose-disk 755', 'pintxo-finish 755', 'medium/proxmox-first-boot 755']);
});

test('a guest that cannot be is a finding at its module', (t) => {
  const tree = renderTarget('proxmox', { plan: planWith({ ...cloud, zone: 'work' }), siteText });
  t.deepEqual('findings' in tree ? tree.findings.map(({ path, message }) => `${path.join('.')}: ${message}`) : [], ['modules.files: cloud: the zone work is off; write network: zones: work: enabled: true']);
});

function place(text: string): { readonly folder: string; render(...args: string[]): Promise<number> } {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-render-'));
  writeFileSync(join(folder, 'site.yaml'), text);
  return { folder, render: async (...args) => main(['render', join(folder, 'site.yaml'), '--out', join(folder, 'out'), ...args], new AbortController().signal) };
}

test.serial('the command writes the tree of each carrier', async (t) => {
  for (const [target, path, mode] of [['debian', 'pintxo-choose-disk', 0o755], ['proxmox', 'medium/answer.toml', 0o644], ['opnsense', 'conf/config.xml', 0o644], ['appliance', 'etc/nftables.conf', 0o644]] as const) {
    const { folder, render } = place(siteText);
    t.teardown(() => rmSync(folder, { recursive: true }));
    t.is(await render('--target', target), 0);
    t.is(statSync(join(folder, 'out', path)).mode & 0o777, mode);
    t.true(readFileSync(join(folder, 'out', path), 'utf8').length > 100);
  }
});

test.serial('a carrier that cannot have the site, and one that nobody knows, write nothing', async (t) => {
  const { folder, render } = place(siteText.replace(/machine:[^]*?(?=network)/, ''));
  t.teardown(() => rmSync(folder, { recursive: true }));
  t.is(await render('--target', 'proxmox'), 1);
  t.is(await render('--target', 'windows'), 2);
  t.false(existsSync(join(folder, 'out')));
});

test('a secret that the site needs is brought by none of these carriers, and each says so', (t) => {
  const text = siteText.replace('  wan:\n', '  wan:\n    pppoe: { user: ana@provider.example }\n');
  const told = (target: Target): string => {
    const tree = renderTarget(target, { plan: target === 'opnsense' ? housePlan(text).plan : planWith(cloud, text), siteText: text });
    return 'files' in tree ? (tree.leftOut ?? []).join('\n') : JSON.stringify(tree.findings);
  };
  for (const target of ['debian', 'proxmox'] as const) t.regex(told(target), /^the secret wan\.password .*sudo pintxo secret set wan\.password$/m, target);
  t.regex(told('opnsense'), /^network\.wan\.pppoe: .*IPv4 Configuration Type PPPoE/m);
});
