import test from 'ava';
import { join } from 'node:path';
import { needing, treeObstacle } from '../../needing.ts';
import { foldersIn, goldenFolder, renderCase, templates } from './cases.ts';
import { exposures, tooExposed } from './exposure.ts';
import { saidInside } from './running.ts';
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

for (const folder of [join(goldenFolder, 'router-minimal'), join(goldenFolder, 'static-wan-full'), join(goldenFolder, 'one-link-dhcp'), join(templates, 'discovery/example'), join(templates, 'remote/example'), join(templates, 'dialling/example'), join(templates, 'tunnelling/example')]) {
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

const sandboxed = ['unbound', 'avahi-daemon', 'pintxo-addressing', 'pintxo-guard', 'dbus-broker', 'systemd-journald', 'systemd-logind'];

const work = `
systemctl start ${sandboxed.join(' ')} ssh nftables
sleep 3
for unit in ${sandboxed.join(' ')} ssh; do echo "$unit: $(systemctl is-active "$unit")"; done
systemctl reload unbound && sleep 1
node -e "const d = require('node:dns'); d.setServers(['127.0.0.1']); d.resolve4('pintxo1.mgmt.internal', (error, found) => console.log('resolved:', error ? error.code : found.join()))"
for try in 1 2 3 4; do logger -p auth.info -t 'sshd[999]' 'Failed password for root from 203.0.113.66 port 4242 ssh2'; done
sleep 3
nft list set ip sshguard attackers | grep -o 203.0.113.66 | sed 's/^/kept out: /'
for name in unbound avahi-daemon; do grep -hE '^(Uid|CapEff|NoNewPrivs|Seccomp):' "/proc/$(pidof "$name" | awk '{print $1}')/status" | awk -v name="$name" '{print name, $1, $2}'; done
journalctl --boot --no-pager --output=cat --unit=unbound --unit=avahi-daemon --unit=pintxo-addressing --unit=pintxo-guard --unit=dbus-broker | grep -iE 'not permitted|permission denied|fatal|SIGSYS' | sed 's/^/refused: /'
`;

let running: Promise<string> | undefined;
const said = (tools: string): Promise<string> => (running ??= renderCase(join(goldenFolder, 'router-minimal')).then((rendered) => saidInside(rendered, tools, work, 280_000)));

judged('the services do their work in their sandboxes, under a real systemd', async (t) => {
  t.timeout(300_000);
  const answers = await said(root);
  t.log(answers);
  for (const unit of [...sandboxed, 'ssh']) t.true(answers.includes(`${unit}: active`), unit);
  t.regex(answers, /^resolved: 10\.0\.0\.1$/m);
  t.regex(answers, /^kept out: 203\.0\.113\.66$/m);
  t.notRegex(answers, /^refused:/m);
});

judged('whoever takes over the resolver or the name service is nobody and may do nothing', async (t) => {
  t.timeout(300_000);
  const answers = await said(root);
  t.notRegex(answers, /Uid: 0$/m);
  // The right to a port below 1024, and none at all.
  for (const line of ['unbound CapEff: 0000000000000400', 'avahi-daemon CapEff: 0000000000000000', 'unbound NoNewPrivs: 1', 'avahi-daemon NoNewPrivs: 1', 'unbound Seccomp: 2', 'avahi-daemon Seccomp: 2']) t.true(answers.includes(line), line);
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
