/** The router of a house on a real kernel: zones as VLANs on a cable, a provider on the other, and what `pintxo` says and does about them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Links } from '../../installer/network/status.ts';
import { cellsOf, differences, doors, matrix, pinholes } from '../network/cells.ts';
import { needing } from '../needing.ts';
import { everyPinhole, everyZone } from '../network/house.ts';
import { obstacle } from '../network/run.ts';
import { toolsRoot } from '../network/tools.ts';
import { type ConsoleShell, createHub, type Hub, logIn, type Machine, type NicSpec, startMachine, until } from './harness/index.ts';
import { houseAround } from './house/model.ts';
import { openNeighbourhood, type Neighbourhood } from './house/neighbourhood.ts';
import { administrator, installFromStick, password, prepareHardware, siteWithPassword, switchOff, systemDisks, waitUntilHealthy } from './platform.ts';
import { image, workshopFor } from './workshop.ts';

const street = 0;
const lan = 1;
const outside = '198.51.100.20';
// A change of the network takes itself back after 90 seconds; an emulated machine takes its time to do it.
const takenBackMs = 240_000;
const noticeMs = 120_000;
const machines = { mgmt: '10.0.0.7', srv: '10.2.0.7', home: '10.3.10.7', guest: '10.5.10.7' };
const remote = 'modules:\n  remote: { endpoint: casa.example.org }\n  alerts: { url: http://203.0.113.80/casa }\n';
// The last zone of those that get a global subnet before it is the dmz: its number follows from their order.
const webServer = '2001:db8:a:5::7';
// The house of somebody whose switch knows VLANs: who plugs in a cable without one looks after it.
const plain = everyZone(webServer);
const zones = plain.replace('network:\n', 'network:\n  lan: { untagged: mgmt }\n');
const network = `${zones}    home: { discovers: [iotCloud] }\n`;
const discovery = 'pintxo-discovery-home-iotCloud';
const vlans = { mgmt: 0, srv: 200, home: 310, work: 320, guest: 510, dmz: 610, iotLocal: 410, iotCloud: 420, iotCams: 430, iotUntrust: 440 };

let hubs: readonly [Hub, Hub];
let around: Neighbourhood;
let node: Machine;
let console: ConsoleShell;
let publicKey = '';

const tools = await toolsRoot();
const reason = existsSync('/dev/net/tun') ? obstacle(tools) : 'needs /dev/net/tun';
const directory = reason === undefined ? await workshopFor(test, 'house', leave) : '';
const see = needing(test.serial, reason);

test.before(async () => {
  if (tools === undefined || reason !== undefined) return;
  hubs = [await createHub(), await createHub()];
  around = await openNeighbourhood({ tools, street: hubs[street].path, house: hubs[lan].path, zones: vlans });
  const site = (key: string): string => {
    publicKey = key;
    return siteWithPassword(key, network + remote);
  };
  const hardware = await prepareHardware(join(directory, 'node'), image, site);
  await installFromStick(hardware);
  node = await startMachine({ name: 'house', directory: hardware.directory, disks: systemDisks(hardware), nics: [cable(street), cable(lan)] });
  await waitUntilHealthy(node);
  console = await logIn(node.console, administrator, password);
});

async function leave(): Promise<void> {
  await around.stop();
  for (const hub of hubs) await hub.stop();
}

see('machines in each zone get an address of the zone by DHCP, over its VLAN', async (t) => {
  for (const [zone, address] of Object.entries(machines)) {
    const range = new RegExp(`^${address.replace(/7$/, '').replaceAll('.', '\\.')}\\d+/24$`);
    t.regex(await around.output(`address_by_dhcp ${zone}`), range, zone);
  }
  t.is(await around.output('dig home @10.3.10.1 home-machine.home.internal'), (await around.output("ip -n home -4 -o address show eth0 | sed 's/.* inet //;s,/.*,,'")).trim());
});

see('machines get the addresses of the house and of the provider by router advertisements', async (t) => {
  for (const prefix of ['fd', '2001:db8:a:']) {
    await until(async () => (await around.output('ip -n home -6 -o address show eth0 scope global')).includes(` ${prefix}`), { timeoutMs: noticeMs, what: `an address in ${prefix}`, everyMs: 3000 });
  }
  const link = /fe80[^/]+/.exec(await console.output('ip -6 -brief address show dev wan0 scope link'))?.[0] ?? '';
  await around.output(`ip -n internet -6 route replace 2001:db8:a::/48 via ${link} dev eth0`);
  t.is(await around.output('ping_from home 2001:db8:ffff::7'), 'passes');
});

see('between zones passes what the model says, and the rules that are loaded agree', async (t) => {
  for (const [zone, address] of Object.entries(machines)) {
    await around.output(`ip -n ${zone} -4 address flush dev eth0; ip -n ${zone} address add ${address}/24 dev eth0; ip -n ${zone} route replace default via ${address.replace(/7$/, '1')}`);
  }
  const passes: Readonly<Record<string, readonly string[]>> = { mgmt: ['srv', 'home', 'guest'], srv: [], home: ['srv'], guest: [] };
  for (const [from, address] of Object.entries(machines)) {
    for (const [to, other] of Object.entries(machines)) {
      if (from === to) continue;
      const expected = passes[from]?.includes(to) === true;
      t.is(await around.output(`ping_from ${from} ${other}`), expected ? 'passes' : 'stopped', `${from} to ${to}`);
      const said = await asRoot(`pintxo why ${address} ${other} icmp || true`);
      t.true(said.includes(expected ? 'allowed:' : 'denied:'), said);
      t.false(said.includes('OTHERWISE'), said);
    }
    t.is(await around.output(`ping_from ${from} 203.0.113.80`), 'passes', `${from} to the internet`);
  }
  t.is(await around.output(`ping_from internet ${outside}`), 'stopped');
});

see('tcp, udp and icmp between all zones and the internet, in both families, go where the model says, and the answers come back', async (t) => {
  const links = Links.parse(JSON.parse(await console.output('ip -json address show')));
  const machine = { links: [{ role: 'wan0', kind: 'wan', mac: macOf(street) }, { role: 'lan0', kind: 'lan', mac: macOf(lan) }], addresses: [] };
  const house = await houseAround({ network, machine, links });
  // Who answers there is a real service: of the questions over UDP, only those between machines can be understood by all. And the
  // resolver listens only where it is announced: not at addresses of the provider's prefix, which come and go.
  const ofTheNode = doors(house).filter(({ kind, host, port }) => kind !== 'udp' && !(port === 53 && host.startsWith('2001:')));
  const cells = cellsOf({ places: house.places, pinholes: everyPinhole(webServer) }, [...matrix(house), ...pinholes(outside, webServer), ...ofTheNode]);
  const outcomes = await around.send(house.places, cells.map(({ probe }) => probe));
  const allowed = cells.filter(({ expected }) => expected.allowed);
  t.log(`${cells.length} packets, ${allowed.length} of them allowed`);
  t.true(cells.length > 900);
  t.true(allowed.length > 100);
  t.deepEqual(differences(cells, outcomes), []);
});

see('devices of one zone are found from another where the site says so, and from no other', async (t) => {
  const inBackground = 'timeout 30 perl "$programs/multicast.pl"';
  await around.output(`at iotCloud ${inBackground} 10.4.20.7 > heard-iotCloud 2>&1 & at guest ${inBackground} ${machines.guest} > heard-guest 2>&1 & sleep 1`);
  t.is(await around.output('at home timeout 20 perl "$programs/multicast.pl" 10.3.10.7 "any printers?"'), 'here is any printers?');
  t.is(await around.output('cat heard-iotCloud'), 'any printers?');
  t.is(await around.output('cat heard-guest'), '');
});

see('a connection between zones takes the fast path of the kernel', async (t) => {
  const server = '$l = IO::Socket::INET->new(LocalPort => 4321, Listen => 1, ReuseAddr => 1) or die; $c = $l->accept; while (<$c>) { print $c $_ }';
  const client = `$s = IO::Socket::INET->new(PeerAddr => "${machines.srv}", PeerPort => 4321) or die; for (1 .. 100) { print $s "hello\\n"; <$s>; select(undef, undef, undef, 0.5) }`;
  for (const [zone, program] of [['srv', server], ['home', client]] as const) {
    await around.output(`ip netns exec ${zone} timeout 60 perl -MIO::Socket::INET -e '${program}' > /dev/null 2>&1 < /dev/null & sleep 2`);
  }
  t.regex(await asRoot("grep 'dport=4321' /proc/net/nf_conntrack"), /OFFLOAD/);
});

see('people elsewhere are told how the machine is', async (t) => {
  const server = '$l = IO::Socket::INET->new(LocalAddr => "203.0.113.80", LocalPort => 80, Listen => 5) or die; $c = $l->accept; sysread($c, $request, 65536); print $request; print $c "HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n"';
  await around.output(`ip netns exec internet timeout 100 perl -MIO::Socket::INET -e '${server}' > heard 2>&1 < /dev/null & sleep 1`);
  await asRoot('pintxo health || true');
  t.regex(await around.output('cat heard; echo'), /POST \/casa [\s\S]*casa\.internal is healthy/);
});

see('a change of the network takes itself back unless it is confirmed', async (t) => {
  const changed = siteWithPassword(publicKey, `${zones}    lab: { type: client, vlan: 330 }\n${remote}`);
  await console.output(`echo ${Buffer.from(changed).toString('base64')} | base64 -d > /tmp/changed.yaml`);
  t.regex(await asRoot('pintxo net try /tmp/changed.yaml'), /in force for 90 seconds/);
  t.true(await hasLink('vlan330'));
  t.is(await asRoot(`systemctl is-active ${discovery} || true`), 'inactive');
  await until(async () => !(await hasLink('vlan330')), { timeoutMs: takenBackMs, what: 'the change to be taken back', everyMs: 5000 });
  await until(async () => (await asRoot(`systemctl is-active ${discovery} || true`)) === 'active', { timeoutMs: noticeMs, what: 'what the change had stopped', everyMs: 3000 });
  t.regex(await asRoot('pintxo net confirm || true'), /Nothing is being tried/);

  await asRoot('pintxo net try /tmp/changed.yaml');
  t.regex(await asRoot('pintxo net confirm'), /The change stays/);
  t.is(await asRoot('systemctl is-active pintxo-net-revert.timer || true'), 'inactive');
  t.true(await hasLink('vlan330'));
});

see('behind a switch without VLANs machines are in home, as those with its VLAN are, and administrators get in from there', async (t) => {
  await console.output(`echo ${Buffer.from(siteWithPassword(publicKey, plain + remote)).toString('base64')} | base64 -d > /tmp/plain.yaml`);
  await asRoot('pintxo net try /tmp/plain.yaml');
  await until(async () => (await around.output('address_by_dhcp mgmt')).startsWith('10.3.10.'), { timeoutMs: noticeMs, what: 'an address of home without a VLAN', everyMs: 3000 });
  await around.output('ip -n mgmt -4 address flush dev eth0; ip -n mgmt address add 10.3.10.9/24 dev eth0; ip -n mgmt route replace default via 10.3.10.1');
  t.is(await around.output(`ping_from mgmt ${machines.home}`), 'passes', 'to a machine with the VLAN');
  t.is(await around.output('ping_from home 10.3.10.9'), 'passes', 'and back');
  t.is(await around.output(`ping_from mgmt ${machines.guest}`), 'stopped');
  const greeting = (from: string, at: string): Promise<string> => around.output(`at ${from} timeout 10 perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(PeerAddr => "${at}", PeerPort => 22, Timeout => 8) or exit; print scalar <$s>' || true`);
  for (const from of ['mgmt', 'home']) t.regex(await greeting(from, '10.3.10.1'), /^SSH-/, from);
  t.is(await greeting('guest', '10.5.10.1'), '');
  await asRoot('pintxo net revert');
  await around.output(`ip -n mgmt -4 address flush dev eth0; ip -n mgmt address add ${machines.mgmt}/24 dev eth0; ip -n mgmt route replace default via 10.0.0.1`);
  await until(async () => (await around.output('ping_from mgmt 10.0.0.1')) === 'passes', { timeoutMs: noticeMs, what: 'the network as it was', everyMs: 3000 });
});

see('an administrator comes in by WireGuard from the internet, and nobody else does', async (t) => {
  const said = await asRoot(`pintxo peer add laptop --endpoint ${outside}`);
  const configuration = /\[Interface\][\s\S]*?PersistentKeepalive = \d+/.exec(said.replaceAll('\r', ''))?.[0] ?? '';
  t.regex(configuration, /Endpoint = 198\.51\.100\.20:51821/);
  const text = configuration.replace(/^DNS = .*\n/m, '');
  // The peer lives in the same computer, but has a card of its own on the street: its packets go by the provider's router.
  await asRoot([
    'ip netns add far && ip link add far0 link wan0 type macvlan mode private && ip link set far0 netns far',
    'ip -n far link set lo up && ip -n far link set far0 up && ip -n far address add 192.0.2.2/24 dev far0 && ip -n far route add default via 192.0.2.1',
    `echo ${Buffer.from(text).toString('base64')} | base64 -d > /run/far.conf && chmod 600 /run/far.conf`,
  ].join(' && '));
  t.is(await pingFromFar('10.0.0.1'), 'stopped');
  await asRoot('ip netns exec far wg-quick up /run/far.conf');
  await until(async () => (await pingFromFar('10.0.0.1')) === 'passes', { timeoutMs: noticeMs, what: 'the overlay', everyMs: 3000 });
  t.is(await pingFromFar(machines.mgmt), 'passes');
  await asRoot('pintxo peer remove laptop');
  t.is(await pingFromFar('10.0.0.1'), 'stopped');
});

see('when the internet is gone, names, addresses, the time and the portal are there; also when the clock jumps', async (t) => {
  await node.setLink(street, false);
  await insideWorks();
  for (const jump of ['+200 days', '-400 days', '+200 days']) {
    await asRoot(`date --set="${jump}"`);
    await insideWorks();
    t.pass(jump);
  }
  await node.setLink(street, true);
  await until(async () => (await around.output('ping_from home 203.0.113.80')) === 'passes', { timeoutMs: noticeMs, what: 'the internet', everyMs: 3000 });
  await switchOff(node);
});

async function insideWorks(): Promise<void> {
  const own = async (): Promise<boolean> => (await around.output('dig home @10.3.10.1 casa.internal || true')) === '10.0.0.1';
  const address = async (): Promise<boolean> => (await around.output('address_by_dhcp guest')).startsWith('10.5.10.');
  const time = async (): Promise<boolean> => (await around.output("at home chroot root chronyd -Q -t 12 -f /dev/null 'server 10.3.10.1 iburst' 2>&1 || true")).includes('System clock wrong by');
  const portal = async (): Promise<boolean> => (await around.output('at mgmt curl --silent --insecure --max-time 20 --resolve casa.internal:443:10.0.0.1 https://casa.internal/ || true')).includes('name="generator" content="Pintxo');
  for (const [what, looks] of Object.entries({ 'the own names': own, 'an address': address, 'the time': time, 'the portal': portal })) {
    await until(looks, { timeoutMs: noticeMs, what, everyMs: 2000 });
  }
}

function cable(to: number): NicSpec {
  const hub = hubs[to === street ? 0 : 1];
  return { network: { kind: 'hub', path: hub.path }, mac: macOf(to), model: 'e1000e' };
}

function macOf(cableTo: number): string {
  return `52:54:00:50:58:2${cableTo}`;
}

function asRoot(command: string): Promise<string> {
  return console.output(`echo ${password} | sudo --stdin --prompt= sh -c '${command.replaceAll("'", `'\\''`)}'`);
}

async function hasLink(name: string): Promise<boolean> {
  return (await console.output('ip -brief link')).includes(`${name}@`);
}

async function pingFromFar(address: string): Promise<string> {
  const words = await asRoot(`ip netns exec far ping -c 1 -W 3 -n ${address} >/dev/null && echo passes || echo stopped`);
  return words.trim();
}
