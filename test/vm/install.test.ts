/** One machine's life: installed without any network, reached from outside, restarted with the stick in, damaged. */
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { z } from 'zod';
import { release } from '../../builder/system/release.ts';
import { corrupt, findPartition, listFat, readFat, startMachine, until, type Machine } from './harness/index.ts';
import { tooExposed } from '../builder/render/exposure.ts';
import { runningExposures } from './exposure.ts';
import { asRoot, readyGuest } from './guest.ts';
import {
  forwardedNic, hopeless, installFromStick, password, passwordHash, prepareHardware, siteDomain, siteWithPassword, startInstalled,
  stickDisk, switchOff, systemDisk, waitUntilHealthy, type Hardware,
} from './platform.ts';
import { firstWords, httpsPage, httpText, lookUp } from './reach.ts';
import { findBytes } from './search.ts';
import { image, workshopFor } from './workshop.ts';

const { version } = release();

const StatusOutput = z.object({ authority: z.object({ fingerprintSha256: z.string() }) });

// A file that is rendered and in no image, the same with one link and with two.
const isOlderThanTheStart = `[ "$(stat -c %Y /etc/ssh/sshd_config.d/pintxo.conf)" -lt "$(awk '/^btime/ {print $2}' /proc/stat)" ] && echo earlier`;

const plantedSecrets = [passwordHash.slice(-40), password];

const directory = await workshopFor(test, 'install');
let hardware: Hardware;
let machine: Machine | undefined;

test.before(async () => {
  hardware = await prepareHardware(directory, image, siteWithPassword);
});

test.serial('a stick installs the only blank disk with nobody watching and no network', async (t) => {
  const { console: serial } = await installFromStick(hardware, { nics: [] });
  t.regex(serial.text(), /chosen: it is blank/);
  t.regex(serial.text(), /excluded: this system was started from it/);
});

test.serial('the stick keeps a log, the inventory, the journal of steps and the outcome', async (t) => {
  const files = await listFat(hardware.stick, 'PINTXO');
  for (const name of ['install.log', 'inventory.json', 'journal.jsonl', 'outcome.json']) t.true(files.includes(`logs/${name}`), name);
  t.like(JSON.parse(await readFat(hardware.stick, 'PINTXO', 'logs/outcome.json')), { outcome: 'installed' });
  const journal = await readFat(hardware.stick, 'PINTXO', 'logs/journal.jsonl');
  t.regex(journal, /"step":"commit \/dev\/vda","state":"done"/);
});

test.serial('the installed machine starts from its disk without the stick and becomes healthy', async (t) => {
  machine = await startInstalled(hardware);
  const guest = await readyGuest(machine, hardware);
  t.is((await guest.run('pintxo status')).exitCode, 0);
  t.like(JSON.parse(await guest.output('pintxo status --json')), { state: 'healthy', site: { domain: siteDomain } });
});

test.serial('SSH takes the key of the administrator and no password', async (t) => {
  const guest = await readyGuest(running(), hardware);
  t.is((await guest.output('id --user --name')).trim(), 'ana');
  t.regex(await asRoot(guest, 'sshd -T'), /^passwordauthentication no$/m);
  t.regex(await firstWords(running().hostPort(22), 20_000), /^SSH-2\.0-/);
});

test.serial('a site.yaml with a mistake is refused by apply, and nothing changes', async (t) => {
  const guest = await readyGuest(running(), hardware);
  const plan = await asRoot(guest, 'cp /var/lib/pintxo/site.yaml /var/lib/pintxo/site.kept && sha256sum /run/pintxo/plan.json');
  const [status, said] = [await asRoot(guest, 'sed -i "s/name: casa/name: CASA!/" /var/lib/pintxo/site.yaml; pintxo apply > /run/said 2>&1; echo $?'), await asRoot(guest, 'cat /run/said')];
  t.is(status.trim(), '1');
  t.regex(said, /cannot be the name of a site[\s\S]*Nothing was changed/);
  t.is(await asRoot(guest, 'sha256sum /run/pintxo/plan.json'), plan);
  t.is((await asRoot(guest, 'pintxo apply --automatic > /dev/null 2>&1; echo $?')).trim(), '0', 'the machine itself serves on with the last one that worked');
  t.is((await asRoot(guest, 'mv /var/lib/pintxo/site.kept /var/lib/pintxo/site.yaml; pintxo apply > /dev/null 2>&1; echo $?')).trim(), '0');
});

test.serial('what listens or parses what others send can do little, and its sandbox refused it nothing that it needs', async (t) => {
  const guest = await readyGuest(running(), hardware);
  t.deepEqual(tooExposed(await runningExposures(guest)), []);
  t.notRegex(await asRoot(guest, 'journalctl --boot --no-pager --output=cat'), /unbound.*(Operation not permitted|Permission denied)|avahi.*(Operation not permitted|Permission denied)|type=1326|code=killed, status=31\/SYS/);
});

test.serial('the boot loader counts a version as good once it is healthy', async (t) => {
  const guest = await readyGuest(running(), hardware);
  const loaders = (): Promise<string> => asRoot(guest, 'ls /efi/EFI/Linux');
  // A name with counted tries (`+2-1`) loses them.
  await until(async () => (await loaders()).trim() === `pintxo_${version}.efi`, { timeoutMs: 60_000, what: 'the blessing of the boot loader entry', everyMs: 1000 });
  t.pass();
});

test.serial('DNS answers for the names of the node, without internet', async (t) => {
  const port = running().hostPort(53);
  // The lease may come after the node is healthy; names follow it.
  await until(async () => (await lookUp(port, siteDomain))[0] === '10.0.2.15', { timeoutMs: 120_000, what: 'the leased address in DNS', everyMs: 1000 });
  t.deepEqual(await lookUp(port, 'pintxo1.mgmt.internal'), ['10.0.2.15']);
  t.deepEqual(await lookUp(port, `nobody.${siteDomain}`), []);
});

test.serial("HTTPS serves the portal with a chain that ends in the site's own authority", async (t) => {
  const authority = await httpText(running().hostPort(80), siteDomain, '/ca.crt');
  const page = await httpsPage(running().hostPort(443), siteDomain, authority);
  t.is(page.status, 200);
  t.regex(page.body, /Healthy/);
  t.regex(page.body, /SSH/);
  const status = StatusOutput.parse(JSON.parse(await (await readyGuest(running(), hardware)).output('pintxo status --json')));
  t.is(new X509Certificate(authority).fingerprint256, status.authority.fingerprintSha256);
  t.true(page.body.includes(status.authority.fingerprintSha256), 'the portal shows the fingerprint');
  await t.throwsAsync(httpsPage(running().hostPort(443), 'elsewhere.example', authority));
});

test.serial('a port that nobody declared stays closed although a program listens on it', async (t) => {
  const guest = await readyGuest(running(), hardware);
  await guest.output(`nohup node -e "require('net').createServer(s => s.end('open')).listen(8080)" > /dev/null 2>&1 &`);
  t.is((await guest.output(`sleep 2; node -e "require('net').connect(8080).on('data', d => console.log(String(d)))"`)).trim(), 'open');
  t.is(await firstWords(running().hostPort(8080), 10_000), '');
});

test.serial('no secret is in a log, on the stick, in the status or on the portal', async (t) => {
  const guest = await readyGuest(running(), hardware);
  const texts = {
    console: running().console.text(),
    journal: await guest.output('journalctl --boot --no-pager --output=cat'),
    status: await guest.output('pintxo status --json'),
    processes: await guest.output('ps axww -o args'),
    portal: await guest.output('cat /run/pintxo/portal/*'),
    stickLog: await readFat(hardware.stick, 'PINTXO', 'logs/install.log'),
    stickJournal: await readFat(hardware.stick, 'PINTXO', 'logs/journal.jsonl'),
  };
  for (const [place, text] of Object.entries(texts)) {
    for (const secret of plantedSecrets) t.false(text.includes(secret), `${secret} is in ${place}`);
    t.false(text.includes('PRIVATE KEY'), `a private key is in ${place}`);
  }
  t.true((await readFat(hardware.stick, 'PINTXO', 'site.yaml')).includes(plantedSecrets[0] ?? '?'), 'the search would find it');

  // By a file: sudo notes the commands it runs.
  await guest.writeFile('wanted', plantedSecrets[0] ?? '?');
  const holders = await asRoot(guest, 'grep -rlsF -f /home/ana/wanted /etc /run /var/lib /var/log | xargs stat --format=%a:%U:%n');
  t.regex(holders, /\/etc\/shadow/);
  for (const holder of holders.trim().split('\n')) t.regex(holder, /^6[04]0:root:/, 'only root may read it');
});

test.serial('with the stick still in the machine does not install again; a restart keeps /var and forgets changes in /etc', async (t) => {
  const guest = await readyGuest(running(), hardware);
  await guest.output('echo kept > ~/kept.txt');
  await asRoot(guest, 'echo changed > /etc/motd; echo stays > /etc/drift; echo kept > /var/lib/kept; sync');
  await switchOff(running());
  machine = await startMachine({ name: 'stick-left-in', directory, disks: [stickDisk(hardware.stick), systemDisk(hardware.disk)], nics: [forwardedNic] });
  await machine.console.waitFor('This machine is installed already', { timeoutMs: 600_000, unless: hopeless });
  await waitUntilHealthy(machine);
  const again = await readyGuest(machine, hardware);
  t.is(await again.output('cat ~/kept.txt /var/lib/kept'), 'kept\nkept\n');
  t.is(await again.output('cat /etc/motd; ls /etc/drift 2>&1 || true'), "ls: cannot access '/etc/drift': No such file or directory\n");
  t.is(await again.output(isOlderThanTheStart), 'earlier\n', 'what was rendered last is in place before bring-up');
  t.like(JSON.parse(await readFat(hardware.stick, 'PINTXO', 'logs/outcome.json')), { outcome: 'handed-over' });
});

test.serial('a damaged block of the root is noticed, and what it held is not served', async (t) => {
  await switchOff(running());
  const root = await findPartition(hardware.disk, `pintxo_${version}`);
  const offset = await findBytes(hardware.disk, root.offset, root.size, `{"version":"${version}","epoch":`);
  await corrupt(hardware.disk, offset, 16);
  machine = await startMachine({ name: 'damaged', directory, disks: [systemDisk(hardware.disk)], nics: [forwardedNic] });
  await machine.console.waitFor(/verity: \S+ data block \d+ is corrupted/, { timeoutMs: 600_000, what: 'verity noticing the damage', unless: `${siteDomain} is healthy` });
  await machine.stop({ keep: true });
  t.notRegex(machine.console.text(), /is healthy/);
});

function running(): Machine {
  if (machine === undefined) throw new Error('no machine is running: an earlier test failed');
  return machine;
}
