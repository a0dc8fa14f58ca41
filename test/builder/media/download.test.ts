import test from 'ava';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { download } from '../../../builder/system/download.ts';

const content = randomBytes(300_000);
const checksum = createHash('sha256').update(content).digest('hex');

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

interface Site {
  readonly folder: string;
  readonly file: string;
  readonly ranges: Array<string | undefined>;
  get(wanted?: string, signal?: AbortSignal): ReturnType<typeof download>;
  readonly seen: number[];
  close(): void;
}

async function serve(handler: Handler): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-download-'));
  const ranges: Array<string | undefined> = [];
  const seen: number[] = [];
  const server = createServer((request, response) => handler(request, response, ranges.push(request.headers.range)));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const file = join(folder, 'installer.iso');
  return {
    folder, file, ranges, seen,
    get: async (wanted = checksum, signal = new AbortController().signal) =>
      download({ url: `http://127.0.0.1:${port}/x.iso`, file, checksum: wanted }, { signal, onBytes: (bytes) => seen.push(bytes) }),
    close: () => {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const start = (request: IncomingMessage): number => Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);

const whole: Handler = (request, response) => {
  const from = start(request);
  const headers = { 'content-length': content.length - from, 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` };
  response.writeHead(from > 0 ? 206 : 200, headers).end(content.subarray(from));
};

/** Sends 100 000 bytes more each time, then hangs up. */
const cutting: Handler = (request, response) => {
  const from = start(request);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length - from });
  // All of it arrives before the end does, however busy the computer is.
  response.write(content.subarray(from, from + 100_000), () => request.socket.end());
};

test('a file is fetched with its progress, and not again when it is there', async (t) => {
  const site = await serve(whole);
  t.teardown(site.close);
  t.is(await site.get(), undefined);
  t.deepEqual(readFileSync(site.file), content);
  t.is(site.seen.at(-1), content.length);
  t.is(await site.get(), undefined);
  t.is(site.ranges.length, 1);
});

test('a connection that is cut goes on where it stopped', async (t) => {
  const site = await serve((request, response, count) => (count <= 2 ? cutting : whole)(request, response, count));
  t.teardown(site.close);
  t.is(await site.get(), undefined);
  t.deepEqual(readFileSync(site.file), content);
  const starts = site.ranges.map((range) => Number(/\d+/.exec(range ?? '0')?.[0]));
  // What came just before a cut may not have reached the file; what is in the file is never fetched again.
  t.true(starts.length === 3 && starts[0] === 0 && (starts[1] ?? 0) > 0 && (starts[2] ?? 0) >= (starts[1] ?? 0), starts.join());
});

test('a server that always hangs up is given up in words; what came stays for the next try, under another name', async (t) => {
  const site = await serve((request, response, count) => (count === 1 ? cutting(request, response, count) : void response.destroy()));
  t.teardown(site.close);
  t.regex((await site.get()) ?? '', /the connection was cut .*run the same command again, it goes on/);
  t.deepEqual(readdirSync(site.folder), ['installer.iso.download']);
});

test('a server that cannot go on starts from the beginning', async (t) => {
  const site = await serve((_request, response) => void response.writeHead(200, { 'content-length': content.length }).end(content));
  t.teardown(site.close);
  writeFileSync(`${site.file}.download`, 'something old');
  t.is(await site.get(), undefined);
  t.deepEqual(readFileSync(site.file), content);
});

test('a wrong checksum keeps nothing', async (t) => {
  const site = await serve(whole);
  t.teardown(site.close);
  t.regex((await site.get('0'.repeat(64))) ?? '', /is not what was expected \(SHA-256 [0-9a-f]{64} instead of 0{64}\)/);
  t.deepEqual(readdirSync(site.folder), []);
});

test('an address that is not there is told with what the server says', async (t) => {
  const site = await serve((_request, response) => void response.writeHead(404).end());
  t.teardown(site.close);
  t.regex((await site.get()) ?? '', /the server answers 404 Not Found; check the address/);
  t.false(existsSync(site.file));
});

test('an interruption by the user ends it at once', async (t) => {
  const controller = new AbortController();
  const site = await serve((request, response) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 1000), () => setTimeout(() => controller.abort(), 20));
    request.on('close', () => undefined);
  });
  t.teardown(site.close);
  await t.throwsAsync(site.get(checksum, controller.signal));
  t.false(existsSync(site.file));
});
