import test from 'ava';
import { refusePinhole } from '../../../builder/plan/pinholes.ts';
import { zonesOf } from '../../../builder/site/zones.ts';
import { goldenFolder, renderCase } from '../render/cases.ts';

const { site } = (await renderCase(`${goldenFolder}/router-minimal`)).plan;
const zones = zonesOf(site);
const pinhole = (from: string, zone: string, address?: string) => refusePinhole({ name: 'web', module: 'one', from: [from], to: { zone, address }, protocol: 'tcp', port: 443 }, zones);

test('a pinhole that the zone lets in is fine', (t) => {
  t.deepEqual([...pinhole('internet', 'dmz', '10.6.0.20'), ...pinhole('dmz', 'srv'), ...pinhole('internet', 'dmz', '2001:db8::20')], []);
});

test('a pinhole from where the zone lets none in is refused, and told from where it does', (t) => {
  t.regex(pinhole('internet', 'home')[0] ?? '', /comes from internet, but the zone home lets pinholes in from nowhere/);
  t.regex(pinhole('guest', 'srv')[0] ?? '', /lets pinholes in from dmz/);
});

test('a pinhole into a zone that is off or unknown, or to an address elsewhere, is refused', (t) => {
  t.regex(pinhole('srv', 'iotCams')[0] ?? '', /network\.zones\.iotCams\.enabled: true/);
  t.regex(pinhole('dmz', 'cellar')[0] ?? '', /does not exist/);
  t.regex(pinhole('internet', 'dmz', '10.2.0.5')[0] ?? '', /not in 10\.6\.0\.0\/24/);
});
