import { gunzipSync, gzipSync } from 'node:zlib';
import test from 'ava';
import { platformUserData } from '../../../builder/media/cloud-init/index.ts';
import { readSeed, seedSitePath } from '../../../installer/plan/seed.ts';

const siteText = 'site:\n  name: casa # ñ "quoted"\n\tand a tab\r\n';

const unpack = (packed: Uint8Array): Uint8Array | undefined => {
  try {
    return gunzipSync(packed);
  } catch {
    return undefined;
  }
};

function read(text: string | Uint8Array): string | undefined {
  const seed = readSeed(typeof text === 'string' ? Buffer.from(text) : text, unpack);
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
  for (const text of ['', '#!/bin/sh\necho hello\n', '#cloud-config\n', '#cloud-config\nhostname: x\n', '#cloud-configuration\nx: 1\n', '#cloud-config\n{[', 'Content-Type: multipart/mixed\n\n--x\n#cloud-config\n']) t.is(read(text), undefined);
});

test('a seed that was meant for us and is broken says so', (t) => {
  t.regex(read(written('    encoding: gz+b64\n    content: H4sI\n')) ?? '', /problem: .*gz\+b64/);
  t.regex(read(written('    encoding: b64\n    content: "not base64!"\n')) ?? '', /problem: .*not the base64/);
  t.regex(read(`#cloud-config\nwrite_files: ${seedSitePath}\n`) ?? '', /problem: .*no cloud-config/);
});

const site = 'site:\n  name: casa\n';
const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64');

test('site.yaml may be packed, or bytes, or come in parts, as cloud-init takes it', (t) => {
  const ways = [
    written(`    content: !!binary |\n      ${base64(site)}\n`),
    written(`    encoding: gzip\n    content: !!binary |\n      ${base64(gzipSync(site))}\n`),
    ...['gz+b64', 'gzip+base64', 'GZ+BASE64'].map((encoding) => written(`    encoding: ${encoding}\n    content: ${base64(gzipSync(site))}\n`)),
    `\ufeff${written(`    encoding: b64\n    content: ${base64(site)}\n`)}`,
    `${written('    content: "site:\\n"\n')}  - path: ${seedSitePath}\n    append: true\n    content: "  name: casa\\n"\n`,
    gzipSync(written(`    encoding: b64\n    content: ${base64(site)}\n`)),
  ];
  for (const way of ways) t.is(read(way), site, String(way));
});

const plain = `write_files:\n  - path: ${seedSitePath}\n    encoding: b64\n    content: ${base64(site)}\n`;

const unusable: Readonly<Record<string, readonly [string, RegExp]>> = {
  'parts of a mail': [`Content-Type: multipart/mixed; boundary="B"\nMIME-Version: 1.0\n\n--B\nContent-Type: text/cloud-config\n\n#cloud-config\n${plain}\n--B--\n`, /several parts \(MIME\)/],
  'parts of a mail in base64': [`Content-Type: multipart/mixed; boundary="B"\n\n--B\nContent-Type: text/cloud-config\nContent-Transfer-Encoding: base64\n\n${base64(`#cloud-config\n${plain}`)}\n--B--\n`, /several parts \(MIME\)/],
  'a template': [`## template: jinja\n#cloud-config\n${plain}`, /template/],
  'an archive': [`#cloud-config-archive\n- type: text/cloud-config\n  content: |\n    ${plain.replaceAll('\n', '\n    ')}`, /archive/],
  'a program': [`#!/bin/sh\ncat > ${seedSitePath} << END\n`, /a program/],
  'an empty first line': [`\n#cloud-config\n${plain}`, /first line is not #cloud-config/],
  'no first line of its kind': [plain, /first line is not #cloud-config/],
  'a blank in its first line': [`# cloud-config\n${plain}`, /first line is not #cloud-config/],
  'a longer word in its first line': [`#cloud-configuration\n${plain}`, /first line is not #cloud-config/],
  'a map for a text': [written('    content:\n      site:\n        name: casa\n'), /is no text; write content: \|/],
  'a map for a list': [`#cloud-config\nwrite_files:\n  path: ${seedSitePath}\n  content: x\n`, /is no cloud-config/],
  'another ending': [`#cloud-config\n${plain.replace('site.yaml', 'site.yml')}`, /by just this name/],
  'an address': [written('    source:\n      uri: https://example.org/site.yaml\n'), /fetched from elsewhere/],
  'nothing': [written('    content: ""\n'), /is empty/],
};

for (const [title, [text, said]] of Object.entries(unusable)) {
  test(`a seed that was meant for us says why it cannot be used: ${title}`, (t) => t.regex(read(text) ?? '', said));
}

test('what is packed and cannot be unpacked is told, whoever it was meant for', (t) => {
  t.regex(read(Uint8Array.from([0x1f, 0x8b, 1, 2, 3])) ?? '', /problem: it is packed/);
  const seed = readSeed(gzipSync('#cloud-config\n'));
  t.true(seed !== undefined && 'problem' in seed);
});
