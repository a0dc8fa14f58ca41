import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { needing } from '../needing.ts';
import { goldenFolder, renderCase } from '../builder/render/cases.ts';
import { toolsRoot } from './tools.ts';

const port = 18_080;
const timeoutMs = 60_000;
const tools = await toolsRoot();

/** The rendered Caddyfile without certificates: every block answers in clear, on one port. */
function inClear(caddyfile: string, folder: string, allowed: string): string {
  const [head = '', ...blocks] = caddyfile.split(/\n(?=# |\(|http)/);
  const snippets = blocks.filter((block) => block.startsWith('(') || block.includes('\n(headers)') || block.includes('\n(authority)'));
  const pages = blocks.filter((block) => block.startsWith('https://') || block.startsWith('http:// {'));
  void head;
  return [`{\n\tadmin off\n\tauto_https off\n\thttp_port ${port}\n}`, ...snippets, ...pages]
    .join('\n')
    .replaceAll('https://casa', 'http://casa').replaceAll('https://pintxo', 'http://pintxo').replaceAll('https://10.', 'http://10.')
    .replaceAll(/^\timport certificate$/gm, '')
    .replaceAll('/run/pintxo/portal', folder).replaceAll('/var/lib/pintxo/ca', folder)
    .replaceAll('127.0.0.0/8 ::1', allowed);
}

function ask(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const outgoing = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => resolve(response.resume().statusCode ?? 0));
    outgoing.on('error', () => resolve(0)).end();
  });
}

async function served(allowed: string, look: () => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-ingress-'));
  const { files } = await renderCase(`${goldenFolder}/router-minimal`);
  const file = files.get('/etc/caddy/Caddyfile');
  mkdirSync(join(folder, 'home'));
  writeFileSync(join(folder, 'index.html'), 'page');
  writeFileSync(join(folder, 'root.crt'), 'certificate');
  writeFileSync(join(folder, 'Caddyfile'), inClear(file?.kind === 'file' ? file.content : '', folder, allowed));
  const caddy = spawn(join(tools ?? '', 'usr/bin/caddy'), ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], { env: { HOME: join(folder, 'home') }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  caddy.stderr.on('data', (data: Buffer) => (said += data.toString()));
  try {
    const deadline = Date.now() + timeoutMs / 2;
    while ((await ask('/', { Host: '127.0.0.9' })) === 0 && !said.includes('serving initial configuration')) {
      if (Date.now() > deadline || caddy.exitCode !== null) throw new Error(said.slice(-2000));
      await sleep(200);
    }
    await look();
  } finally {
    if (caddy.exitCode === null) {
      caddy.kill();
      await once(caddy, 'exit');
    }
    rmSync(folder, { recursive: true });
  }
}

const runs = ((): boolean => {
  try {
    execFileSync(join(tools ?? '', 'usr/bin/caddy'), ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
const see = needing(test.serial, runs ? undefined : 'needs the programs of the image, and a computer that runs them');

see('the portal answers its own names and addresses, and no page of another site', async (t) => {
  t.timeout(timeoutMs);
  await served('127.0.0.0/8 ::1', async () => {
    for (const headers of [{ Host: 'casa.internal' }, { Host: 'pintxo.local' }, { Host: '10.0.0.1' }, { Host: 'casa.internal', Origin: 'https://casa.internal' }]) {
      t.is(await ask('/', headers), 200, JSON.stringify(headers));
    }
    for (const path of ['/', '/ca.crt', '/recovery']) {
      for (const headers of [{ Host: 'casa.internal', Origin: 'https://evil.example' }, { Host: 'casa.internal', Origin: 'null' }, { Host: 'pintxo.local', Origin: 'https://casa-internal' }]) {
        t.is(await ask(path, headers), 403, `${path} ${JSON.stringify(headers)}`);
      }
      t.is(await ask(path, { Host: 'evil.example' }), 0, path);
    }
    t.is(await ask('/ca.crt', { Host: '10.3.10.1' }), 200, 'a device that knows an address alone gets the certificate of the house');
  });
});

see('who is in none of the zones of a name gets nothing of it, whatever the path', async (t) => {
  t.timeout(timeoutMs);
  await served('203.0.113.0/24', async () => {
    for (const path of ['/', '/ca.crt', '/recovery']) t.is(await ask(path, { Host: 'casa.internal' }), 0, path);
  });
});
