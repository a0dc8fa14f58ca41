/** The harness on itself: getting the recovery key out of a sheet on a stick. */
import { join } from 'node:path';
import test from 'ava';
import { recoveryKeyFrom } from '../../../installer/execute/recovery-key.ts';
import { createDisk, formatFat, makeSshKey, writeFat, writePartitions } from '../harness/index.ts';
import { run } from '../harness/process.ts';
import { readRecoverySheet, recoveryKeyOf, sheetPath } from '../recovery.ts';
import { containsBytes } from '../search.ts';
import { temporaryDirectory } from './tools.ts';

const key = recoveryKeyFrom(Buffer.alloc(32, 'random'));

async function stickWithSheet(directory: string, text: string): Promise<{ stick: string; key: string }> {
  const stick = join(directory, 'stick.img');
  await createDisk(stick, 64 * 2 ** 20);
  await writePartitions(stick, [{ label: 'PINTXO', mebibytes: 48 }]);
  await formatFat(stick, 'PINTXO');
  const ssh = await makeSshKey(directory);
  const sheet = await run('age', ['--encrypt', '--armor', '--recipient', ssh.publicKey], { what: 'encrypting', input: text });
  await writeFat(stick, 'PINTXO', sheetPath, sheet);
  return { stick, key: ssh.path };
}

test('the key is read from the encrypted sheet, and the sheet shows nothing of it', async (t) => {
  const { stick, key: identity } = await stickWithSheet(await temporaryDirectory(t), `Recovery sheet of casa\n\n    ${key}\n`);
  t.is(await recoveryKeyOf({ stick, key: identity }), key);
  t.false(await containsBytes(stick, key));
});

test('a sheet without a key is told, and a foreign SSH key opens nothing', async (t) => {
  const { stick, key: identity } = await stickWithSheet(await temporaryDirectory(t), 'nothing here\n');
  await t.throwsAsync(recoveryKeyOf({ stick, key: identity }), { message: /no recovery key/ });
  const foreign = await makeSshKey(await temporaryDirectory(t));
  await t.throwsAsync(readRecoverySheet({ stick, key: foreign.path }), { message: /decrypting the recovery sheet/ });
});

test('text is found in an image wherever it lies, over the border of two pieces too', async (t) => {
  const image = join(await temporaryDirectory(t), 'disk.img');
  await createDisk(image, 64 * 2 ** 20);
  await run('dd', [`of=${image}`, 'bs=1', `seek=${16 * 2 ** 20 - 4}`, 'conv=notrunc'], { what: 'planting', input: 'planted text' });
  t.true(await containsBytes(image, 'planted text'));
  t.false(await containsBytes(image, 'another text'));
});
