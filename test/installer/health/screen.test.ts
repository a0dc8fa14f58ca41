import test from 'ava';
import { statusScreen } from '../../../installer/health/screen.ts';
import { tellWaiting } from '../../../installer/plan/waiting.ts';
import { columnsOf } from '../../../installer/ui/text.ts';
import type { Status } from '../../../templates/contract.ts';
import { matchesPicture } from '../ui/pictures.ts';

const small = { columns: 80, rows: 25 };

const healthy: Status = {
  state: 'healthy',
  site: { name: 'casa', domain: 'casa.internal' },
  release: { version: '1.2.3', epoch: 1_760_000_000 },
  hostname: 'pintxo1',
  uptimeSeconds: 3600,
  addresses: ['192.168.1.20', 'fd00::20'],
  checks: [{ title: 'DNS resolver', module: 'dns', ok: true, detail: 'running' }],
  services: [{ title: 'This page', host: 'casa.internal', url: 'https://casa.internal/' }],
  authority: {
    fingerprintSha256: Array.from({ length: 32 }, (_, index) => index.toString(16).toUpperCase().padStart(2, '0')).join(':'),
    downloadUrl: 'http://casa.internal/ca.crt',
    validUntil: '2036-01-01',
  },
  updatedAt: '2026-01-31T12:34:56.789Z',
};

const degraded: Status = {
  ...healthy,
  state: 'degraded',
  checks: [
    { title: 'DNS resolver', module: 'dns', ok: false, detail: 'unbound.service is failed' },
    { title: 'Disks', module: 'storage', ok: false, detail: 'a disk is missing: the data is on /dev/sda4 only. Put in a new one and run: sudo pintxo repair' },
    { title: 'Portal', module: 'portal', ok: true, detail: 'answers, certificate good' },
  ],
};

const waiting: Status = { ...healthy, waiting: tellWaiting({ site: { words: 'no key of the present site signed it' } }) };

const starting: Status = { ...healthy, state: 'starting', checks: [], addresses: [], authority: null };

for (const [name, status, reachable] of [
  ['healthy', healthy, ['192.168.1.20', 'fd00::20']],
  ['degraded', degraded, ['192.168.1.20']],
  ['starting', starting, []],
  ['asked for a change', waiting, ['192.168.1.20']],
] as const) {
  test(`the screen of a machine that is ${name} looks as drawn`, (t) => {
    const lines = statusScreen(status, reachable, small);
    matchesPicture(t, `status-${name.replaceAll(' ', '-')}-80x25`, [lines]);
    t.true(lines.length <= 25 && lines.every((line) => columnsOf(line) < 80));
  });
}

test('what is wrong comes with what helps, and nothing of that when all is well', (t) => {
  const text = statusScreen(degraded, ['192.168.1.20'], small).join('\n');
  t.regex(text, /unbound\.service is failed/);
  t.regex(text, /journalctl --boot --unit unbound\.service/);
  t.notRegex(statusScreen(healthy, [], small).join('\n'), /What helps/);
});

test('the screen says how to log in', (t) => {
  for (const status of [healthy, degraded, starting]) t.regex(statusScreen(status, [], small).join('\n'), /Alt\+F2/);
});

test('many failures leave room for what helps', (t) => {
  const checks = Array.from({ length: 40 }, (_, index) => ({ title: `Check ${index}`, module: 'a', ok: false, detail: `a${index}.service is failed` }));
  const lines = statusScreen({ ...degraded, checks }, ['192.168.1.20'], small);
  t.true(lines.length <= 25);
  t.regex(lines.join('\n'), /pintxo status/);
});
