import test from 'ava';
import { foreignFiles } from '../../../installer/plan/foreign-files.ts';

test('what the installer puts there is not foreign, whatever the case of its letters', (t) => {
  const own = ['EFI/BOOT/BOOTX64.EFI', 'efi/boot/bootx64.efi', 'EFI/systemd/systemd-bootx64.efi', 'EFI/Linux/pintxo_1.4.0.efi', 'EFI/Linux/pintxo_1.5.0+2-1.efi', 'loader/loader.conf', 'pintxo/installation.json', 'pintxo/parked/EFI/BOOT/BOOTX64.EFI', 'pintxo/parked/version'];
  t.deepEqual(foreignFiles(own), []);
});

for (const path of [
  'EFI/systemd/drivers/evilx64.efi',
  'EFI/SYSTEMD/DRIVERS/EVILX64.EFI',
  'loader/addons/more.addon.efi',
  'loader/entries/other.conf',
  'loader/credentials/ssh.cred',
  'loader/keys/auto/db.auth',
  'EFI/Linux/pintxo_1.4.0.efi.extra.d/more.addon.efi',
  'EFI/Linux/pintxo_1.4.0.efi.extra.d/some.cred',
  'EFI/Linux/other.efi',
  'EFI/BOOT/grubx64.efi',
  'EFI/debian/shimx64.efi',
  'shellx64.efi',
  'startup.nsh',
]) test(`${path} is foreign`, (t) => t.deepEqual(foreignFiles(['loader/loader.conf', path]), [path]));

test('what nothing loads is left alone', (t) => {
  t.deepEqual(foreignFiles(['System Volume Information/IndexerVolumeGuid', 'notes.txt', '.Trashes/x']), []);
});
