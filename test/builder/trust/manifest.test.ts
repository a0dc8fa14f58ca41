import test from 'ava';
import { differences, formatManifest, parseManifest, type SystemManifest } from '../../../builder/trust/manifest.ts';

const digest = (letter: string): string => letter.repeat(64);

const manifest: SystemManifest = {
  format: 1,
  version: '0.2.0',
  epoch: 1_760_000_000,
  commandLine: `ro roothash=${digest('a')}`,
  root: { bytes: 400_000_000, hash: digest('a') },
  verity: { bytes: 3_000_000, sha256: digest('b') },
  files: [
    { path: 'EFI/BOOT/BOOTX64.EFI', places: ['EFI/Linux/pintxo_0.2.0.efi'], bytes: 10, sha256: digest('c') },
    { path: 'pintxo/systemd-bootx64.efi', places: ['EFI/BOOT/BOOTX64.EFI'], bytes: 20, sha256: digest('d') },
    { path: 'loader/addons/stick.addon.efi', places: [], bytes: 30, sha256: digest('e') },
  ],
};

const placed = manifest.files.filter(({ places }) => places.length > 0);

test('a manifest is read as it was written', (t) => {
  t.deepEqual(parseManifest(formatManifest(manifest)), manifest);
});

test('a manifest with anything else in it, or of another format, is none', (t) => {
  for (const other of [{ ...manifest, format: 2 }, { ...manifest, extra: 1 }, { ...manifest, root: { bytes: 1, hash: 'x' } }, { ...manifest, version: '../0' }, []]) {
    t.is(parseManifest(JSON.stringify(other)), undefined);
  }
  t.is(parseManifest('{'), undefined);
});

test('a path that leads out of the EFI partition, or that FAT reads as another, makes it none', (t) => {
  for (const path of ['../x', 'EFI/../x', '/EFI/x', 'EFI//x', 'EFI\\x', 'EFI/x ', '.', 'EFI/..', '']) {
    t.is(parseManifest(JSON.stringify({ ...manifest, files: [{ ...manifest.files[0], path }] })), undefined, path);
    t.is(parseManifest(JSON.stringify({ ...manifest, files: [{ ...manifest.files[0], places: [path] }] })), undefined, path);
  }
});

test('files that are all as they were signed differ in nothing; those of the stick alone are not asked for', (t) => {
  t.deepEqual(differences(manifest, placed), []);
  t.deepEqual(differences(manifest, manifest.files), []);
});

test('a missing, a changed, a longer and a strange file are each told', (t) => {
  const [kernel, loader] = placed;
  if (kernel === undefined || loader === undefined) return t.fail();
  t.deepEqual(differences(manifest, [kernel]), ['pintxo/systemd-bootx64.efi is missing']);
  t.deepEqual(differences(manifest, [kernel, { ...loader, sha256: digest('f') }]), ['pintxo/systemd-bootx64.efi is not the file that was signed']);
  t.deepEqual(differences(manifest, [{ ...kernel, bytes: 11 }, loader]), ['EFI/BOOT/BOOTX64.EFI is not the file that was signed']);
  t.deepEqual(differences(manifest, [kernel, loader, { path: 'EFI/systemd/drivers/evilx64.efi', bytes: 1, sha256: digest('0') }]), ['EFI/systemd/drivers/evilx64.efi is not part of the signed system']);
});
