import test from 'ava';
import { join } from 'node:path';
import { needing, treeObstacle } from '../../needing.ts';
import { foldersIn, goldenFolder, renderCase, templates } from './cases.ts';
import { exposures, tooExposed } from './exposure.ts';
import type { Files } from './tree.ts';
import { answersInside, judge } from './validators.ts';

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

for (const folder of [join(goldenFolder, 'router-minimal'), join(goldenFolder, 'static-wan-full'), join(goldenFolder, 'one-link-dhcp'), join(templates, 'discovery/example'), join(templates, 'remote/example')]) {
  judged(`what listens or parses what others send can do little: ${folder.split('/').slice(-2).join('/')}`, async (t) => {
    t.timeout(120_000);
    const ratings = await exposures(await renderCase(folder), root);
    t.true(ratings.size > 20);
    t.deepEqual(tooExposed(ratings), []);
  });
}

judged('a service that is given no sandbox is noticed', async (t) => {
  const { plan, files } = await renderCase(join(goldenFolder, 'router-minimal'));
  const without = new Map([...files].filter(([path]) => !path.includes('unbound.service.d')));
  t.regex(tooExposed(await exposures({ plan, files: without }, root)).join(), /^unbound\.service: 9\.\d$/);
});

const listening = 'systemd-sysusers && mkdir -p /var/lib/pintxo/ssh /run/sshd && ssh-keygen -q -t ed25519 -N "" -f /var/lib/pintxo/ssh/ssh_host_ed25519_key && /usr/sbin/sshd';
const audit = 'ssh-audit --no-colors --level=fail 127.0.0.1';

judged('what SSH offers has no failing of those that ssh-audit knows; what Debian offers would have', async (t) => {
  const { files } = await renderCase(join(goldenFolder, 'router-minimal'));
  const [started, ours] = await answersInside(files, root, [listening], { beside: audit });
  t.is(started?.status, '0', started?.output);
  t.notRegex(ours?.output ?? '', /\[fail\]/);
  t.regex(ours?.status ?? '', /^[02]$/, ours?.output);

  const without = new Map([...files].filter(([path]) => !path.includes('sshd_config.d')));
  const [, plain] = await answersInside(without, root, ['mkdir -p /run/sshd && ssh-keygen -A && /usr/sbin/sshd'], { beside: audit });
  t.regex(plain?.output ?? '', /\[fail\]/);
});

function withMistakes(files: Files): Files {
  const broken = /sshd_config|sudoers|nftables.conf|unbound.conf.d|Caddyfile|caddy.service.d|systemd.network/;
  return new Map([...files].map(([path, file]) => [path, file.kind === 'file' && broken.test(path) ? { ...file, content: `${file.content}\nMistake=1\n` } : file]));
}
