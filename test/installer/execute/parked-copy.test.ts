import test from 'ava';
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatManifest, loaderPath } from '../../../builder/trust/manifest.ts';
import { programsOf } from '../../../installer/execute/next-start.ts';
import { parkedVersion, parkOn } from '../../../installer/execute/parked.ts';
import { copyWith, readParked } from '../../../installer/execute/parked-copy.ts';
import { placeOn } from '../../../installer/execute/place-parked.ts';
import { oneOf } from '../../../installer/execute/see-parked.ts';
import { copyOf, digest, faults, kernel, key, loader, manifestOf, read, sha256, stage } from './parked-stage.ts';

test('another system than the one that was judged is not put in its place, and that is said', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  const copy = await copyOf(esp);
  t.throws(() => copyWith(sha256('another list'), copy), { message: /not the one that was looked at/ });
  t.throws(() => copyWith(digest, undefined), { message: /not the one that was looked at/ });
  writeFileSync(join(esp, 'pintxo/parked/manifest.json'), formatManifest(manifestOf({ epoch: 1 })));
  await t.throwsAsync(placeOn(esp, copy), { message: /not the system that was looked at.*sudo pintxo repair/ });
  t.deepEqual(readdirSync(join(esp, 'EFI/Linux')), ['pintxo_1.9.efi']);
  t.is(read(esp, 'EFI/BOOT/BOOTX64.EFI').toString(), 'old');
});

test('a disk that answers differently the second time gets, and tells the TPM of, what was looked at', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  const copy = await copyOf(esp);
  for (const path of ['EFI/BOOT/BOOTX64.EFI', loaderPath]) writeFileSync(join(esp, 'pintxo/parked', path), 'evil');
  t.deepEqual(programsOf(copy), { loader, kernel });
  t.true(await placeOn(esp, copy));
  t.true(read(esp, 'EFI/Linux/pintxo_1.10+3.efi').equals(kernel));
  t.true(read(esp, 'EFI/BOOT/BOOTX64.EFI').equals(loader));
});

test('bytes that became others in memory are neither placed nor told to the TPM', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  const copy = await copyOf(esp);
  const other = { ...copy, files: new Map([...copy.files, [loaderPath, Buffer.from('evil')]]) };
  t.throws(() => programsOf(other), { message: /systemd-bootx64\.efi of the new system is not the file/ });
  await t.throwsAsync(placeOn(esp, other), { message: /systemd-bootx64\.efi of the new system is not the file/ });
  t.is(read(esp, 'EFI/BOOT/BOOTX64.EFI').toString(), 'old');
});

test('two disks with different systems, or one of them with a fault, give nothing to place', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  const one = await readParked(esp, [key]);
  const other = stage(t, { manifest: manifestOf({ epoch: 1 }) });
  await parkOn(other.esp, other.stick);
  const two = await readParked(other.esp, [key]);
  if (one === undefined || two === undefined) return t.fail();
  t.is(oneOf([]), undefined);
  t.is(oneOf([one, one])?.copy, one.copy);
  t.is(oneOf([one, two])?.copy, undefined);
  t.deepEqual(oneOf([one, two])?.parked.faults, ['the disks hold different ones']);
  const damaged = oneOf([one, { ...one, parked: { ...one.parked, faults: ['a is missing'] } }]);
  t.is(damaged?.copy, undefined);
  t.deepEqual(damaged?.parked.faults, ['a is missing']);
});

test('what would not fit into memory is not read', async (t) => {
  const files = manifestOf().files.map((file) => ({ ...file, bytes: 2 ** 40 }));
  const { esp, stick } = stage(t, { manifest: manifestOf({ files }) });
  await parkOn(esp, stick);
  t.regex(await faults(esp), /too large for any machine/);
  writeFileSync(join(esp, 'pintxo/parked/manifest.json'), ' '.repeat(2 ** 20 + 1));
  t.regex(await faults(esp), /list of files .*is missing, or cannot be read/);
});

test('notes beside a system that are longer than any are not read: whoever wrote them there may have meant the memory of the machine', async (t) => {
  const { esp, stick } = stage(t);
  await parkOn(esp, stick);
  const padding = '\n'.repeat(2 ** 20);
  appendFileSync(join(esp, 'pintxo/parked/manifest.json.minisig'), padding);
  t.deepEqual((await readParked(esp, [key]))?.parked.signature, { ok: false, problem: 'it is not signed' });
  appendFileSync(join(esp, 'pintxo/parked/version'), padding);
  t.is(await parkedVersion(esp), 'unknown');
});
