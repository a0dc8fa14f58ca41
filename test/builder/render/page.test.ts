import test from 'ava';
import { durationInWords, renderPage } from '../../../builder/render/page.ts';
import type { Status } from '../../../templates/contract.ts';

const status: Status = {
  state: 'degraded',
  site: { name: 'casa', domain: 'casa.internal' },
  release: { version: '1.2.3', epoch: 0 },
  hostname: 'pintxo1',
  uptimeSeconds: 7300,
  addresses: ['10.0.0.1'],
  checks: [{ title: 'DNS', module: 'dns', ok: false, detail: '<script>' }],
  services: [],
  authority: null,
  updatedAt: '2026-01-01T00:00:00Z',
};

test('what a page shows cannot become markup', (t) => {
  t.is(renderPage('{{#each checks}}{{detail}}{{/each}}', status), '&lt;script&gt;');
});

test('a page that asks for what the status has not is an error', (t) => {
  t.throws(() => renderPage('{{weather}}', status), { message: /weather/ });
});

test('a duration is told in its largest unit', (t) => {
  t.deepEqual([0, 1, 59, 60, 7300, 86_400, 200_000].map(durationInWords), ['0 seconds', '1 second', '59 seconds', '1 minute', '2 hours', '1 day', '2 days']);
});
