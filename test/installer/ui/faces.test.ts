import test, { type ExecutionContext } from 'ava';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servePage } from '../../../installer/commands/install-page.ts';
import { run } from '../../../installer/system/command.ts';
import { openLogs } from '../../../installer/system/stick.ts';
import type { Event, Faces } from '../../../installer/ui/events.ts';
import { openFaces, type FacesOptions } from '../../../installer/ui/faces.ts';
import { installed, installing, recoveryKey, refused, sheet, steps } from './events.ts';
import { namedSecret, planted } from './planted.ts';

interface Stage {
  readonly folder: string;
  readonly screen: string;
  readonly serial: string;
  readonly faces: Faces;
}

/** Faces that write into files; without the web page unless a file is given. */
async function stage(t: ExecutionContext, options: FacesOptions = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-faces-'));
  const [screen, serial] = [join(folder, 'screen'), join(folder, 'serial')];
  for (const path of [screen, serial]) writeFileSync(path, '');
  const places = { screen, console: serial, page: null, ...options.places };
  const faces = await openFaces({ stick: openLogs(join(folder, 'logs')), addresses: async () => ['192.168.1.20'], ...options, places });
  t.teardown(async () => {
    await faces.close();
    rmSync(folder, { recursive: true });
  });
  return { folder, screen, serial, faces };
}

async function tellAll(faces: Faces, events: readonly Event[]): Promise<void> {
  for (const event of events) await faces.tell(event);
}

const textOf = (path: string): string => readFileSync(path, 'utf8');

test('the serial port gets the plain lines that are announced, each once', async (t) => {
  const { faces, serial } = await stage(t);
  await tellAll(faces, installed);
  const lines = textOf(serial).split('\r\n').filter((line) => line.startsWith('[pintxo] '));
  t.true(lines.includes('[pintxo] Pintxo 1.2.3 started from the stick.'));
  for (const [index, title] of steps.entries()) t.true(lines.includes(`[pintxo] step ${index + 1} of 6: ${title}`));
  t.is(lines.at(-1), '[pintxo] Installed. The machine restarts from its disk; the stick can be taken out.');
  t.is(new Set(lines.slice(-7)).size, 7);
});

test('when all is said the serial port shows one whole picture with the code', async (t) => {
  const { faces, serial } = await stage(t);
  await tellAll(faces, installing);
  t.notRegex(textOf(serial), /▄▄▄▄▄/);
  await tellAll(faces, [{ kind: 'ended', outcome: 'installed', lastWords: ['done'] }]);
  t.regex(textOf(serial), /██ ▄▄▄▄▄ /);
});

test('the screen is drawn whole at every event', async (t) => {
  const { faces, screen } = await stage(t);
  await tellAll(faces, installing);
  const drawn = textOf(screen);
  t.regex(drawn, /step 1 of 6/);
  t.regex(drawn.split('\u001b[H').at(-1) ?? '', /192\.168\.1\.20/);
});

test('the stick keeps a log for people, events for programs and the outcome', async (t) => {
  const { faces, folder } = await stage(t);
  await tellAll(faces, refused);
  const logs = join(folder, 'logs');
  t.regex(textOf(join(logs, 'install.log')), /Two disks would do.*\r\n/);
  t.like(JSON.parse(textOf(join(logs, 'outcome.json'))), { outcome: 'refused' });
  const events = textOf(join(logs, 'events.jsonl')).trim().split('\n').map((line): unknown => JSON.parse(line));
  t.true(events.some((event) => JSON.stringify(event).includes('"kind":"problem"')));
  t.false(readdirSync(logs).some((name) => name.startsWith('support-')));
});

test('the outcome is written down before anyone hears the last words', async (t) => {
  const heard: boolean[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-faces-'));
  const logs = openLogs(join(folder, 'logs'));
  const serial = join(folder, 'serial');
  writeFileSync(serial, '');
  const write = async (name: string, text: string): Promise<void> => {
    heard.push(textOf(serial).includes('last words'));
    await logs.write(name, text);
  };
  const faces = await openFaces({ stick: { ...logs, write }, addresses: async () => [], places: { screen: null, console: serial, page: null } });
  await faces.tell({ kind: 'ended', outcome: 'installed', lastWords: ['last words'] });
  await faces.close();
  t.deepEqual(heard, [false]);
  t.true(textOf(serial).includes('last words'));
  rmSync(folder, { recursive: true });
});

test('a stick that was pulled out is left out, the others are told once, and it goes on', async (t) => {
  const broken = async (): Promise<never> => Promise.reject(new Error('EIO: i/o error, write'));
  const stick = { log: broken, write: broken, append: broken, read: async () => undefined, pack: broken };
  const { faces, serial } = await stage(t, { stick });
  await tellAll(faces, installed);
  const text = textOf(serial);
  t.is(text.split('From now on without the stick: EIO').length, 2);
  t.regex(text, /Installed\. The machine restarts/);
});

test('a machine without screen, serial port and page is installed all the same', async (t) => {
  const places = { screen: '/nonexistent/screen', console: '/nonexistent/console', page: '/dev/null/page.json' };
  const { faces, folder } = await stage(t, { places });
  await t.notThrowsAsync(tellAll(faces, installed));
  const log = textOf(join(folder, 'logs', 'install.log'));
  t.regex(log, /without the screen/);
  t.regex(log, /without the serial port/);
  t.regex(log, /without the web page/);
  t.like(JSON.parse(textOf(join(folder, 'logs', 'outcome.json'))), { outcome: 'installed' });
});

test('without a stick, without addresses, the rest is told', async (t) => {
  const { faces, serial } = await stage(t, { stick: undefined, addresses: () => Promise.reject(new Error('no ip')) });
  await tellAll(faces, installing);
  t.regex(textOf(serial), /step 1 of 6/);
});

test('an installation that stopped is still shown, and leaves the stick alone', async (t) => {
  const { page, port } = await pageOf(t);
  const { faces, folder, serial } = await stage(t, { places: { page } });
  await tellAll(faces, refused);
  const logs = textOf(join(folder, 'logs', 'install.log'));
  const end = faces.remain().then(() => t.fail());
  await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 100))]);
  await faces.tell({ kind: 'addresses', addresses: ['192.168.1.77'] });
  t.is(textOf(join(folder, 'logs', 'install.log')), logs);
  t.regex(textOf(serial), /192\.168\.1\.77/);
  t.regex(await fetchText(port, '/'), /Two disks would do/);
});

test('a problem that was said already is not said again', async (t) => {
  const { faces, serial } = await stage(t);
  await tellAll(faces, [{ kind: 'said', lines: ['Not installed: no disk.'] }, { kind: 'problem', problem: 'no disk.', remedies: [] }, { kind: 'problem', problem: 'no power.', remedies: ['Plug it in.'] }]);
  t.is(textOf(serial).split('no disk.').length, 2);
  t.regex(textOf(serial), /no power\.\r\n\[pintxo\] What helps:\r\n\[pintxo\]   Plug it in\./);
});

test('addresses are found and told without being asked for', async (t) => {
  const { faces, serial } = await stage(t);
  await tellAll(faces, installing);
  t.regex(textOf(serial), /\[pintxo\] to be watched at http:\/\/192\.168\.1\.20\/ http:\/\/pintxo\.local\//);
});

test('planted secrets reach no face but the sheet on the screen, and no file, page or bundle', async (t) => {
  t.timeout(120_000);
  const { page, port } = await pageOf(t);
  const { faces, folder, screen, serial } = await stage(t, { secrets: () => [namedSecret], places: { page } });
  const all = [...Object.values(planted), namedSecret];
  const words = all.map((secret) => `it said ${secret} here`);
  const listener = listen(port);
  const disk = { path: '/dev/sda', name: words.join(' '), verdict: 'chosen', reason: words.join(' ') } as const;
  await tellAll(faces, [
    { kind: 'started', version: '1.2.3' },
    { kind: 'site', name: words.join(' '), domain: words.join(' ') },
    { kind: 'disks', verdicts: [disk] },
    { kind: 'plan', steps: words },
    { kind: 'step', index: 0, state: 'running' },
    { kind: 'said', lines: words },
    { kind: 'recovery-sheet', lines: sheet },
    { kind: 'problem', problem: words.join(' '), remedies: words },
    { kind: 'step', index: 0, state: 'failed' },
    { kind: 'ended', outcome: 'failed', lastWords: words },
  ]);
  const pages = { page: await fetchText(port, '/'), json: await fetchText(port, '/state.json'), stream: listener.stop() };
  const bundle = await unpack(join(folder, 'logs'));
  const logs = Object.fromEntries(readdirSync(join(folder, 'logs')).map((name) => [name, readFileSync(join(folder, 'logs', name), 'latin1')]));
  const places: Record<string, string> = { ...pages, ...logs, ...bundle, serial: textOf(serial) };
  t.true(['state.json', 'events.jsonl', 'kernel.txt', 'disks.txt', 'versions.txt'].every((name) => name in bundle), Object.keys(bundle).join(' '));
  for (const [place, text] of Object.entries(places)) {
    t.true(text.length > 0, place);
    for (const secret of [...all.flatMap(linesOf), recoveryKey]) t.false(text.includes(secret), `${secret} is in ${place}`);
  }
  t.true(textOf(screen).includes(recoveryKey), 'the search would find it');
  for (const secret of all.flatMap(linesOf)) t.false(textOf(screen).includes(secret), `${secret} is on the screen`);
});

test('a sheet that waits is handed out on the page as it is encrypted, and told of nowhere with its content', async (t) => {
  const { page, port } = await pageOf(t);
  const { faces, folder, serial } = await stage(t, { places: { page } });
  await tellAll(faces, [...installing, { kind: 'recovery-sheet', lines: sheet }, { kind: 'recovery-sheet-waiting', encrypted: 'age: nobody reads this' }]);
  t.regex(await fetchText(port, '/'), /href="\/recovery"/);
  t.regex(await fetchText(port, '/recovery'), /href="\/recovery\/recovery-sheet\.age"/);
  t.is(await fetchText(port, '/recovery/recovery-sheet.age'), 'age: nobody reads this');
  const told = [serial, join(folder, 'logs/install.log'), join(folder, 'logs/events.jsonl')].map(textOf).join('\n');
  t.regex(told, /hands it out, encrypted/);
  for (const text of [told, ...(await Promise.all(['/', '/recovery', '/state.json'].map((path) => fetchText(port, path))))]) t.false(text.includes(recoveryKey));
});

const linesOf = (secret: string): string[] =>
  secret.startsWith('https:') ? ['planted-in-url'] : secret.split('\n').filter((line) => !line.startsWith('-'));

async function unpack(logs: string): Promise<Record<string, string>> {
  const name = readdirSync(logs).find((file) => /^support-\d{8}T\d{6}Z\.tar\.gz$/.test(file)) ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-bundle-'));
  await run({ title: 'unpacking', file: 'tar', args: ['-xzf', join(logs, name), '-C', folder] });
  const files = Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  rmSync(folder, { recursive: true });
  return files;
}

/** A page that is answered from a file, by the program that does so on the stick. */
async function pageOf(t: ExecutionContext): Promise<{ page: string; port: number }> {
  const page = join(mkdtempSync(join(tmpdir(), 'pintxo-page-')), 'page.json');
  const { port, close } = await servePage(page, { port: 0, host: '127.0.0.1' });
  t.teardown(close);
  return { page, port };
}

function fetchText(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve(body));
    }).on('error', reject);
  });
}

function listen(port: number): { stop(): string } {
  let heard = '';
  const outgoing = request({ host: '127.0.0.1', port, path: '/events', agent: false }, (response) => {
    response.setEncoding('utf8').on('data', (text: string) => (heard += text));
    response.on('error', () => undefined);
  });
  outgoing.on('error', () => undefined).end();
  return {
    stop: () => {
      outgoing.destroy();
      return heard;
    },
  };
}
