import test from 'ava';
import { headers, pageHtml, pageMessage, stateJson } from '../../../installer/ui/page.ts';
import type { Event } from '../../../installer/ui/events.ts';
import { publicState } from '../../../installer/ui/state.ts';
import { encrypted, installed, installing, recoveryKey, refused, stateAfter } from './events.ts';

const evil = `<script>alert("1")</script>' onerror=x`;

const hostile: readonly Event[] = [
  { kind: 'started', version: evil },
  { kind: 'addresses', addresses: [evil] },
  { kind: 'site', name: evil, domain: evil },
  { kind: 'disks', verdicts: [{ path: evil, name: evil, verdict: 'refused', reason: evil }] },
  { kind: 'plan', steps: [evil] },
  { kind: 'step', index: 0, state: 'running' },
  { kind: 'said', lines: [evil] },
  { kind: 'problem', problem: evil, remedies: [`${evil}\n${evil}`] },
  { kind: 'ended', outcome: 'refused', lastWords: [evil] },
];

test('whatever is told, nothing of it becomes part of the page', (t) => {
  for (let end = 1; end <= hostile.length; end += 1) {
    const state = publicState(stateAfter(hostile.slice(0, end)));
    const page = pageHtml(state);
    t.false(page.includes('<script>alert'));
    t.false(page.includes(`"1"`));
    t.is([...page.matchAll(/<script>/g)].length, 1);
    t.notRegex(pageMessage(state).replace(/^\{"title":"(?:[^"\\]|\\.)*"/, ''), /<script/);
  }
});

test('the page asks nobody else for anything', (t) => {
  const page = pageHtml(publicState(stateAfter(refused)));
  for (const [, address = ''] of page.matchAll(/(?:src|href)="([^"]*)"/g)) t.regex(address, /^(\/|data:,|http:\/\/(192\.168\.1\.20|\[fd00::20\]|pintxo\.local)\/)$/);
  t.notRegex(page, /@import|url\(/);
});

test('the policy of the page lets its own style and script run and nothing else', (t) => {
  const policy = headers['Content-Security-Policy'] ?? '';
  t.regex(policy, /default-src 'none'/);
  t.notRegex(policy, /unsafe/);
  t.is([...policy.matchAll(/'sha256-/g)].length, 2);
});

test('the page works on a telephone, in the dark and without its script', (t) => {
  const page = pageHtml(publicState(stateAfter(installing)));
  t.regex(page, /width=device-width/);
  t.regex(page, /prefers-color-scheme: dark/);
  t.regex(page, /<noscript><p><a href="\/">Look again<\/a>/);
  t.notRegex(page, /http-equiv="refresh"/, 'a page that reloads by itself takes the place away from who reads it aloud or enlarged');
});

test('the page says which step it is and how far', (t) => {
  const page = pageHtml(publicState(stateAfter(installing)));
  t.regex(page, /step 1 of 6, partitioning the disk/);
  t.regex(page, /value="8"/);
});

test('problems come with what helps, and lines to paste keep their shape', (t) => {
  const page = pageHtml(publicState(stateAfter(refused)));
  t.regex(page, /Two disks would do/);
  t.true(page.includes('machine:\n  systemDisk:\n    serial: WD-2'));
});

test('at the end the page leads to the portal', (t) => {
  t.regex(pageHtml(publicState(stateAfter(installed))), /href="https:\/\/casa\.internal\/"/);
});

test('a message is one line and holds the title and the inside of the page', (t) => {
  const message = pageMessage(publicState(stateAfter(refused)));
  t.false(message.includes('\n'));
  t.like(JSON.parse(message), { title: 'casa: Not installed' });
});

test('the JSON holds the state without the recovery sheet, even when asked with it', (t) => {
  const json = stateJson(stateAfter(encrypted));
  t.like(JSON.parse(json), { phase: 'installing', percent: 8 });
  t.false(json.includes(recoveryKey));
});
