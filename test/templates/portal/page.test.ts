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

test('the page asks for nothing from elsewhere and runs no scripts', (t) => {
  const page = renderPage(template, healthy);
  t.notRegex(page, /<script|<img|@import|url\(|<link rel="stylesheet"/);
  t.regex(page, /<html lang="en">/);
  t.regex(page, /name="viewport"/);
});
