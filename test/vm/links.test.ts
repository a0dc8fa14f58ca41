/** Cables and network cards: found by who answers, kept by their addresses, never waited for. */
import { join } from 'node:path';
import test from 'ava';
import { state } from '../../installer/system/paths.ts';
import { type ConsoleShell, createHub, type Hub, logIn, type Machine, type MachineSpec, type NicSpec, startMachine, until } from './harness/index.ts';
import { readyGuest, statusOf } from './guest.ts';
import {
  administrator, copyHardware, forwardedNic, hopeless, installFromStick, password, prepareHardware, siteDomain, siteWithPassword, switchOff,
  systemDisks, waitUntilHealthy, type Hardware,
} from './platform.ts';
import { image, workshopFor } from './workshop.ts';

const [firstMac, secondMac] = ['52:54:00:50:58:0a', '52:54:00:50:58:0b'];
const leased = '10.0.2.15';
// Within this the machine must have noticed a cable.
const noticeMs = 120_000;

const directory = await workshopFor(test, 'links', () => house.stop());
let installed: Hardware;
let house: Hub;

test.before(async () => {
  house = await createHub();
  installed = await prepareHardware(join(directory, 'installed'), image, siteWithPassword);
  await installFromStick(installed);
});

test.serial('without any cable it becomes healthy; a cable that is plugged in later brings an address, and SSH answers', async (t) => {
  const { machine, hardware } = await fresh('no-cable', [{ ...forwardedNic, linkUp: false }]);
  t.deepEqual((await statusOnConsole(await shell(machine))).addresses.filter((address) => address === leased), []);
  await machine.setLink(0, true);
  const guest = await readyGuest(machine, hardware);
  await until(async () => (await statusOf(guest)).addresses.includes(leased), { timeoutMs: noticeMs, what: 'the address in the status', everyMs: 2000 });
  t.is((await statusOf(guest)).state, 'healthy');
  await switchOff(machine);
});

test.serial('without any network card it becomes healthy', async (t) => {
  const { machine } = await fresh('no-card', []);
  t.regex(await (await shell(machine)).output('ip -brief link'), /^lo /m);
  await switchOff(machine);
});

test.serial('with two links the one that gets a lease is the way outside, also when it is the second', async (t) => {
  const { machine, hardware } = await fresh('second', [inHouse(firstMac), outside(secondMac)]);
  const before = await roles(await shell(machine));
  t.deepEqual(before, { wan0: secondMac, lan0: firstMac });
  await switchOff(machine);

  const swapped = await start(hardware, [outside(secondMac), inHouse(firstMac)]);
  t.deepEqual(await roles(await shell(swapped)), before, 'cards that change places keep their roles');
  await switchOff(swapped);

  const silent = await start(hardware, [{ ...outside(secondMac), linkUp: false }, inHouse(firstMac)]);
  t.deepEqual(await roles(await shell(silent)), before, 'also when nothing answers');
  await switchOff(silent);
});

test.serial('a router without a cable finds its way outside when the cable comes, in whichever link, and again after it was out', async (t) => {
  const { machine } = await fresh('later', [{ ...outside(firstMac), linkUp: false }, { ...outside(secondMac), linkUp: false }]);
  const console = await shell(machine);
  await machine.setLink(1, true);
  await until(() => hasLease(console, 'wan0'), { timeoutMs: noticeMs, what: 'a lease on wan0', everyMs: 3000 });
  t.is((await roles(console))['wan0'], secondMac);
  await machine.setLink(1, false);
  await machine.setLink(1, true);
  await until(() => hasLease(console, 'wan0'), { timeoutMs: noticeMs, what: 'the lease once more', everyMs: 3000 });
  t.is((await statusOnConsole(console)).state, 'healthy');
  await switchOff(machine);
});

test.serial('a cable that was moved to the other link while the router ran: the way outside follows at the next start', async (t) => {
  // Not the other model: QEMU's does not tell the guest that its cable was pulled out.
  const cable = (mac: string): NicSpec => ({ ...forwardedNic, mac });
  const { machine, hardware } = await fresh('moved', [{ ...cable(firstMac), linkUp: false }, cable(secondMac)]);
  const console = await shell(machine);
  t.is((await roles(console))['wan0'], secondMac);
  await machine.setLink(1, false);
  await machine.setLink(0, true);
  const isNoted = async (): Promise<boolean> => (await console.output(`echo ${password} | sudo --stdin --prompt= sh -c '[ ! -e ${state.silentOutside} ] || echo no''ted'`)).includes('noted');
  await until(isNoted, { timeoutMs: noticeMs, what: 'that nothing answers outside', everyMs: 3000 });
  t.is((await roles(console))['wan0'], secondMac, 'a running router goes on as it is');
  await switchOff(machine);

  const next = await start(hardware, [cable(firstMac), { ...cable(secondMac), linkUp: false }]);
  const after = await shell(next);
  t.deepEqual(await roles(after), { wan0: firstMac, lan0: secondMac });
  await until(() => hasLease(after, 'wan0'), { timeoutMs: noticeMs, what: 'a lease on wan0', everyMs: 3000 });
  await switchOff(next);
});

test.serial('a card that is gone after a power failure does not hold the start up, and the machine says which link took its place', async (t) => {
  const { machine, hardware } = await fresh('gone', [inHouse(firstMac), outside(secondMac)]);
  await machine.powerCut();
  const less = await start(hardware, [outside(firstMac)]);
  t.regex(await (await shell(less)).output('ip -brief -4 address'), new RegExp(leased));
  await switchOff(less);
});

/** A machine that is started for the first time, healthy. */
async function fresh(name: string, nics: readonly NicSpec[]): Promise<{ machine: Machine; hardware: Hardware }> {
  const hardware = await copyHardware(installed, join(directory, name));
  const machine = await start(hardware, nics);
  return { machine, hardware };
}

async function start(hardware: Hardware, nics: readonly NicSpec[]): Promise<Machine> {
  const spec: MachineSpec = { name: 'links', directory: hardware.directory, disks: systemDisks(hardware), nics };
  const machine = await startMachine(spec);
  await waitUntilHealthy(machine);
  return machine;
}

function outside(mac: string): NicSpec {
  return { ...forwardedNic, mac, model: 'e1000e' };
}

/** A cable to a house in which nobody gives addresses. */
function inHouse(mac: string): NicSpec {
  return { network: { kind: 'hub', path: house.path }, mac, model: 'e1000e' };
}

async function shell(machine: Machine): Promise<ConsoleShell> {
  return logIn(machine.console, administrator, password);
}

/** Role names of the wired links and their MAC addresses. */
async function roles(console: ConsoleShell): Promise<Record<string, string>> {
  const listing = await console.output('for link in /sys/class/net/wan* /sys/class/net/lan*; do [ ! -e $link/device ] || echo link ${link##*/} $(cat $link/address) end; done');
  return Object.fromEntries([...listing.matchAll(/link (\S+) (\S+) end/g)].map(([, role = '', mac = '']): [string, string] => [role, mac]));
}

async function hasLease(console: ConsoleShell, link: string): Promise<boolean> {
  // Which one it is depends on who asked before: all links together as a bridge, or this one.
  return /\b10\.0\.2\.1[56]\//.test(await console.output(`ip -brief -4 address show ${link} || true`));
}

async function statusOnConsole(console: ConsoleShell): Promise<{ state: string; addresses: string[] }> {
  const text = await console.output('pintxo status || true');
  const state = new RegExp(`${siteDomain} is (\\w+)`).exec(text)?.[1] ?? 'unknown';
  if (hopeless.test(text)) throw new Error(text);
  return { state, addresses: [...text.matchAll(/\d+\.\d+\.\d+\.\d+/g)].map(([address]) => address) };
}
