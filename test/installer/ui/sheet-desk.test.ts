import test, { type ExecutionContext } from 'ava';
import { mkdtempSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servePage } from '../../../installer/commands/install-page.ts';
import type { Web } from '../../../installer/system/web.ts';
import { pageFace } from '../../../installer/ui/page-face.ts';
import type { WaitingSheet } from '../../../installer/ui/sheet-desk.ts';
import { nextState, publicState } from '../../../installer/ui/state.ts';
import { encrypted, recoveryKey, stateAfter } from './events.ts';

const sealed: WaitingSheet = { encrypted: '-----BEGIN AGE ENCRYPTED FILE-----' };
const paths = ['/', '/recovery', '/recovery/recovery-sheet.age', '/recovery/show', '/recovery/taken', '/state.json', '/events/'];

/** A page while the machine is installed with this sheet, which nobody has; `undefined` where it is on the stick. */
async function stage(t: ExecutionContext, waiting: WaitingSheet | undefined): Promise<Web> {
  const file = join(mkdtempSync(join(tmpdir(), 'pintxo-page-')), 'page.json');
  const face = pageFace(file, () => waiting);
  const shown = stateAfter(encrypted);
  await face.tell({ event: { kind: 'recovery-sheet', lines: [] }, lines: [], time: 0, state: publicState(waiting === undefined ? shown : nextState(shown, { kind: 'recovery-sheet-waiting', ...waiting })) });
  const web = await servePage(file, { port: 0, host: '127.0.0.1' });
  t.teardown(() => web.close());
  return web;
}

interface Reply {
  readonly status: number;
  readonly body: string;
}

function ask({ port }: Web, path: string, method: 'GET' | 'POST' = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers: { origin: `http://127.0.0.1:${port}` }, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    outgoing.on('error', reject).end();
  });
}

test('the page leads to the sheet, which it hands out as it is encrypted', async (t) => {
  const face = await stage(t, sealed);
  t.regex((await ask(face, '/')).body, /href="\/recovery"/);
  t.regex((await ask(face, '/recovery')).body, /href="\/recovery\/recovery-sheet\.age" download/);
  t.deepEqual(await ask(face, '/recovery/recovery-sheet.age'), { status: 200, body: sealed.encrypted ?? '' });
});

test('where nothing can be encrypted to the administrator the page says what to run, and has no sheet', async (t) => {
  const face = await stage(t, { encrypted: undefined });
  const { body } = await ask(face, '/recovery');
  t.regex(body, /sudo pintxo recovery/);
  t.notRegex(body, /<form|<button|download=/);
  t.is((await ask(face, '/recovery/recovery-sheet.age')).status, 404);
});

test('no page shows the key, by whatever path and method', async (t) => {
  for (const waiting of [sealed, { encrypted: undefined }, undefined]) {
    const face = await stage(t, waiting);
    for (const path of paths) for (const method of ['GET', 'POST'] as const) t.false((await ask(face, path, method)).body.includes(recoveryKey), `${method} ${path}`);
  }
});

test('nobody can say on a page that the sheet is in safe hands', async (t) => {
  const face = await stage(t, sealed);
  for (const path of ['/recovery', '/recovery/taken', '/recovery/show']) t.is((await ask(face, path, 'POST')).status, 405);
  t.is((await ask(face, '/recovery/recovery-sheet.age')).status, 200);
});

test('where the sheet is on the stick there is no such page, and nothing leads to one', async (t) => {
  const face = await stage(t, undefined);
  t.is((await ask(face, '/recovery')).status, 404);
  t.is((await ask(face, '/recovery/recovery-sheet.age')).status, 404);
  t.notRegex((await ask(face, '/')).body, /\/recovery/);
});
