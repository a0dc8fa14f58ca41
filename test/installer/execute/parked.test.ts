import test, { type ExecutionContext } from 'ava';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatManifest, loaderPath, manifestPath, signaturePath, type SystemManifest } from '../../../builder/trust/manifest.ts';
import { secretKeyFrom, signMinisign } from '../../../builder/trust/minisign.ts';
import { forgetOn, inspectOn, parkedVersion, parkOn, placeOn } from '../../../installer/execute/parked.ts';
import { programWith } from '../plan/programs.ts';

const key = secretKeyFrom(Buffer.alloc(32, 1));
const stranger = secretKeyFrom(Buffer.alloc(32, 2));
const hash = 'ab'.repeat(32);
const commandLine = `root=/dev/mapper/root roothash=${hash}`;
const kernel = programWith({ '.cmdline': Buffer.from(commandLine), '.linux': programWith({ '.text': Buffer.alloc(100, 1) }) });
const loader = programWith({ '.text': Buffer.alloc(100, 2) });

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const kernelPlace = 'EFI/Linux/pintxo_1.10.efi';

function manifestOf(more: Partial<SystemManifest> = {}): SystemManifest {
  return {
    format: 1, version: '1.10', epoch: 0, commandLine, root: { bytes: 1, hash }, verity: { bytes: 1, sha256: hash },
    files: [
      { path: 'EFI/BOOT/BOOTX64.EFI', places: [kernelPlace], bytes: kernel.length, sha256: sha256(kernel) },
      { path: loaderPath, places: ['EFI/systemd/systemd-bootx64.efi', 'EFI/BOOT/BOOTX64.EFI'], bytes: loader.length, sha256: sha256(loader) },
      { path: 'loader/addons/stick.addon.efi', places: [], bytes: 3, sha256: sha256('add') },
    ],
    ...more,
  };
}

/** EFI partitions of a disk with a system that starts, and of a stick with a newer one. */
function stage(t: ExecutionContext, { manifest = manifestOf(), signer = key }: { manifest?: SystemManifest; signer?: typeof key | undefined } = {}): { esp: string; stick: string } {
  const folder = mkdtempSync(join(tmpdir(), 'pintxo-parked-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const [esp, stick] = [join(folder, 'esp'), join(folder, 'stick')];
  const put = (path: string, content: Uint8Array | string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  for (const path of ['EFI/Linux/pintxo_1.9.efi', 'EFI/BOOT/BOOTX64.EFI', 'EFI/systemd/systemd-bootx64.efi']) put(join(esp, path), 'old');
  const text = formatManifest(manifest);
  put(join(stick, 'EFI/BOOT/BOOTX64.EFI'), kernel);
  put(join(stick, loaderPath), loader);
  put(join(stick, 'loader/addons/stick.addon.efi'), 'add');
  put(join(stick, manifestPath), text);
  put(join(stick, signaturePath), signMinisign(Buffer.from(text), signer, 'of a test'));
  return { esp, stick };
}

const read = (esp: string, path: string): Buffer => readFileSync(join(esp, path));
const digest = sha256(formatManifest(manifestOf()));
const faults = async (esp: string): Promise<string> => (await inspectOn(esp, [key]))?.faults.join('\n') ?? 'none there';

test('a parked system changes nothing that the firmware or the boot loader starts', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  t.is(await parkedVersion(esp), '1.10');
  t.deepEqual(readdirSync(join(esp, 'EFI/Linux')), ['pintxo_1.9.efi']);
  for (const path of ['EFI/BOOT/BOOTX64.EFI', 'EFI/systemd/systemd-bootx64.efi']) t.is(read(esp, path).toString(), 'old');
});

test('what a trusted key has signed is found whole', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  t.deepEqual(await inspectOn(esp, [stranger, key]), { version: '1.10', rootHash: hash, digest, signature: { ok: true, keyId: key.id }, faults: [] });
});

test('a signature that is missing, or by a key that is not trusted, is said', async (t) => {
  const { esp, stick } = stage(t, { signer: stranger });
  await parkOn(esp, stick);
  const bySomebody = await inspectOn(esp, [key]);
  t.false(bySomebody?.signature.ok);
  t.regex(JSON.stringify(bySomebody?.signature), /not trusted/);
  rmSync(join(stick, signaturePath));
  await parkOn(esp, stick);
  t.deepEqual((await inspectOn(esp, [key]))?.signature, { ok: false, problem: 'it is not signed' });
});

test('every boot file is compared with the list, once more when it is placed', async (t) => {
  const { esp, stick } = stage(t);
  for (const path of ['EFI/BOOT/BOOTX64.EFI', loaderPath]) {
    await parkOn(esp, stick);
    t.is(await faults(esp), '');
    appendFileSync(join(esp, 'pintxo/parked', path), 'x');
    t.is(await faults(esp), `${path} is not the file that was signed`);
    await t.throwsAsync(placeOn(esp, digest), { message: /has changed since it was looked at/ });
  }
  await parkOn(esp, stick);
  rmSync(join(esp, 'pintxo/parked', loaderPath));
  t.is(await faults(esp), `${loaderPath} is missing`);
});

test('a file beside those of the list is a fault, and is never placed', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  writeFileSync(join(esp, 'pintxo/parked/EFI/BOOT/more.efi'), 'x');
  t.is(await faults(esp), 'EFI/BOOT/more.efi is not part of the signed system');
  await placeOn(esp, digest);
  t.false(existsSync(join(esp, 'EFI/BOOT/more.efi')));
});

test('a list that was changed after it was signed is not believed', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  writeFileSync(join(esp, 'pintxo/parked/manifest.json'), formatManifest(manifestOf({ epoch: 1 })));
  t.false((await inspectOn(esp, [key]))?.signature.ok);
  writeFileSync(join(esp, 'pintxo/parked/manifest.json'), 'no list');
  t.regex(await faults(esp), /list of files is missing, or cannot be read/);
});

test('the command line in the kernel and the root hash are those of the list', async (t) => {
  for (const [more, expected] of [
    [{ commandLine: `${commandLine} init=/bin/sh` }, /command line in the kernel/],
    [{ root: { bytes: 1, hash: 'cd'.repeat(32) } }, /does not name the root hash/],
    [{ version: '1.11', files: manifestOf().files }, /^$/],
  ] as const) {
    const { esp, stick } = stage(t, { manifest: manifestOf(more) });
    await parkOn(esp, stick);
    t.regex(await faults(esp), expected);
  }
});

test('a version that is not the one of the list is no version', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  writeFileSync(join(esp, 'pintxo/parked/version'), '9.9\n');
  t.regex(await faults(esp), /says to be version 9\.9,/);
  // What somebody wrote there is shown on consoles.
  writeFileSync(join(esp, 'pintxo/parked/version'), '1.10\u001b[8m\n');
  t.regex(await faults(esp), /says to be version unknown,/);
});

test('half a parked system counts as none', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  rmSync(join(stick, loaderPath));
  await t.throwsAsync(parkOn(esp, stick));
  t.is(await parkedVersion(esp), undefined);
  t.is(await inspectOn(esp, [key]), undefined);
  await placeOn(esp, digest);
  t.deepEqual(readdirSync(join(esp, 'EFI/Linux')), ['pintxo_1.9.efi']);
});

test('put in its place it has three tries, and the old one stays to come back to', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  await placeOn(esp, digest);
  t.deepEqual(readdirSync(join(esp, 'EFI/Linux')).sort(), ['pintxo_1.10+3.efi', 'pintxo_1.9.efi']);
  t.true(read(esp, 'EFI/Linux/pintxo_1.10+3.efi').equals(kernel));
  for (const path of ['EFI/BOOT/BOOTX64.EFI', 'EFI/systemd/systemd-bootx64.efi']) t.true(read(esp, path).equals(loader));
  t.is(await parkedVersion(esp), undefined);
  t.false(existsSync(join(esp, 'pintxo/parked')));
  t.false(existsSync(join(esp, 'loader/addons')), 'what only the stick needs stays there');
});

test('another system than the one that was judged is not put in its place', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  await placeOn(esp, sha256('another list'));
  t.deepEqual(readdirSync(join(esp, 'EFI/Linux')), ['pintxo_1.9.efi']);
  t.is(read(esp, 'EFI/BOOT/BOOTX64.EFI').toString(), 'old');
});

test('after a power cut it is put in its place again, under one name', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  writeFileSync(join(esp, 'EFI/Linux/pintxo_1.10+2-1.efi'), 'new kernel');
  await placeOn(esp, digest);
  await placeOn(esp, digest);
  t.deepEqual(readdirSync(join(esp, 'EFI/Linux')).sort(), ['pintxo_1.10+3.efi', 'pintxo_1.9.efi']);
});

test('what is forgotten is gone whole', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  await forgetOn(esp);
  t.is(await parkedVersion(esp), undefined);
  t.false(existsSync(join(esp, 'pintxo/parked')));
});
