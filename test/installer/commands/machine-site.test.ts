import test from 'ava';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSiteFile } from '../../../installer/commands/machine-site.ts';

const folder = await mkdtemp(join(tmpdir(), 'pintxo-site-'));
test.after.always(() => rm(folder, { recursive: true }));

test('a site file with mistakes gives them, each with its place, and never another file instead', async (t) => {
  const path = join(folder, 'site.yaml');
  await writeFile(path, 'site: { name: CASA! }\nadmin: { name: ana }\n');
  const read = await readSiteFile(path);
  t.true('problems' in read);
  t.regex('problems' in read ? read.problems : '', /error\[site\.name\][\s\S]*site\.yaml:1:15[\s\S]*error\[admin\.sshKeys\]/);
});

test('one that is not there is broken too', async (t) => {
  t.true('problems' in (await readSiteFile(join(folder, 'missing.yaml'))));
});
