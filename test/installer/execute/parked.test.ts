import test from 'ava';
import { appendFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatManifest, loaderPath, signaturePath } from '../../../builder/trust/manifest.ts';
import { forgetOn, parkedVersion, parkOn } from '../../../installer/execute/parked.ts';
import { placeOn } from '../../../installer/execute/place-parked.ts';
import { commandLine, copyOf, digest, faults, hash, inspectOn, kernel, key, loader, manifestOf, read, stage, stranger } from './parked-stage.ts';

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

test('every boot file is compared with the list, and what differs is never copied', async (t) => {
  const { esp, stick } = stage(t);
  for (const path of ['EFI/BOOT/BOOTX64.EFI', loaderPath]) {
    await parkOn(esp, stick);
    t.is(await faults(esp), '');
    appendFileSync(join(esp, 'pintxo/parked', path), 'x');
    t.is((await faults(esp)).split('\n')[0], `${path} is not the file that was signed`);
    await t.throwsAsync(copyOf(esp), { message: /is not the one that was looked at.*sudo pintxo repair/ });
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
  rmSync(join(esp, 'pintxo/parked/EFI/BOOT/more.efi'));
  const copy = await copyOf(esp);
  writeFileSync(join(esp, 'pintxo/parked/EFI/BOOT/more.efi'), 'x');
  await placeOn(esp, copy);
  t.false(existsSync(join(esp, 'EFI/BOOT/more.efi')));
});

test('a list that was changed after it was signed is not believed', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  writeFileSync(join(esp, 'pintxo/parked/manifest.json'), formatManifest(manifestOf({ epoch: 1 })));
  t.false((await inspectOn(esp, [key]))?.signature.ok);
  writeFileSync(join(esp, 'pintxo/parked/manifest.json'), 'no list');
  t.regex(await faults(esp), /list of files .*is missing, or cannot be read/);
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
  const copy = await copyOf(esp);
  rmSync(join(stick, loaderPath));
  await t.throwsAsync(parkOn(esp, stick));
  t.is(await parkedVersion(esp), undefined);
  t.is(await inspectOn(esp, [key]), undefined);
  t.false(await placeOn(esp, copy));
  t.deepEqual(readdirSync(join(esp, 'EFI/Linux')), ['pintxo_1.9.efi']);
});

test('put in its place it has three tries, and the old one stays to come back to', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  t.true(await placeOn(esp, await copyOf(esp)));
  t.deepEqual(readdirSync(join(esp, 'EFI/Linux')).sort(), ['pintxo_1.10+3.efi', 'pintxo_1.9.efi']);
  t.true(read(esp, 'EFI/Linux/pintxo_1.10+3.efi').equals(kernel));
  for (const path of ['EFI/BOOT/BOOTX64.EFI', 'EFI/systemd/systemd-bootx64.efi']) t.true(read(esp, path).equals(loader));
  t.is(await parkedVersion(esp), undefined);
  t.false(existsSync(join(esp, 'pintxo/parked')));
  t.false(existsSync(join(esp, 'loader/addons')), 'what only the stick needs stays there');
});

test('after a power cut it is put in its place again, under one name', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  writeFileSync(join(esp, 'EFI/Linux/pintxo_1.10+2-1.efi'), 'new kernel');
  const copy = await copyOf(esp);
  await placeOn(esp, copy);
  t.false(await placeOn(esp, copy));
  t.deepEqual(readdirSync(join(esp, 'EFI/Linux')).sort(), ['pintxo_1.10+3.efi', 'pintxo_1.9.efi']);
});

test('what is forgotten is gone whole', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  await forgetOn(esp);
  t.is(await parkedVersion(esp), undefined);
  t.false(existsSync(join(esp, 'pintxo/parked')));
});
