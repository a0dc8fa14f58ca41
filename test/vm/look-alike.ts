/** A stick that says it holds the data of an encrypted machine: its name, its number, and newer than the machine's own. */
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createDisk, findPartition, listFat, readBytes, readFat, writeBytes, writePartitions } from './harness/index.ts';
import { run } from './harness/process.ts';

const mebibyte = 2 ** 20;
const newerThanAnyData = 1000;
const unit = 'systemd/system/multi-user.target.wants/evil.service';
const service = "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'echo evil service runs > /dev/console'\n";

/** Made from nothing but what stands on the machine's disk in clear. Gives the path. */
export async function makeLookAlike(disk: string, path: string): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'pintxo-look-alike-'));
  try {
    const data = join(work, 'data.img');
    await writeFile(data, '');
    await truncate(data, 200 * mebibyte);
    await run('mkfs.btrfs', ['--quiet', '--uuid', await stateOf(disk), '--rootdir', await prepared(join(work, 'var'), disk), data], { what: 'making the look-alike' });
    // Each change of the name is one more generation.
    await run('sh', ['-c', 'for i in $(seq "$1"); do btrfs filesystem label "$2" "evil-$i" || exit 1; done', 'sh', String(newerThanAnyData), data], { what: 'making it look new' });
    await createDisk(path, 256 * mebibyte);
    await writePartitions(path, [{ label: 'pintxo-data', mebibytes: 250 }]);
    await writeBytes(path, (await findPartition(path, 'pintxo-data')).offset, await readFile(data));
    return path;
  } finally {
    await rm(work, { recursive: true });
  }
}

/** The label in the header of the encrypted partition. */
async function stateOf(disk: string): Promise<string> {
  const { offset } = await findPartition(disk, 'pintxo-data');
  return (await readBytes(disk, offset + 24, 48)).toString('latin1').replaceAll('\0', '');
}

/** A /var whose configuration for the next start brings a service of its own. */
async function prepared(root: string, disk: string): Promise<string> {
  const folder = join(root, 'lib/pintxo/prepared');
  await mkdir(dirname(join(folder, 'etc', unit)), { recursive: true });
  const kernel = (await listFat(disk, 'pintxo-esp')).find((file) => /^EFI\/Linux\/.*\.efi$/.test(file)) ?? '';
  const rootHash = /roothash=([0-9a-f]{64})/.exec(await readFat(disk, 'pintxo-esp', kernel))?.[1] ?? '';
  const digest = (await run('sha256sum', [], { what: 'a digest', input: service })).slice(0, 64);
  const files = { mark: `${rootHash} x\n`, 'rendered.json': '[]', files: `${digest}  etc/${unit}\n`, links: '', targets: '', [`etc/${unit}`]: service };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await writeFile(join(root, 'lib/pintxo/machine-id'), `${'e'.repeat(32)}\n`);
  return root;
}
