import test, { type ExecutionContext } from 'ava';
import { join } from 'node:path';
import { foldersIn, goldenFolder, renderCase } from './cases.ts';
import type { Files } from './tree.ts';
import { judge } from './validators.ts';

const root = process.getuid?.() === 0 ? process.env['PINTXO_TOOLS_ROOT'] : undefined;
const notJudged =
  'Not judged: needs root, and PINTXO_TOOLS_ROOT with the path of an unpacked Debian 13 tree that has the packages of the modules.';

for (const name of foldersIn(goldenFolder)) {
  test.serial(`Debian's own programs accept the files of the site ${name}, and its services answer`, async (t) => {
    if (root === undefined) return void skip(t);
    t.timeout(120_000);
    const verdicts = await judge(await renderCase(join(goldenFolder, name)), root);
    t.true(verdicts.length > 10);
    t.deepEqual(verdicts.filter((verdict) => !verdict.ok), []);
  });
}

test.serial("Debian's own programs notice mistakes in the files", async (t) => {
  if (root === undefined) return void skip(t);
  t.timeout(120_000);
  const { plan, files } = await renderCase(join(goldenFolder, 'router-minimal'));
  const verdicts = await judge({ plan, files: withMistakes(files) }, root);
  const noticed = verdicts.filter((verdict) => !verdict.ok).map((verdict) => verdict.validator);
  for (const name of ['sshd', 'sudo', 'firewall, loaded twice', 'resolver', 'ingress', 'units', 'link names', 'links']) t.true(noticed.includes(name), name);
});

function skip(t: ExecutionContext): void {
  t.log(notJudged);
  t.pass();
}

function withMistakes(files: Files): Files {
  const broken = /sshd_config|sudoers|nftables.conf|unbound.conf.d|Caddyfile|caddy.service.d|systemd.network/;
  return new Map([...files].map(([path, file]) => [path, file.kind === 'file' && broken.test(path) ? { ...file, content: `${file.content}\nMistake=1\n` } : file]));
}
