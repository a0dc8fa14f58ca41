import test from 'ava';
import type { Capture } from '../../../installer/inventory/capture.ts';
import { parseLinks } from '../../../installer/inventory/parse-links.ts';
import { decideRoles, leasesHeard } from '../../../installer/plan/links.ts';
import { siteFor } from '../plan/site-for.ts';
import { captureWith } from './captures.ts';

interface Seen {
  readonly name: string;
  readonly mac: string;
  readonly bus?: string;
  readonly driver?: string;
  readonly udev?: string;
  readonly uevent?: string;
  readonly master?: string;
  readonly assigned?: string;
  readonly virtualFunction?: true;
}

const port: Seen = { name: 'enp1s0', mac: 'a8:b8:e0:01:02:03', driver: 'igc', udev: 'ID_BUS=pci\nID_PATH=pci-0000:01:00.0' };

function links(...seen: readonly Seen[]) {
  const ip = seen.map(({ name, mac, bus = 'pci', master }) => ({ ifname: name, link_type: 'ether', address: mac, flags: [], parentbus: bus, parentdev: `at-${name}`, ...(master === undefined ? {} : { master }) }));
  const extra: Capture['links'] = Object.fromEntries(seen.map(({ name, driver, udev, uevent, assigned, virtualFunction }) => [name, { device: `DRIVER=${driver ?? 'igc'}\n`, udev, uevent, assigned, virtualFunction, carrier: '1\n' }]));
  const addresses = JSON.stringify([{ ifname: seen[0]?.name, addr_info: [{ local: '192.168.1.50', prefixlen: 24, dynamic: true }] }]);
  return parseLinks(captureWith({ ip: JSON.stringify(ip), links: extra, addresses }));
}

const noPorts: Readonly<Record<string, Seen>> = {
  'a modem': { name: 'wwan0', mac: 'a2:23:44:c4:4e:f8', bus: 'usb', driver: 'cdc_mbim', uevent: 'DEVTYPE=wwan\n', udev: 'ID_BUS=usb' },
  'a modem that calls itself Ethernet': { name: 'eth1', mac: '00:1e:10:1f:00:00', bus: 'usb', driver: 'qmi_wwan', udev: 'ID_BUS=usb' },
  'a cable to a notebook': { name: 'thunderbolt0', mac: '02:8c:9a:11:22:33', bus: 'thunderbolt', driver: 'thunderbolt-net' },
  'a phone': { name: 'usb0', mac: '8a:00:00:00:00:01', bus: 'usb', driver: 'rndis_host', udev: 'ID_BUS=usb' },
  'a phone of the other kind': { name: 'eth2', mac: '3c:22:fb:00:00:01', bus: 'usb', driver: 'ipheth', udev: 'ID_BUS=usb' },
  'a phone that speaks NCM': { name: 'usb1', mac: '8a:00:00:00:00:02', bus: 'usb', driver: 'cdc_ncm', udev: 'ID_BUS=usb' },
  'a management controller that only udev knows': { name: 'enx3a', mac: '3a:68:dd:00:00:01', bus: 'usb', driver: 'cdc_ether', udev: 'ID_BUS=usb\nID_NET_AUTO_LINK_LOCAL_ONLY=1' },
  'the inner side of a paravirtual link': { name: 'enP1', mac: port.mac, master: 'enp1s0', driver: 'mlx5_core' },
  'a virtual function of a card of this machine': { name: 'enp1s0v0', mac: 'aa:b8:e0:01:02:99', driver: 'igbvf', virtualFunction: true },
};

for (const [what, seen] of Object.entries(noPorts)) {
  test(`${what} is no port: a machine with one port stays a guest that can be reached, and that is said`, (t) => {
    const found = links(port, seen);
    const decision = decideRoles(siteFor(), found, leasesHeard(siteFor(), found), []);
    t.deepEqual(decision.links, [{ role: 'lan0', kind: 'lan', mac: port.mac }]);
    t.regex(decision.problems.join(), new RegExp(`${seen.name} .*no port of the house`));
  });
}

test('a modem that site.yaml names is the way outside', (t) => {
  const found = links(port, { ...noPorts['a modem'], name: 'wwan0', mac: 'a2:23:44:c4:4e:f8' });
  const site = siteFor({}, { wan: { mode: 'dhcp', mac: 'a2:23:44:c4:4e:f8', dns: [] } });
  t.deepEqual(decideRoles(site, found, [], []).links.map(({ role, mac }) => [role, mac]), [['wan0', 'a2:23:44:c4:4e:f8'], ['lan0', port.mac]]);
});

test('an adapter with a socket and the address of its maker is a port, also one that speaks the language of phones', (t) => {
  const adapter: Seen = { name: 'enx00', mac: '00:e0:4c:36:00:01', bus: 'usb', driver: 'cdc_ncm', udev: 'ID_BUS=usb' };
  t.is(links(port, adapter)[1]?.noPort, undefined);
  t.is(links(port, adapter)[1]?.byPlace, undefined);
});

test('a port of our own bridge is a port', (t) => {
  t.is(links({ ...port, master: 'lan' })[0]?.noPort, undefined);
});

const second: Seen = { name: 'enp2s0', mac: port.mac, driver: 'igc', udev: 'ID_BUS=pci\nID_PATH=pci-0000:02:00.0' };
const placed = [{ role: 'wan0', kind: 'wan', mac: port.mac, path: 'pci-0000:01:00.0' }, { role: 'lan0', kind: 'lan', mac: port.mac, path: 'pci-0000:02:00.0' }];

test('two ports with one MAC address are told apart by their places, now and later, and that is said', (t) => {
  const found = links(port, second);
  const decision = decideRoles(siteFor(), found, leasesHeard(siteFor(), found), []);
  t.deepEqual(decision.links, placed);
  t.regex(decision.problems.join(), /enp1s0 .*same MAC address as enp2s0.*by its place/);
  t.deepEqual(decideRoles(siteFor(), found, [], decision.links).links, placed, 'once decided it stays');
});

test('ports without a MAC address, or with one that is made up, are known by their places', (t) => {
  const zero = (name: string, path: string): Seen => ({ name, mac: '00:00:00:00:00:00', udev: `ID_PATH=${path}` });
  const found = links(zero('enp1s0', 'one'), zero('enp2s0', 'two'));
  t.deepEqual(decideRoles(siteFor(), found, leasesHeard(siteFor(), found), []).links.map(({ role, path }) => [role, path]), [['wan0', 'one'], ['lan0', 'two']]);
  const random = links(port, { name: 'enx82a1b2c3d4e5', mac: '82:a1:b2:c3:d4:e5', bus: 'usb', driver: 'dm9601', udev: 'ID_BUS=usb\nID_PATH=usb-0:3' });
  const before = decideRoles(siteFor(), random, leasesHeard(siteFor(), random), []).links;
  t.deepEqual(before.map(({ role, path }) => [role, path]), [['wan0', undefined], ['lan0', 'usb-0:3']]);
  const nextStart = links(port, { name: 'enx72a1b2c3d4e5', mac: '72:a1:b2:c3:d4:e5', bus: 'usb', driver: 'dm9601', udev: 'ID_BUS=usb\nID_PATH=usb-0:3' });
  t.deepEqual(decideRoles(siteFor(), nextStart, [], before).links.map(({ role, mac }) => [role, mac]), [['wan0', port.mac], ['lan0', '72:a1:b2:c3:d4:e5']]);
  t.truthy(links({ ...port, mac: 'aa:b8:e0:01:02:03', assigned: '1\n' })[0]?.byPlace);
});

test('a dock that clones the address of the port on the board does not take its role, and the port keeps it when the dock goes', (t) => {
  const dock: Seen = { name: 'eth0', mac: port.mac, bus: 'usb', driver: 'r8152', udev: 'ID_BUS=usb\nID_PATH=usb-0:1' };
  const [wan, lan] = [{ role: 'wan0', kind: 'wan', mac: port.mac } as const, { role: 'lan0', kind: 'lan', mac: 'a8:b8:e0:01:02:04' } as const];
  const inside: Seen = { name: 'enp9s0', mac: lan.mac, udev: 'ID_BUS=pci\nID_PATH=pci-0000:09:00.0' };
  const docked = decideRoles(siteFor(), links(port, dock, inside), [], [wan, lan]).links;
  t.deepEqual(docked, [{ ...wan, path: 'pci-0000:01:00.0' }, lan, { role: 'lan1', kind: 'lan', mac: port.mac, path: 'usb-0:1' }]);
  t.deepEqual(decideRoles(siteFor(), links(port, inside), [], docked).links, [wan, lan]);
});
