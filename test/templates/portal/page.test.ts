import test from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderPage } from '../../../builder/render/page.ts';
import type { Status } from '../../../templates/contract.ts';
import { templates } from '../../builder/render/cases.ts';

const template = await readFile(join(templates, 'portal/files/etc/pintxo/pages/portal.html.hbs.raw'), 'utf8');

const healthy: Status = {
  state: 'healthy',
  site: { name: 'casa', domain: 'casa.internal' },
  release: { version: '1.2.3', epoch: 0 },
  hostname: 'pintxo1',
  uptimeSeconds: 7300,
  addresses: ['10.0.0.1'],
  checks: [{ title: 'DNS', module: 'dns', ok: true, detail: 'running' }],
  services: [{ title: 'Photos', host: 'photos.casa.internal', url: 'https://photos.casa.internal/' }],
  network: null,
  sheetWaits: false,
  authority: { fingerprintSha256: 'AB:CD', downloadUrl: 'http://casa.internal/ca.crt', validUntil: '2045-10-09' },
  updatedAt: '2026-01-01T00:00:00Z',
};

test('a healthy node says so in words, with its services, version and fingerprint', (t) => {
  const page = renderPage(template, healthy);
  t.regex(page, /Healthy: everything runs/);
  t.regex(page, /href="https:\/\/photos\.casa\.internal\/"/);
  t.regex(page, /Pintxo 1\.2\.3/);
  t.regex(page, /AB:CD/);
});

test('a degraded node names what fails, and why', (t) => {
  const page = renderPage(template, { ...healthy, state: 'degraded', checks: [{ title: 'DNS', module: 'dns', ok: false, detail: 'unbound is failed' }] });
  t.regex(page, /Degraded/);
  t.regex(page, /DNS <b class="bad">✗ failing<\/b> <small>unbound is failed/);
  t.notRegex(page, /everything runs/);
});

test('a node that is starting has a page too, before there are checks, addresses or an authority', (t) => {
  const page = renderPage(template, { ...healthy, state: 'starting', checks: [], services: [], addresses: [], authority: null });
  t.regex(page, /Starting/);
  t.regex(page, /No check has been made yet/);
  t.notRegex(page, /Get the certificate/);
});

test('the page never reloads by itself, and leads to itself in every state', (t) => {
  for (const state of ['healthy', 'starting', 'degraded'] as const) {
    const page = renderPage(template, { ...healthy, state });
    t.notRegex(page, /http-equiv/i, state);
    t.regex(page, /<a href="\/">Look again/, state);
  }
});

test('the page asks for nothing from elsewhere and runs no scripts', (t) => {
  const page = renderPage(template, healthy);
  t.notRegex(page, /<script|<img|@import|url\(|<link rel="stylesheet"/);
  t.regex(page, /<html lang="en">/);
  t.regex(page, /name="viewport"/);
});

const network: NonNullable<Status['network']> = {
  mode: 'router',
  links: [{ name: 'wan0', kind: 'wan', state: 'up', addresses: ['192.168.1.20/24'] }, { name: 'lan0', kind: 'lan', state: 'down', addresses: [] }],
  zones: [{ name: 'home', interface: 'vlan310', vlan: 310, subnet: '10.3.10.0/24', state: 'up', leases: 1 }],
  leases: [{ name: '<b>phone</b>', address: '10.3.10.51', mac: '00:1b:21:3a:4f:5e', until: '2026-01-02T00:00:00.000Z' }],
  published: [{ host: 'photos.casa.internal', zones: ['home', 'work'] }],
  refused: { no_pair: 7 },
  notes: ['The cables may be in the wrong ports'],
};

test('a router shows its links, zones, machines, published names and blocked attempts', (t) => {
  const page = renderPage(template, { ...healthy, network });
  for (const shown of [/router of the house/, /To know.*The cables may be in the wrong ports/s, /wan0, towards the internet <b class="good">up/, /lan0 <b class="bad">down<\/b> <small>no address/, /home <span>1 machine<\/span> <small>10\.3\.10\.0\/24, VLAN 310/, /10\.3\.10\.51/, /photos\.casa\.internal <small>for home, work/, /may not reach <span>7<\/span> <small>rule no_pair/]) t.regex(page, shown);
  t.regex(page, /&lt;b&gt;phone/, 'a machine calls itself what it likes');
});

test('a guest shows no zones, and a node that could not look shows no network', (t) => {
  t.notRegex(renderPage(template, { ...healthy, network: { ...network, mode: 'host', zones: [] } }), /<h3>Zones/);
  t.notRegex(renderPage(template, healthy), /id="network"/);
});

test('what waits for the administrator is shown with what allows it, escaped, while the machine is healthy', (t) => {
  const page = renderPage(template, { ...healthy, waiting: [{ title: 'A site.yaml from a stick', detail: '<i>nobody</i> signed it', remedy: 'sudo pintxo accept' }] });
  t.regex(page, /A site\.yaml from a stick <b>not taken over<\/b> <small>&lt;i&gt;nobody&lt;\/i&gt; signed it\. sudo pintxo accept/);
  t.regex(page, /Healthy: everything runs/);
  t.notRegex(renderPage(template, healthy), /id="waiting"/);
});

test('while nobody has the recovery sheet the page leads to it, and not afterwards', (t) => {
  t.regex(renderPage(template, { ...healthy, sheetWaits: true }), /href="\/recovery"/);
  t.notRegex(renderPage(template, healthy), /recovery/i);
});
