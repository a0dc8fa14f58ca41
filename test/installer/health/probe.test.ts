import test from 'ava';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probe } from '../../../installer/health/probe.ts';
import { fetchLocally } from '../../../installer/system/https.ts';

const host = 'casa.internal';
let folder: string;
let server: Server;
let port = 0;
let authority: string;
let stranger: string;

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
}

function makeAuthority(name: string): void {
  openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.crt`);
}

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pintxo-probe-'));
  makeAuthority('authority');
  makeAuthority('stranger');
  openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=x', '-keyout', 'leaf.key', '-out', 'leaf.csr');
  await writeFile(join(folder, 'names'), `subjectAltName=DNS:${host}\n`);
  openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'authority.crt', '-CAkey', 'authority.key', '-CAcreateserial', '-days', '1', '-extfile', 'names', '-out', 'leaf.crt');
  const [key, cert] = await Promise.all(['leaf.key', 'leaf.crt'].map((name) => readFile(join(folder, name))));
  [authority = '', stranger = ''] = await Promise.all(['authority.crt', 'stranger.crt'].map((name) => readFile(join(folder, name), 'utf8')));
  server = createServer({ key, cert }, (request, response) => {
    response.statusCode = request.url === '/' ? 200 : 404;
    response.end(`this is ${request.headers.host ?? ''}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

test.after.always(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

test("a page is fetched under the name of the site, with the site's own authority", async (t) => {
  t.deepEqual(await fetchLocally(host, '/', authority, port), { status: 200, body: `this is ${host}` });
  t.is((await fetchLocally(host, '/missing', authority, port)).status, 404);
});

test('a certificate of another authority, or for another name, is not good', async (t) => {
  await t.throwsAsync(fetchLocally(host, '/', stranger, port), { message: /self[- ]signed|unable to (verify|get)|signature/i });
  await t.throwsAsync(fetchLocally('other.internal', '/', authority, port), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('a port where nobody answers is an error', async (t) => {
  const { port: free } = await new Promise<{ port: number }>((resolve) => {
    const other = createServer().listen(0, '127.0.0.1', () => {
      const address = other.address();
      other.close(() => resolve({ port: typeof address === 'object' && address !== null ? address.port : 0 }));
    });
  });
  await t.throwsAsync(fetchLocally(host, '/', authority, free), { code: 'ECONNREFUSED' });
});

test('a file that is there is good, one that is missing is named', async (t) => {
  const check = { kind: 'file', title: 'Page', module: 'portal' } as const;
  t.deepEqual(await probe({ ...check, path: join(folder, 'names') }, ''), { title: 'Page', module: 'portal', ok: true, detail: 'there' });
  const path = join(folder, 'missing');
  t.deepEqual(await probe({ ...check, path }, ''), { title: 'Page', module: 'portal', ok: false, detail: `${path} is missing` });
});

async function withFirewall<Result>(script: string, work: () => Promise<Result>): Promise<Result> {
  const bin = await mkdtemp(join(folder, 'bin-'));
  await writeFile(join(bin, 'nft'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const path = process.env['PATH'] ?? '';
  process.env['PATH'] = `${bin}:${path}`;
  try {
    return await work();
  } finally {
    process.env['PATH'] = path;
  }
}

const firewall = { kind: 'firewall', title: 'Firewall', module: 'firewall', table: 'pintxo' } as const;

test.serial('a firewall is good only when it drops by default', async (t) => {
  const closed = await withFirewall('echo "table inet $5 { chain input { type filter hook input priority 0; policy drop; } }"', () => probe(firewall, ''));
  t.deepEqual([closed.ok, closed.detail], [true, 'closed by default']);
  const open = await withFirewall('echo "table inet $5 { chain input { policy accept; } }"', () => probe(firewall, ''));
  t.deepEqual([open.ok, open.detail], [false, 'does not drop by default']);
});

test.serial('a probe whose program fails is a bad check with one line of reason, not an error', async (t) => {
  const result = await withFirewall('echo "no such table" >&2; exit 1', () => probe(firewall, ''));
  t.deepEqual([result.ok, result.detail], [false, 'reading the firewall: exit status 1']);
});
