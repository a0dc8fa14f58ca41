import test from 'ava';
import { join } from 'node:path';
import { needing, treeObstacle } from '../../needing.ts';
import { foldersIn, goldenFolder, renderCase } from './cases.ts';
import type { Files } from './tree.ts';
import { judge } from './validators.ts';

const root = process.env['PINTXO_TOOLS_ROOT'] ?? '';
const judged = needing(test.serial, treeObstacle('PINTXO_TOOLS_ROOT', true));

for (const name of foldersIn(goldenFolder)) {
  judged(`Debian's own programs accept the files of the site ${name}, and its services answer`, async (t) => {
    t.timeout(120_000);
    const verdicts = await judge(await renderCase(join(goldenFolder, name)), root);
    t.true(verdicts.length > 10);
    t.deepEqual(verdicts.filter((verdict) => !verdict.ok), []);
  });
}

judged("Debian's own programs notice mistakes in the files", async (t) => {
  t.timeout(120_000);
  const { plan, files } = await renderCase(join(goldenFolder, 'router-minimal'));
  const verdicts = await judge({ plan, files: withMistakes(files) }, root);
  const noticed = verdicts.filter((verdict) => !verdict.ok).map((verdict) => verdict.validator);
  for (const name of ['sshd', 'sudo', 'firewall, loaded twice', 'resolver', 'ingress', 'units', 'link names', 'links']) t.true(noticed.includes(name), name);
});

function withMistakes(files: Files): Files {
  const broken = /sshd_config|sudoers|nftables.conf|unbound.conf.d|Caddyfile|caddy.service.d|systemd.network/;
  return new Map([...files].map(([path, file]) => [path, file.kind === 'file' && broken.test(path) ? { ...file, content: `${file.content}\nMistake=1\n` } : file]));
}
