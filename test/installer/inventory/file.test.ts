import test from 'ava';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInventory } from '../../../installer/inventory/file.ts';
import { machines, read, readInventory as readFixture } from '../plan/machines.ts';

let folder: string;
test.before(async () => void (folder = await mkdtemp(join(tmpdir(), 'pintxo-inventory-'))));
test.after.always(() => rm(folder, { recursive: true, force: true }));

async function readText(name: string, text: string) {
  const path = join(folder, name);
  await writeFile(path, text);
  return readInventory(path);
}

const problemIn = (result: object): string => ('problem' in result ? String(result.problem) : 'no problem');

test('inventories of all known machines are read whole: nothing in them is unknown to the reader', async (t) => {
  for (const machine of machines) {
    const text = read(machine, 'inventory.json') ?? '';
    t.deepEqual(JSON.parse(JSON.stringify(await readText(`${machine}.json`, text))), JSON.parse(text), machine);
  }
});

test('a file that is not there says where the stick writes one', async (t) => {
  t.regex(problemIn(await readInventory(join(folder, 'missing'))), /^error: there is no file .*missing; the stick writes one to logs\/inventory\.json$/);
});

test('what is no inventory is told with the place of each mistake', async (t) => {
  const inventory = readFixture('mini-pc-blank');
  const wrong = { ...inventory, disks: [{ ...inventory.disks[0], bytes: 'many' }] };
  t.regex(problemIn(await readText('wrong.json', JSON.stringify(wrong))), /is not an inventory.*\n {2}disks\.0\.bytes: /);
  t.regex(problemIn(await readText('torn.json', '{"version": 1,')), /is not an inventory/);
  t.regex(problemIn(await readText('newer.json', JSON.stringify({ ...inventory, version: 2 }))), /\n {2}version: /);
});
