import test from 'ava';
import { parseLinks } from '../../../installer/inventory/parse-links.ts';
import type { Capture } from '../../../installer/inventory/capture.ts';
import { captureWith } from './captures.ts';

const nic = {
  ifname: 'enp1s0',
  link_type: 'ether',
  address: '02:00:00:00:00:01',
  flags: [],
  parentbus: 'pci',
  parentdev: '0000:01:00.0',
};

function links(ip: readonly object[], extra: Capture['links'] = {}) {
  return parseLinks(captureWith({ ip: JSON.stringify(ip), links: extra }));
}

test('loopback, bridges, tunnels and the like are no links', (t) => {
  const lo = { ifname: 'lo', link_type: 'loopback', address: '00:00:00:00:00:00' };
  const bridge = { ifname: 'br0', link_type: 'ether', address: '02:00:00:00:00:02', linkinfo: { info_kind: 'bridge' } };
  t.deepEqual(links([lo, bridge, nic]).map(({ name }) => name), ['enp1s0']);
});

test('the permanent address counts, not the one in use', (t) => {
  const [link] = links([{ ...nic, address: '02:ff:ff:ff:ff:ff', permaddr: 'A8:B8:E0:01:02:03' }]);
  t.is(link?.permanentMac, 'a8:b8:e0:01:02:03');
});

test('an old ip without parent devices is helped by sysfs', (t) => {
  const { parentbus: _, parentdev: __, ...old } = nic;
  t.is(links([old]).length, 0);
  t.like(links([old], { enp1s0: { device: 'DRIVER=e1000e\nPCI_ID=8086:15BE\n' } })[0], { driver: 'e1000e' });
});

test('the place on the board is taken from udev where it knows it', (t) => {
  const udev = 'ID_PATH=pci-0000:01:00.0\nID_BUS=pci\n';
  t.like(links([nic], { enp1s0: { udev } })[0], { path: 'pci-0000:01:00.0', bus: 'pci' });
  t.like(links([nic])[0], { path: '0000:01:00.0', bus: 'pci' });
});

test('a cable is seen, and a link that is down has none', (t) => {
  const carrier = (text: string | undefined) => links([nic], { enp1s0: { carrier: text, speed: '2500\n' } })[0];
  t.like(carrier('1\n'), { carrier: true, speedMbps: 2500 });
  t.like(carrier('0\n'), { carrier: false });
  t.like(carrier(undefined), { carrier: false });
});

test('an unknown speed is no speed', (t) => {
  t.is(links([nic], { enp1s0: { speed: '-1\n' } })[0]?.speedMbps, undefined);
});

test('a wireless link is marked', (t) => {
  t.true(links([nic], { enp1s0: { uevent: 'DEVTYPE=wlan\nINTERFACE=enp1s0\n' } })[0]?.wireless);
});

test('the link to a management controller is left out', (t) => {
  const udev = 'ID_BUS=usb\nID_MODEL=Virtual_Ethernet\n';
  t.deepEqual(links([nic], { enp1s0: { udev } }), []);
});

test('a machine that cannot list its links has none', (t) => {
  t.deepEqual(parseLinks(captureWith({ ip: '' })), []);
});

test('addresses that were leased are told from fixed ones, and from nobody having asked', (t) => {
  const addr_info = [
    { local: '10.0.0.5', prefixlen: 24, dynamic: true },
    { local: '192.168.1.2', prefixlen: 16 },
  ];
  const leases = (addresses: string | undefined) => parseLinks(captureWith({ ip: JSON.stringify([nic]), links: {}, addresses }))[0]?.leases;
  t.deepEqual(leases(JSON.stringify([{ ifname: 'lo' }, { ifname: 'enp1s0', addr_info }])), ['10.0.0.5/24']);
  t.deepEqual(leases('[{"ifname": "lo"}]'), []);
  t.is(leases(undefined), undefined);
});
