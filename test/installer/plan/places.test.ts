import test from 'ava';
import type { SystemManifest } from '../../../builder/trust/manifest.ts';
import { inTheWayOf, newPlace, placedFiles, startedFiles } from '../../../installer/plan/places.ts';

const file = (path: string, ...places: string[]): SystemManifest['files'][number] => ({ path, places, bytes: 1, sha256: 'aa'.repeat(32) });
const [kernel, loader, addon] = [file('a', 'EFI/Linux/pintxo_1.4.0.efi'), file('b', 'EFI/systemd/systemd-bootx64.efi', 'EFI/BOOT/BOOTX64.EFI'), file('c')];
const manifest = (...files: SystemManifest['files']): SystemManifest => ({ format: 1, version: '1.4.0', epoch: 0, commandLine: '', root: { bytes: 1, hash: 'aa'.repeat(32) }, verity: { bytes: 1, sha256: 'aa'.repeat(32) }, files });

test('a new kernel has three tries; the names of other files are their own', (t) => {
  t.is(newPlace('EFI/Linux/pintxo_1.4.0.efi'), 'EFI/Linux/pintxo_1.4.0+3.efi');
  t.is(newPlace('EFI/BOOT/BOOTX64.EFI'), 'EFI/BOOT/BOOTX64.EFI');
});

test('of the kernels that are there, only the same version under other counts would start instead', (t) => {
  const names = ['pintxo_1.3.0.efi', 'pintxo_1.4.0+3.efi', 'pintxo_1.4.0.efi', 'pintxo_1.4.0+1-2.efi', 'other.efi'];
  t.deepEqual(inTheWayOf('EFI/Linux/pintxo_1.4.0.efi', names), ['EFI/Linux/pintxo_1.4.0.efi', 'EFI/Linux/pintxo_1.4.0+1-2.efi']);
  t.deepEqual(inTheWayOf('EFI/BOOT/BOOTX64.EFI', names), []);
});

test('what only the stick needs is not placed', (t) => {
  t.deepEqual(placedFiles(manifest(kernel, loader, addon)), [kernel, loader]);
});

test('boot loader and kernel are told by where they go', (t) => {
  t.deepEqual(startedFiles(manifest(addon, kernel, loader)), { loader, kernel });
  t.is(startedFiles(manifest(kernel, addon)), undefined);
  t.is(startedFiles(manifest(loader, addon)), undefined);
});
