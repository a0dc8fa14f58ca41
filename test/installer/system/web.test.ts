import test, { type ExecutionContext } from 'ava';
import { type IncomingMessage, request } from 'node:http';
import { openWeb, type Web, type WebOptions } from '../../../installer/system/web.ts';

const options: WebOptions = {
  port: 0,
  host: '127.0.0.1',
  headers: { 'X-Test': 'strict' },
  streamPath: '/events',
  answer: (path) => (path === '/' ? { type: 'text/html', body: 'hello' } : undefined),
  greeting: () => 'first',
  names: () => ['casa.internal'],
};

async function opened(t: ExecutionContext): Promise<Web> {
  const web = await openWeb(options);
  t.teardown(() => web.close());
  return web;
}

function ask(port: number, path: string, method = 'GET'): Promise<{ response: IncomingMessage; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ response, body }));
    });
    outgoing.on('error', reject).end();
  });
}

/** Listens until the text has been heard. */
function hear(port: number, wanted: string, onOpen: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const outgoing = request({ host: '127.0.0.1', port, path: '/events', agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => {
        if (heard === '') onOpen();
        heard += text;
        if (!heard.includes(wanted)) return;
        outgoing.destroy();
        resolve(`${response.headers['content-type'] ?? ''}\n${heard}`);
      });
    });
    outgoing.on('error', reject).end();
  });
}

test('a page is answered with the strict headers', async (t) => {
  const { response, body } = await ask((await opened(t)).port, '/?x=1');
  t.is(response.statusCode, 200);
  t.is(body, 'hello');
  t.is(response.headers['x-test'], 'strict');
});

test('whoever asks for another name, or comes from the page of another site, gets nothing: neither pages nor messages', async (t) => {
  const { port } = await opened(t);
  const statusFor = (path: string, headers: Record<string, string>, method = 'GET'): Promise<number> =>
    new Promise((resolve, reject) => void request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => resolve(response.destroy().statusCode ?? 0)).on('error', reject).end());
  for (const path of ['/', '/events', '/state.json']) {
    for (const headers of [{ Host: 'attacker.example' }, { Host: `attacker.example:${port}` }, { Host: '127.0.0.1', Origin: 'http://attacker.example' }, { Host: 'casa.internal', Origin: 'null' }]) {
      t.is(await statusFor(path, headers), 403, `${path} ${JSON.stringify(headers)}`);
    }
  }
  t.is(await statusFor('/', { Host: 'attacker.example' }, 'POST'), 403);
  for (const headers of [{ Host: '192.168.1.20' }, { Host: '[fe80::1]' }, { Host: 'pintxo.local' }, { Host: 'casa.internal' }, { Host: 'casa.internal', Origin: 'http://casa.internal' }]) t.is(await statusFor('/', headers), 200, JSON.stringify(headers));
});

test('other pages do not exist, and their addresses are not repeated', async (t) => {
  const { response, body } = await ask((await opened(t)).port, '/../etc/passwd<b>');
  t.is(response.statusCode, 404);
  t.notRegex(body, /passwd/);
});

test('nothing can be sent to it', async (t) => {
  const { port } = await opened(t);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) t.is((await ask(port, '/', method)).response.statusCode, 405, method);
});

test('a listener hears how it is at once, and then every change', async (t) => {
  const web = await opened(t);
  const heard = await hear(web.port, 'data: second', () => web.send('second'));
  t.regex(heard, /^text\/event-stream/);
  t.regex(heard, /data: first\n\n/);
});

test('too many listeners are turned away, and the page still answers', async (t) => {
  const web = await opened(t);
  const outgoing = Array.from({ length: 30 }, () => request({ host: '127.0.0.1', port: web.port, path: '/events', agent: false }));
  const statuses = await Promise.all(outgoing.map((one) => new Promise<number>((resolve) => void one.on('error', () => undefined).on('response', (response) => resolve(response.resume().statusCode ?? 0)).end())));
  t.true(statuses.includes(503) && statuses.includes(200));
  t.is((await ask(web.port, '/')).body, 'hello');
  for (const one of outgoing) one.destroy();
});

test('a port that is taken is an error, not a crash', async (t) => {
  const { port } = await opened(t);
  await t.throwsAsync(openWeb({ ...options, port }), { code: 'EADDRINUSE' });
});
