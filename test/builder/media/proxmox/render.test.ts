import test from 'ava';
import { checkAnswer, renderProxmox, type ProxmoxRequest } from '../../../../builder/media/proxmox/index.ts';
import { goldenTree } from '../golden.ts';
import { siteOf, siteText } from '../site.ts';

const firewall = new Map([['/etc/pve/firewall/cluster.fw', '[OPTIONS]\nenable: 1\n']]);

const request = (text = siteText, more: Partial<ProxmoxRequest> = {}): ProxmoxRequest => ({
  site: siteOf(text), siteText: text, node: 1, place: 'iso', firewall, cluster: false, router: 'platform', guests: [], ...more,
});

function findingsOf(text: string): string[] {
  const rendered = renderProxmox(request(text));
  return 'findings' in rendered ? rendered.findings.map(({ path, message, remedy }) => `${path.join('.')}: ${message}; ${remedy}`) : [];
}

function answerOf(text: string): string {
  const rendered = renderProxmox(request(text));
  return 'installer' in rendered ? (rendered.installer.get('answer.toml') ?? '') : '';
}

test('a site becomes the files of the golden tree', (t) => {
  const rendered = renderProxmox(request());
  const files = 'installer' in rendered ? rendered.installer : new Map<string, string>();
  t.deepEqual(new Map([...files].sort()), goldenTree('proxmox/one-medium', files));
});

test('with two media, nothing of the site is on the medium of the installer', (t) => {
  const rendered = renderProxmox(request(siteText, { place: 'partition' }));
  if ('findings' in rendered) return void t.fail();
  t.deepEqual([...rendered.installer.keys()], ['auto-installer-mode.toml', 'proxmox-first-boot']);
  t.is(rendered.installer.get('auto-installer-mode.toml'), 'mode = "partition"\npartition_label = "proxmox-ais"\n');
  t.deepEqual([...rendered.second.keys()], ['answer.toml', 'proxmox-first-boot']);
  t.false([...rendered.installer.values()].some((content) => content.includes('casa') || content.includes('S5GXNX')));
});

test('the rendered answer passes the check, and warns only of the locked password', (t) => {
  const checked = checkAnswer(answerOf(siteText), 'answer.toml');
  t.deepEqual('answer' in checked ? checked.warnings.map(({ path }) => path) : checked.problems, ['global.root-password-hashed']);
});

const line = (from: string | RegExp, to: string): string => siteText.replace(from, to);

test('without links by name the network comes from DHCP; with a static address it comes from the site', (t) => {
  const unnamed = line(/network:[^]*/, '');
  t.regex(answerOf(unnamed), /\[network\]\nsource = "from-dhcp"\n\n/);
  const fixed = `${unnamed}network:\n  wan: { mac: 00:1b:21:3a:4f:5c, mode: static, address: 192.168.1.20/24, gateway: 192.168.1.1 }\n`;
  t.regex(answerOf(fixed), /source = "from-answer"\ncidr = "192.168.1.20\/24"\ndns = "192.168.1.1"\ngateway = "192.168.1.1"\nfilter.ID_NET_NAME_MAC = "\*001b213a4f5c"/);
});

test('a static address without the link is refused at the setting that is missing', (t) => {
  const text = `${line(/network:[^]*/, '')}network:\n  wan: { mode: static, address: 192.168.1.20/24, gateway: 192.168.1.1 }\n`;
  t.regex(findingsOf(text).join(), /^network\.wan\.mac: Proxmox VE: no link is named.*add below network\.wan: mac/);
});

test('no disk is guessed: without a name, or without consent, nothing is rendered', (t) => {
  t.regex(findingsOf(line(/machine:[^]*?(?=network)/, '')).join(), /^machine\.systemDisk: .*one disk by name.*--machine inventory\.json/);
  t.regex(findingsOf(line('  wipe: [S5GXNX0T123456]\n', '')).join(), /does not allow that; add below machine: wipe: \[S5GXNX0T123456\]/);
  t.regex(findingsOf(line('[S5GXNX0T123456]', '[OTHER]')).join(), /does not allow/);
});

test('a serial is matched letter by letter, whatever signs are in it', (t) => {
  t.regex(answerOf(line(/S5GXNX0T123456/g, '"S[5]*"')), /filter\.ID_SERIAL_SHORT = "S\[\[\]5\]\[\*\]"/);
});

test('a time zone that Proxmox knows by another name is rendered under that name', (t) => {
  t.regex(answerOf(line('Europe/Madrid', 'Etc/UTC')), /timezone = "UTC"/);
  t.regex(answerOf(line('Europe/Madrid', 'Europe/Kiev')), /timezone = "Europe\/Kyiv"/);
});

test('a time zone that Proxmox does not know is refused at its place in site.yaml', (t) => {
  t.regex(findingsOf(line('Europe/Madrid', 'Etc/GMT+5')).join(), /^site\.timezone: Proxmox VE: "Etc\/GMT\+5" is not a time zone/);
});

test('keyboards and countries are those of the installer', (t) => {
  const globals = (keyboard: string, locale: string): string[] =>
    answerOf(line('keyboard: es', `keyboard: ${keyboard}`).replace('es_ES.UTF-8', locale)).split('\n').filter((entry) => /^(country|keyboard)/.test(entry));
  t.deepEqual(globals('gb', 'en_GB.UTF-8'), ['country = "gb"', 'keyboard = "en-gb"']);
  t.deepEqual(globals('ch-fr', 'C.UTF-8'), ['country = "ch"', 'keyboard = "fr-ch"']);
  t.deepEqual(globals('ru', 'C.UTF-8'), ['country = "ru"', 'keyboard = "en-us"']);
  t.deepEqual(globals('us', 'eo.UTF-8'), ['country = "us"', 'keyboard = "en-us"']);
});
