/** A machine whose secrets are known to the test: they are nowhere but where they belong. */
import { join } from 'node:path';
import test from 'ava';
import { type Guest, listFat, type Machine, readFat, startMachine, writeFat } from './harness/index.ts';
import { asRoot, readyGuest } from './guest.ts';
import {
  forwardedNic, notInstalled, password, passwordHash, prepareHardware, siteDomain, siteWithPassword, stickDisk, switchOff, systemDisks,
  waitUntilHealthy, type Hardware,
} from './platform.ts';
import { within } from './harness/wait.ts';
import { firstWords, httpsPage, httpText } from './reach.ts';
import { recoveryKeyOf, sheetPath } from './recovery.ts';
import { containsBytes } from './search.ts';
import { image, workshopFor } from './workshop.ts';

const site = (publicKey: string): string => siteWithPassword(publicKey, 'machine:\n  encryption: required\n');
const hash = passwordHash.slice(-40);

const directory = await workshopFor(test, 'secrets');
let hardware: Hardware;
let machine: Machine;
/** Of a service elsewhere, given with the stick. */
const given = 'stapled-battery-93';
let recoveryKey = '';
/** Everything that was said or shown, by its place. */
const seen = new Map<string, string>();

test.before(async () => {
  hardware = await prepareHardware(join(directory, 'machine'), image, site);
  await writeFat(hardware.stick, 'PINTXO', 'secrets.yaml', `wan.password: ${given}\n`);
});

test.serial('a machine with secrets is installed while its page is watched, and started', async (t) => {
  machine = await startMachine({ name: 'install', directory: hardware.directory, disks: [stickDisk(hardware.stick), ...systemDisks(hardware)], nics: [forwardedNic], tpm: true, onReboot: 'stop' });
  await machine.console.waitFor(/step \d+ of/, { timeoutMs: 600_000, unless: notInstalled });
  const pages = watchPages(machine);
  await machine.console.waitFor('Installed. The machine restarts', { timeoutMs: 600_000, unless: notInstalled });
  await machine.waitForShutdown({ timeoutMs: 300_000 });
  seen.set('console of the installation', machine.console.text());
  seen.set('page of the installation', (await pages).join('\n'));
  recoveryKey = await recoveryKeyOf(hardware);
  machine = await startMachine({ name: 'node', directory: hardware.directory, disks: systemDisks(hardware), nics: [forwardedNic], tpm: true });
  await waitUntilHealthy(machine);
  t.regex(recoveryKey, /^[a-z-]{71}$/);
});

test.serial('no secret is in anything that was said, shown or written down', async (t) => {
  const guest = await readyGuest(machine, hardware);
  for (const [place, text] of await everythingShown(guest)) seen.set(place, text);
  for (const [place, text] of await everythingOnStick()) seen.set(place, text);
  for (const [place, text] of seen) {
    for (const secret of [password, hash, recoveryKey, given]) t.false(text.includes(secret), `${secret} is in: ${place}`);
    t.false(/PRIVATE KEY|AGE-SECRET-KEY/.test(text), `a private key is in: ${place}`);
  }
  t.true(seen.size >= 12);
  t.true((await readFat(hardware.stick, 'PINTXO', 'site.yaml')).includes(hash), 'the search would find it');
});

test.serial('where a secret belongs, only root may read it', async (t) => {
  const guest = await readyGuest(machine, hardware);
  t.regex(await holders(guest, hash), /\/etc\/shadow/);
  t.regex(await holders(guest, given), /\/var\/lib\/pintxo\/secrets\/wan\.password/);
  for (const secret of [hash, recoveryKey, given]) {
    for (const holder of lines(await holders(guest, secret))) t.regex(holder, /^6[04]0:root:/, 'only root may read it');
  }
});

test.serial('the recovery key is nowhere in clear on the stick or the disk, deleted files included', async (t) => {
  await switchOff(machine);
  t.false(await containsBytes(hardware.stick, recoveryKey));
  t.false(await containsBytes(hardware.disk, recoveryKey));
  t.false(await containsBytes(hardware.stick, given), 'what was given is gone from the stick');
  t.false(await containsBytes(hardware.disk, given));
  t.false(await containsBytes(hardware.disk, hash), 'the data is encrypted');
  t.true(await containsBytes(hardware.stick, hash), 'the search would find it');
});

async function everythingShown(guest: Guest): Promise<Array<[string, string]>> {
  const port = machine.hostPort(80);
  const authority = await httpText(port, siteDomain, '/ca.crt');
  return [
    ['console of the node', machine.console.text()],
    ['journal', await asRoot(guest, 'journalctl --no-pager --output=cat')],
    ['kernel log', await asRoot(guest, 'dmesg')],
    ['processes', await guest.output('ps axeww -o args')],
    ['environment of the services', await asRoot(guest, 'systemctl show --property=Environment "*.service"')],
    ['status', await guest.output('pintxo status --json')],
    ['screen', await asRoot(guest, 'cat /dev/vcs1 || true')],
    ['portal', (await httpsPage(machine.hostPort(443), siteDomain, authority)).body],
    ['what everybody may read', await guest.output("find /run /var/log /var/lib /tmp /etc /efi -xdev -type f -readable -size -1M -exec cat {} + 2> /dev/null | tr -d '\\0'")],
    ['what SSH says first', await firstWords(machine.hostPort(22), 20_000)],
  ];
}

async function everythingOnStick(): Promise<Array<[string, string]>> {
  const files = (await listFat(hardware.stick, 'PINTXO')).filter((file) => file !== 'site.yaml' && file !== sheetPath);
  return Promise.all(files.map(async (file): Promise<[string, string]> => [`${file} on the stick`, await readFat(hardware.stick, 'PINTXO', file)]));
}

/** What the page of the installation shows, again and again until the machine is off; empty where there is no page. */
async function watchPages(installing: Machine): Promise<string[]> {
  const pages: string[] = [];
  const off = installing.waitForShutdown({ timeoutMs: 900_000 }).then(() => true, () => true);
  for (let isOff = false; !isOff; isOff = (await within(off, 3000)) ?? false) {
    pages.push(await httpText(installing.hostPort(80), siteDomain, '/').catch(() => ''));
  }
  return pages;
}

// By a file: sudo notes the commands it runs.
async function holders(guest: Guest, secret: string): Promise<string> {
  await guest.writeFile('wanted', secret);
  const found = await asRoot(guest, 'grep -rlsF -f /home/ana/wanted /etc /run /var/lib /var/log | xargs -r stat --format=%a:%U:%n');
  await guest.output('rm wanted');
  return found;
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
