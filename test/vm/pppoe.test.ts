/** A router that dials its provider (PPPoE), with a password that the stick brought: a real access concentrator in another machine. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { needing } from '../needing.ts';
import { toolsRoot } from '../network/tools.ts';
import { type ConsoleShell, createHub, type Hub, listFat, logIn, type Machine, type NicSpec, startMachine, until } from './harness/index.ts';
import { run } from './harness/process.ts';
import { administrator, installFromStick, password as login, prepareHardware, siteWithPassword, switchOff, systemDisks, waitUntilHealthy, type Hardware } from './platform.ts';
import { type Concentrator, startConcentrator } from './pppoe/concentrator.ts';
import { containsBytes } from './search.ts';
import { image, workshopFor } from './workshop.ts';

const account = { user: 'ana@provider.example', password: 'stapled-battery-93' };
const dialled = `machine:\n  encryption: required\nnetwork:\n  wan:\n    pppoe:\n      user: ${account.user}\n`;
const internet = '203.0.113.80';
// Of an emulated machine: two tries, and what is slow in them.
const dialMs = 240_000;
const program = fileURLToPath(new URL('../../dist/pintxo.js', import.meta.url));
const cache = fileURLToPath(new URL('../../.cache/concentrator', import.meta.url));

let hubs: readonly [Hub, Hub];
let provider: Concentrator;
let hardware: Hardware;
let node: Machine;
let console: ConsoleShell;
let saidWhileInstalling = '';

const tools = await toolsRoot();
const directory = await workshopFor(test, 'pppoe', async () => {
  for (const hub of hubs) await hub.stop();
});
const see = needing(test.serial, tools === undefined ? 'needs the packages of the image' : undefined);

test.before(async () => {
  hubs = [await createHub(), await createHub()];
  hardware = await prepareHardware(join(directory, 'node'), image, (key) => siteWithPassword(key, dialled));
});

see('a password given to the stick is on the machine after the installation, and off the stick', async (t) => {
  const said = await run(process.execPath, [program, 'configure', hardware.stick, '--secret', 'wan.password'], { what: 'giving the password', input: `${account.password}\n` });
  t.regex(said, /wan\.password lies in clear/);
  t.true(await containsBytes(hardware.stick, account.password), 'the search would find it');
  const installing = await installFromStick(hardware, { tpm: true });
  saidWhileInstalling = installing.console.text();
  t.false((await listFat(hardware.stick, 'PINTXO')).includes('secrets.yaml'));
  t.false(await containsBytes(hardware.stick, account.password), 'also not where it lay');
  t.false(await containsBytes(hardware.disk, account.password), 'the data is encrypted');
});

see('the port on which a provider answers is the way outside, and the password is accepted', async (t) => {
  provider = await startConcentrator(tools ?? '', cache, account, [cable(0, 'aa'), cable(1, 'ab')]);
  node = await startMachine({ name: 'pppoe', directory: hardware.directory, disks: systemDisks(hardware), nics: [cable(1, '21'), cable(0, '20')], tpm: true });
  await waitUntilHealthy(node);
  console = await logIn(node.console, administrator, login);
  await connected();
  t.is((await console.output('cat /sys/class/net/wan0/address')).trim(), macOf('20'));
  t.is((await console.output(`ping -c 1 -W 5 ${internet} > /dev/null && echo passes`)).trim(), 'passes');
  t.regex(await console.output('ip -brief address show wan0'), /UP\s*$/, 'the cable itself has no address');
  t.regex(await console.output('pintxo status'), /ok +Internet access \(PPPoE\): connected as .*198\.51\.100\.2/);
  t.is((await asRoot('cat /sys/class/net/ppp-wan/mtu')).trim(), '1492');
});

see('the house reaches the internet over it, and nothing comes in from there', async (t) => {
  await until(async () => (await provider.console.output('lease')).includes('10.3.10.'), { timeoutMs: dialMs, what: 'an address in the house', everyMs: 3000 });
  t.is((await provider.console.output(`ip netns exec house wget -q -T 20 -O - http://${internet}/`)).trim(), 'the internet');
  const address = /198\.51\.100\.\d+/.exec(await console.output('ip -brief address show ppp-wan'))?.[0] ?? '';
  t.regex(address, /^198/);
  t.is((await provider.console.output(`ping -c 1 -W 3 ${address} > /dev/null && echo passes || echo stopped`)).trim(), 'stopped');
  t.regex(await asRoot('systemctl is-active pintxo-flowtable.service'), /^active/);
});

see('IPv6 comes by the same link, with a prefix for the house', async (t) => {
  const has = async (link: string, prefix: string): Promise<boolean> => (await console.output(`ip -6 -brief address show ${link} || true`)).includes(prefix);
  await until(() => has('ppp-wan', '2001:db8:1:'), { timeoutMs: dialMs, what: 'an address of the provider', everyMs: 3000 });
  await until(() => has('vlan200', '2001:db8:b:'), { timeoutMs: dialMs, what: 'a prefix of the provider', everyMs: 3000 });
  t.is((await console.output('ping -6 -c 1 -W 5 2001:db8:ffff::7 > /dev/null && echo passes')).trim(), 'passes');
});

see('the password is in nothing that is said or shown, and only root reads it', async (t) => {
  const places = {
    'the installation': saidWhileInstalling,
    console: node.console.text(),
    journal: await asRoot('journalctl --no-pager --output=cat'),
    processes: await console.output('ps axeww -o args'),
    'environment of the services': await asRoot('systemctl show --property=Environment "*.service"'),
    status: await console.output('pintxo status --json'),
    plan: await asRoot('cat /run/pintxo/plan.json'),
    list: await asRoot('pintxo secret list --json'),
    'what everybody may read': await console.output("find /run /var/log /var/lib /tmp /etc /efi -xdev -type f -readable -size -1M -exec cat {} + 2> /dev/null | tr -d '\\0' | base64 -w 0; echo").then((text) => Buffer.from(text, 'base64').toString('latin1')),
  };
  for (const [place, text] of Object.entries(places)) t.false(text.includes(account.password), place);
  // Written without the shell's history or the console seeing the word.
  const wanted = Buffer.from(account.password).toString('base64');
  const holders = await asRoot(`echo ${wanted} | base64 -d > /run/wanted; grep -rlsF -f /run/wanted /etc /run /var/lib /var/log | grep -v ^/run/wanted | xargs -r stat --format=%a:%U:%n; rm /run/wanted`);
  t.regex(holders, /:root:\/var\/lib\/pintxo\/secrets\/wan\.password/);
  for (const line of holders.split('\n').filter((each) => each.includes(':'))) t.regex(line.trim(), /^(400|600|440):root:/, line);
});

see('a password that the provider refuses is told as such, and the right one puts it right', async (t) => {
  await asRoot('echo another-word | pintxo secret set wan.password');
  const status = (): Promise<string> => asRoot('pintxo health > /dev/null; pintxo status || true');
  await until(async () => (await status()).includes('refuses user or password'), { timeoutMs: dialMs, what: 'that the password is wrong', everyMs: 5000 });
  t.regex(await status(), /FAILED +Internet access \(PPPoE\): .*sudo pintxo secret set wan\.password/);
  await asRoot(`echo ${Buffer.from(`${account.password}\n`).toString('base64')} | base64 -d | pintxo secret set wan.password`);
  await connected();
  t.regex(await status(), /connected as/);
});

see('without a password nothing is dialled, and it is said what is missing', async (t) => {
  await asRoot('pintxo secret remove wan.password');
  await until(async () => !(await console.output('ip -brief link')).includes('ppp-wan'), { timeoutMs: dialMs, what: 'the end of the session', everyMs: 3000 });
  const said = await asRoot('pintxo health > /dev/null; pintxo status || true');
  t.regex(said, /FAILED +Password of the internet access: the secret wan\.password is missing/);
  t.regex(await asRoot('pintxo secret list || true'), /wan\.password +MISSING/);
  await asRoot(`echo ${Buffer.from(account.password).toString('base64')} | base64 -d | pintxo secret set wan.password`);
  await connected();
  t.pass();
});

see('when the provider goes without a word and comes back, it is dialled again', async (t) => {
  await provider.console.output('concentrator off');
  await until(async () => !(await console.output('ip -brief address')).includes('198.51.100.'), { timeoutMs: dialMs, what: 'that the session is over', everyMs: 3000 });
  t.regex(await asRoot('pintxo health > /dev/null; pintxo status || true'), /ok +Internet access \(PPPoE\): not connected/);
  await provider.console.output('concentrator on');
  await connected();
  t.is((await console.output(`ping -c 1 -W 5 ${internet} > /dev/null && echo passes`)).trim(), 'passes');
  t.notRegex(await asRoot('journalctl --boot --no-pager --output=cat --unit=pintxo-pppoe'), /not permitted|SIGSYS|Permission denied/i);
  await switchOff(node);
});

function connected(): Promise<unknown> {
  return until(async () => (await console.output('ip -brief -4 address show ppp-wan || true')).includes('198.51.100.'), { timeoutMs: dialMs, what: 'an address from the provider', everyMs: 3000 });
}

function cable(hub: 0 | 1, last: string): NicSpec {
  return { network: { kind: 'hub', path: hubs[hub].path }, mac: macOf(last), model: 'e1000e' };
}

function macOf(last: string): string {
  return `52:54:00:50:58:${last}`;
}

function asRoot(command: string): Promise<string> {
  return console.output(`echo ${login} | sudo --stdin --prompt= sh -c '${command.replaceAll("'", `'\\''`)}'`);
}
