import test from 'ava';
import { deviceAddressesFit, devicesAreApart } from '../../../builder/site/rules/devices.ts';
import { ZoneOverride } from '../../../builder/site/site-parts.ts';
import { goldenFolder, renderCase } from '../render/cases.ts';

const { site } = (await renderCase(`${goldenFolder}/router-minimal`)).plan;
const withZones = (zones: typeof site.network.zones) => ({ ...site, network: { ...site.network, zones } });

test('a machine has an address of its zone, and not that of the gateway', (t) => {
  const address = (text: string) => deviceAddressesFit(withZones({ home: { devices: { printer: { address: text } } } })).map(({ remedy }) => remedy);
  t.deepEqual(address('10.3.10.20'), []);
  t.deepEqual(address('10.2.0.20'), ['take one from 10.3.10.2 to 10.3.10.254']);
  t.deepEqual(address('10.3.10.255'), ['take one from 10.3.10.2 to 10.3.10.254']);
  t.deepEqual(address('10.3.10.1'), ['it is the address of this machine; take the next one']);
});

test('two machines never share a MAC address or an address, in whatever way it is written', (t) => {
  const zones = { home: { devices: { one: { mac: '00:1B:21:3A:4F:5E' } } }, srv: { devices: { two: { mac: '00-1b-21-3a-4f-5e' } } } };
  const [finding, ...others] = devicesAreApart(withZones(zones));
  t.deepEqual(others, []);
  t.deepEqual(finding?.path.slice(2, 5), ['home', 'devices', 'one']);
  t.regex(finding?.message ?? '', /already that of two/);
});

test('what would not be a name, a MAC address or an address is refused by its shape', (t) => {
  const fits = (devices: unknown): boolean => ZoneOverride.safeParse({ devices }).success;
  t.true(fits({ printer: { mac: '00:1b:21:3a:4f:5e', address: '10.3.10.20', aliases: ['laser'] } }));
  for (const wrong of [{ 'a b': {} }, { a: { mac: '00:1b' } }, { a: { address: '10.3.10' } }, { a: { aliases: ['x\naddress=/#/10.0.0.1'] } }, { A: {} }]) t.false(fits(wrong), JSON.stringify(wrong));
});

test('a pinhole needs somebody who comes in, and a port', (t) => {
  const fits = (pinhole: unknown): boolean => ZoneOverride.safeParse({ pinholes: { web: pinhole } }).success;
  t.true(fits({ from: ['internet'], address: '10.6.0.20', port: 443, publicPort: 8443 }));
  for (const wrong of [{ from: [], port: 443 }, { from: ['dmz'] }, { from: ['dmz'], port: 70000 }, { from: ['dmz'], port: 1, address: 'elsewhere' }]) t.false(fits(wrong), JSON.stringify(wrong));
});
