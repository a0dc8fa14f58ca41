import test from 'ava';
import { parseSite } from '../../../builder/site/parse.ts';
import { Site } from '../../../builder/site/site.ts';
import { fixture, fixtureNames, minimalWith, modules, siteOf } from './fixtures.ts';

for (const name of fixtureNames('valid', '.yaml')) {
  test(`the valid file ${name} gives a site`, (t) => {
    const parsed = parseSite(fixture('valid', `${name}.yaml`), 'site.yaml', modules);
    t.deepEqual('problems' in parsed ? parsed.problems : [], []);
    t.true('site' in parsed && Site.safeParse(parsed.site).success);
  });
}

for (const name of ['windows-line-endings', 'utf8-byte-order-mark', 'utf16-notepad', 'windows-1252-comment']) {
  test(`a file saved as ${name} gives the same site as any other`, (t) => {
    t.deepEqual(siteOf(fixture('valid', `${name}.yaml`)), siteOf(fixture('valid', 'minimal.yaml')));
  });
}

test('a name and a key are enough, and the rest has the defaults of the platform', (t) => {
  const { sshKeys, ...admin } = siteOf(fixture('valid', 'minimal.yaml')).admin;
  t.deepEqual(admin, { name: 'alex', recoveryKeys: [] });
  t.is(sshKeys.length, 1);
  t.like(siteOf(fixture('valid', 'minimal.yaml')), {
    version: 1,
    site: { name: 'home', domain: 'home.internal', timezone: 'UTC', locale: 'C.UTF-8', keyboard: 'us' },
    machine: { dataDisks: {}, wipe: [], encryption: 'auto', repair: 'ask', reinstall: 'never' },
    network: { wan: { mode: 'dhcp', dns: [] }, lan: { macs: [] }, zones: {} },
    modules: {},
    updates: { automatic: true, keys: [], window: { day: 'thursday', time: '02:00' } },
    backup: { time: '21:00', keep: { last: 4, daily: 14, weekly: 8, monthly: 12, yearly: 6 } },
  });
});

test('MAC addresses are taken in the notation of Windows and kept in that of Linux', (t) => {
  t.is(siteOf(fixture('valid', 'full.yaml')).network.wan.mac, '00:1b:21:3a:4f:5c');
});

test('numbers and words are text where text is expected, as they were written', (t) => {
  const site = siteOf(fixture('valid', 'words-and-numbers.yaml'));
  t.is(site.site.name, '123');
  t.is(site.machine.systemDisk?.serial, '00123e4');
  t.is(site.machine.encryption, 'off');
  t.is(site.backup.time, '21:00');
  t.is(site.updates.window.time, '02:30');
  t.deepEqual(site.machine.wipe, ['0123456', '1e5', '0x1A', '12:30:45', '5_000', '.5', 'true', 'no', '2026-01-01']);
  t.is(site.network.wan.mac, '10:20:30:40:50:59');
  t.deepEqual(siteOf(fixture('valid', 'full.yaml')).machine.wipe, ['S5GXNX0T123456', '0012345']);
});

test('settings without a value count as left out', (t) => {
  const site = siteOf(fixture('valid', 'words-and-numbers.yaml'));
  t.is(site.site.keyboard, 'us');
  t.deepEqual(site.modules, {});
  t.deepEqual(site.network.zones, { work: {} });
});

test('settings of modules are passed on as they are written', (t) => {
  t.deepEqual(siteOf(fixture('valid', 'full.yaml')).modules, { portal: { title: 'Casa', port: 8443 } });
});

test('consent to erase any disk gives a warning and still a site', (t) => {
  const parsed = parseSite(minimalWith('machine: {wipe: any}'), 'site.yaml', modules);
  t.deepEqual('warnings' in parsed && parsed.warnings.map(({ severity, path }) => [severity, path]), [['warning', 'machine.wipe']]);
});

test('a mirror, pools and words for an installed machine are kept as they are written', (t) => {
  t.like(siteOf(fixture('valid', 'full.yaml')).machine, {
    dataDisks: { tanka1: { transport: 'sata', size: { min: '3 TB' }, count: 2 }, tankb1: { serial: 'WD-WX12345' } },
    repair: 'automatic',
    reinstall: 'keep',
  });
});

function warningsOf(text: string | Uint8Array): string[] {
  const parsed = parseSite(text, 'site.yaml', modules);
  return 'warnings' in parsed ? parsed.warnings.map(({ path }) => path) : ['not a site'];
}

test('keys that age cannot encrypt to give a warning, unless nothing is encrypted or there is a key of age', (t) => {
  const tokens = new TextDecoder().decode(fixture('valid', 'sk-keys.yaml'));
  const ageKey = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
  t.deepEqual(warningsOf(tokens), ['admin.sshKeys']);
  t.deepEqual(warningsOf(`${tokens}\nmachine: {encryption: off}\n`), []);
  t.deepEqual(warningsOf(tokens.replace('  sshKeys:', `  recoveryKeys: [${ageKey}]\n  sshKeys:`)), []);
  t.deepEqual(warningsOf(fixture('valid', 'minimal.yaml')), []);
});

test('a reset without serials gives a warning', (t) => {
  t.deepEqual(warningsOf(minimalWith('machine: {reinstall: reset}')), ['machine.reinstall']);
  t.deepEqual(warningsOf(minimalWith('machine: {reinstall: reset, wipe: [S1]}')), []);
});
