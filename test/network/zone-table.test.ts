import test from 'ava';
import { verdict } from '../../installer/network/verdict.ts';
import { zoneDefaults } from '../../builder/site/zones.ts';
import { type Cell, cellsOf, doors, isNotYet, matrix, openPort, pinholes } from './cells.ts';
import { everyPinhole, everyZone, houseOf, type House } from './house.ts';
import { expectationOf, type World } from './oracle.ts';
import { notYet, zoneTable } from './zone-table.ts';

const web6 = '2001:db8:0:6::7';

async function built(untagged?: string): Promise<{ house: House; cells: Cell[] }> {
  const house = await houseOf(everyZone(web6, untagged));
  return { house, cells: cellsOf({ places: house.places, pinholes: everyPinhole(web6), ...(untagged === undefined ? {} : { untagged }) }, [...matrix(house), ...doors(house), ...pinholes('192.168.1.20', web6)]) };
}

/** Where the model, which makes the rules and answers `pintxo why`, says otherwise than the table. */
function contradictions({ policy, places }: House, cells: readonly Cell[]): string[] {
  const said = ({ sent }: Cell): boolean => verdict(policy, { ...sent, entersOn: places.find(({ name }) => name === sent.from)?.interface ?? '' }).allowed;
  return cells.filter((cell) => said(cell) !== cell.expected.allowed)
    .map(({ sent, expected }) => `${sent.from} ${sent.source} > ${sent.destination} ${sent.protocol}/${sent.port}: the table says ${expected.rule} (${expected.reason})`);
}

for (const untagged of [undefined, 'mgmt', 'work']) {
  test(`what the rules are made of says of every packet what the table of the zones says, with untagged frames in ${untagged ?? 'the usual zone'}`, async (t) => {
    const { house, cells } = await built(untagged);
    t.true(cells.length > 1400);
    t.true(cells.filter(({ expected }) => expected.allowed).length > 300);
    t.deepEqual(contradictions(house, cells.filter((cell) => !isNotYet(cell))), []);
  });
}

test('where untagged frames are mgmt, home does not administer; where they are home, it does', async (t) => {
  const ssh = async (untagged?: string) => (await built(untagged)).cells.filter(({ sent, expected }) => sent.from === 'home' && sent.port === 22 && sent.protocol === 'tcp' && ['service', 'closed'].includes(expected.rule)).map(({ expected }) => expected.allowed);
  t.deepEqual([...new Set(await ssh())], [true]);
  t.deepEqual([...new Set(await ssh('mgmt'))], [false]);
});

for (const row of notYet) {
  test.failing(`what the code does not do yet: ${row.from}, ${row.rule} ${row.port ?? ''}`, async (t) => {
    const { house, cells } = await built();
    t.deepEqual(contradictions(house, cells.filter((cell) => isNotYet(cell, [row]))), []);
  });
}

test('the table has a row for every zone there is, and nobody but management reaches cameras and what is not trusted', (t) => {
  t.deepEqual(zoneDefaults.map(({ name }) => name).filter((name) => zoneTable[name] === undefined), []);
  for (const zone of ['iotCams', 'iotUntrust']) t.deepEqual(Object.keys(zoneTable).filter((name) => zoneTable[name]?.reaches.includes(zone)), ['mgmt']);
});

test('the judge itself tells apart a forged sender, a private address, a published port, and one that is not', async (t) => {
  const { house: { places } } = await built();
  const world: World = { places, pinholes: everyPinhole(web6) };
  const rule = (from: string, source: string, destination: string, port = openPort): string => expectationOf(world, { from, source, destination, protocol: 'tcp', port }).rule;
  t.is(rule('home', '10.0.0.99', '10.2.0.7'), 'spoofed');
  t.is(rule('guest', '10.5.10.7', '192.168.1.1'), 'private');
  t.is(rule('dmz', '10.6.0.7', '100.64.0.9'), 'private');
  t.is(rule('internet', '203.0.113.7', '192.168.1.20', 443), 'pinhole');
  t.is(rule('internet', '203.0.113.7', '192.168.1.20', 80), 'closed');
  t.is(rule('internet', '203.0.113.7', '10.6.0.7'), 'table');
  t.is(rule('work', '10.3.20.7', '10.3.10.7'), 'table');
});
