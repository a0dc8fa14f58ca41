import test from 'ava';
import { bootEntries } from '../../../installer/execute/install.ts';

const listed = `BootCurrent: 0003
Timeout: 0 seconds
BootOrder: 0003,0001,0000,000A
Boot0000* UiApp\tFvVol(7cb8bdc9)/FvFile(462caa21)
Boot0001* UEFI QEMU DVD-ROM Pintxo \tPciRoot(0x0)
Boot0003* Pintxo\tHD(1,GPT,a5)/File(\\EFI\\BOOT\\BOOTX64.EFI)
Boot000A  Pintxo\tHD(1,GPT,b6)/File(\\EFI\\BOOT\\BOOTX64.EFI)
Boot000B* Pintxotic\tHD(1,GPT,c7)
`;

test('entries named Pintxo are found, active or not, and no others', (t) => {
  t.deepEqual(bootEntries(listed), ['0003', '000A']);
});

test('firmware without entries has none', (t) => {
  t.deepEqual(bootEntries('BootCurrent: 0000\nNo BootOrder is set; firmware will attempt recovery\n'), []);
});
