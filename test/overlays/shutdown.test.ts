/** What a shutdown does to the data, by the files that go into the image. */
import test from 'ava';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../architecture/tree.ts';

test('the journal leaves /var at shutdown, before it is unmounted', (t) => {
  const lines = readFileSync(join(repository, 'overlays/root/usr/lib/systemd/system/systemd-journal-flush.service.d/pintxo.conf'), 'utf8').split('\n');
  for (const line of ['[Unit]', 'Conflicts=umount.target', 'Before=umount.target']) t.true(lines.includes(line), line);
});

test('and so do all services, which come after the file systems', (t) => {
  t.regex(readFileSync(join(repository, 'overlays/root/usr/lib/systemd/system/var.mount.d/pintxo.conf'), 'utf8'), /^\[Unit\]\nBefore=local-fs\.target$/m);
});
