import test from 'ava';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { tellElsewhere } from '../../../installer/health/tell.ts';
import { statusOf } from '../../../installer/health/verdict.ts';
import { renderCase, templates } from '../../builder/render/cases.ts';

const { plan } = await renderCase(join(templates, 'portal/example'));
const observed = { hostname: 'pintxo1', uptimeSeconds: 60, addresses: [], authority: null, now: 0 };
const status = statusOf(plan, [{ title: 'Disks', module: 'storage', ok: false, detail: 'one is missing' }], observed, false);

test('a message that is not taken is posted again, one that is taken is not', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-tell-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const heard: string[] = [];
  const answers = [503, 200, 200];
  const server = createServer((request, response) => void text(request).then((body) => {
    heard.push(`${request.method ?? ''} ${request.url ?? ''} ${String(request.headers['title'])}, ${String(request.headers.authorization)}: ${body}`);
    response.writeHead(answers.shift() ?? 500).end();
  }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const files = { target: join(folder, 'alerts.json'), told: join(folder, 'told.json') };
  writeFileSync(files.target, JSON.stringify({ url: `http://ana:geheim@127.0.0.1:${port}/casa-secret`, format: 'text' }));
  for (let look = 0; look < 3; look += 1) await tellElsewhere(status, files);
  t.deepEqual(heard, Array.from({ length: 2 }, () => 'POST /casa-secret casa.internal is degraded, Basic YW5hOmdlaGVpbQ==: Disks: one is missing'));
});

test('without an address, and without a network, nothing happens to the machine', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-tell-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const files = { target: join(folder, 'alerts.json'), told: join(folder, 'told.json') };
  await t.notThrowsAsync(tellElsewhere(status, files));
  writeFileSync(files.target, JSON.stringify({ url: 'http://127.0.0.1:9/', format: 'text' }));
  await t.notThrowsAsync(tellElsewhere(status, files));
});
