import test, { type ExecutionContext } from 'ava';
import { request } from 'node:http';
import type { SheetDesk } from '../../../installer/ui/sheet-desk.ts';
import { initialState, nextState, publicState } from '../../../installer/ui/state.ts';
import { webFace, type WebFace } from '../../../installer/ui/web-face.ts';
import { encrypted, recoveryKey, sheet, stateAfter } from './events.ts';

interface Stage {
  readonly face: WebFace;
  readonly noted: string[];
}

/** A page on 127.0.0.1, which counts as a network of the house here unless other links are given. */
async function stage(t: ExecutionContext, changes: Partial<SheetDesk> = {}): Promise<Stage> {
  const noted: string[] = [];
  let waits = true;
  const face = await webFace(
    0,
    {
      sheet: async () => (waits ? sheet : []),
      links: () => [{ name: 'lan0', cidrs: ['127.0.0.1/8'] }],
      names: () => [],
      shown: async (to) => void noted.push(`shown to ${to}`),
      taken: async (by) => {
        noted.push(`taken by ${by}`);
        waits = false;
      },
      ...changes,
    },
    '127.0.0.1',
  );
  t.teardown(() => face.close());
  await face.tell({ event: { kind: 'recovery-sheet-waiting' }, lines: [], time: 0, state: publicState(nextState(stateAfter(encrypted), { kind: 'recovery-sheet-waiting' })) });
  return { face, noted };
}

interface Reply {
  readonly status: number;
  readonly body: string;
}

function ask({ web: { port } }: WebFace, path: string, method: 'GET' | 'POST' = 'GET', headers: Record<string, string> = { origin: `http://127.0.0.1:${port}` }): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    outgoing.on('error', reject).end();
  });
}

test('the page leads to the sheet, which is shown on a button and noted', async (t) => {
  const { face, noted } = await stage(t);
  t.regex((await ask(face, '/')).body, /href="\/recovery"/);
  t.regex((await ask(face, '/recovery')).body, /<form method="post" action="\/recovery\/show">/);
  const shown = await ask(face, '/recovery/show', 'POST');
  t.is(shown.status, 200);
  t.true(shown.body.includes(recoveryKey));
  t.deepEqual(noted, ['shown to 127.0.0.1']);
});

test('looking at pages shows no secret, only the button does', async (t) => {
  const { face } = await stage(t);
  for (const path of ['/', '/recovery', '/recovery/show', '/recovery/taken', '/state.json']) t.false((await ask(face, path)).body.includes(recoveryKey), path);
});

test('after somebody confirmed, it is shown no more', async (t) => {
  const { face, noted } = await stage(t);
  t.regex((await ask(face, '/recovery/taken', 'POST')).body, /in your hands/);
  t.deepEqual(noted, ['taken by 127.0.0.1']);
  const again = await ask(face, '/recovery/show', 'POST');
  t.false(again.body.includes(recoveryKey));
  t.regex(again.body, /somebody has it already/);
});

test('strangers and pages of other sites are refused, and leave it as it was', async (t) => {
  const outside = await stage(t, { links: () => [{ name: 'lan0', cidrs: ['192.168.1.20/24'] }] });
  const inside = await stage(t);
  const answers = [
    await ask(outside.face, '/recovery/show', 'POST'),
    await ask(outside.face, '/recovery/taken', 'POST'),
    await ask(inside.face, '/recovery/show', 'POST', { origin: 'http://evil.example' }),
    await ask(inside.face, '/recovery/show', 'POST', { host: 'evil.example', origin: 'http://evil.example' }),
    await ask(inside.face, '/recovery/taken', 'POST', {}),
  ];
  for (const { status, body } of answers) {
    t.is(status, 403);
    t.false(body.includes(recoveryKey));
  }
  t.deepEqual([...outside.noted, ...inside.noted], []);
});

test('where the sheet was kept for the administrator, there is no such page and no button', async (t) => {
  const { face } = await stage(t, { sheet: async () => [] });
  await face.tell({ event: { kind: 'recovery-sheet', lines: [] }, lines: [], time: 0, state: publicState(stateAfter(encrypted)) });
  t.is((await ask(face, '/recovery')).status, 404);
  t.notRegex((await ask(face, '/')).body, /\/recovery/);
  t.false((await ask(face, '/recovery/show', 'POST')).body.includes(recoveryKey));
});

test('what was confirmed leaves the screen too', (t) => {
  const waiting = nextState(stateAfter(encrypted), { kind: 'recovery-sheet-waiting' });
  t.deepEqual(waiting.recoverySheet, sheet);
  t.like(nextState(waiting, { kind: 'recovery-sheet-taken', by: '192.168.1.30' }), { sheet: 'taken', recoverySheet: [] });
  t.is(initialState.sheet, 'none');
});
