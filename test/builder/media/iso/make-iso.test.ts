import test from 'ava';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPartition } from '../../../../builder/image/fat.ts';
import { makeIso } from '../../../../builder/media/iso/make-iso.ts';
import { needing, programObstacle } from '../../../needing.ts';

const MiB = 2 ** 20;
const environment = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
const withBlkid = needing(test, programObstacle('blkid'));

let folder: string;
let image: string;
let iso: string;

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pintxo-iso-'));
  [image, iso] = [join(folder, 'stick.img'), join(folder, 'stick.iso')];
  await writeFile(image, randomBytes(2 * MiB));
  await truncate(image, 8 * MiB);
  const partitions = 'label: gpt\nstart=2048, size=4096, name="pintxo-stick-esp"\nstart=6144, size=8192, name="PINTXO"\n';
  execFileSync('sfdisk', ['--quiet', image], { input: partitions, env: environment });
  await makeIso(image, iso, 1_763_000_000);
});
test.after.always(() => rm(folder, { recursive: true, force: true }));

test('a CD-ROM image is the stick image but for its header', async (t) => {
  const [before, after] = [await readFile(image), await readFile(iso)];
  t.is(after.length, before.length);
  t.true(after.subarray(0, 32 * 1024).equals(before.subarray(0, 32 * 1024)));
  t.false(after.subarray(32 * 1024, MiB).equals(before.subarray(32 * 1024, MiB)));
  t.true(after.subarray(MiB).equals(before.subarray(MiB)));
  t.deepEqual((await readdir(folder)).sort(), ['stick.img', 'stick.iso']);
});

test('the partitions of a CD-ROM image are found as on a stick', async (t) => {
  t.deepEqual(await findPartition(iso, 'PINTXO'), { offset: 3 * MiB, bytes: 4 * MiB });
});

withBlkid('other programs see a bootable CD-ROM and a partition table', (t) => {
  const found = execFileSync('blkid', ['--probe', '--output', 'export', iso], { env: environment }).toString();
  t.regex(found, /^LABEL=PINTXO_ISO$/m);
  t.regex(found, /^BOOT_SYSTEM_ID=EL.*TORITO/m);
  t.regex(found, /^PTTYPE=gpt$/m);
});

test('an image that is not of Pintxo gives no CD-ROM image, and leaves none half-made', async (t) => {
  const elsewhere = await mkdtemp(join(folder, '..', 'pintxo-iso-'));
  t.teardown(() => rm(elsewhere, { recursive: true, force: true }));
  const other = join(elsewhere, 'other.img');
  await writeFile(other, Buffer.alloc(4 * MiB));
  execFileSync('sfdisk', ['--quiet', other], { input: 'label: gpt\nstart=2048, size=2048, name="other"\n', env: environment });
  await t.throwsAsync(makeIso(other, join(elsewhere, 'other.iso'), 0), { message: /no partition named pintxo-stick-esp/ });
  t.deepEqual(await readdir(elsewhere), ['other.img']);
});
