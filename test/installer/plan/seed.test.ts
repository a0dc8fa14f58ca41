import test from 'ava';
import { platformUserData } from '../../../builder/media/cloud-init/index.ts';
import { readSeed, seedSitePath } from '../../../installer/plan/seed.ts';

const siteText = 'site:\n  name: casa # ñ "quoted"\n\tand a tab\r\n';

function read(text: string): string | undefined {
  const seed = readSeed(Buffer.from(text));
  if (seed === undefined) return undefined;
  return 'problem' in seed ? `problem: ${seed.problem}` : Buffer.from(seed.bytes).toString();
}

const written = (lines: string): string => `#cloud-config\nwrite_files:\n  - path: ${seedSitePath}\n${lines}`;

test('the seed that the builder writes gives site.yaml byte for byte', (t) => {
  t.is(read(platformUserData(siteText)), siteText);
});

test('site.yaml may stand in it as plain text too', (t) => {
  t.is(read(written('    content: |\n      site:\n        name: casa\n')), 'site:\n  name: casa\n');
});

test('what is in it besides does not matter, and the last file of that name counts', (t) => {
  const text = `${written('    content: one\n')}  - path: ${seedSitePath}\n    content: two\n    permissions: "0600"\n  - path: /etc/motd\nssh_pwauth: no\n`;
  t.is(read(text), 'two');
});

test('the seed of somebody else is none', (t) => {
  for (const text of ['', '#!/bin/sh\necho hello\n', '#cloud-config\n', '#cloud-config\nhostname: x\n', `#cloud-configuration\nx: ${seedSitePath}\n`, '#cloud-config\n{[']) t.is(read(text), undefined);
});

test('a seed that was meant for us and is broken says so', (t) => {
  t.regex(read(written('    encoding: gz+b64\n    content: H4sI\n')) ?? '', /problem: .*gz\+b64/);
  t.regex(read(written('    encoding: b64\n    content: "not base64!"\n')) ?? '', /problem: .*not the base64/);
  t.regex(read(`#cloud-config\nwrite_files: ${seedSitePath}\n`) ?? '', /problem: .*no cloud-config/);
});
