import test from 'ava';
import { entryOf, outdatedEntries } from '../../../installer/execute/boot-loader.ts';

const here = 'a5a5a5a5-0000-4000-8000-000000000001';
const mirror = 'b6b6b6b6-0000-4000-8000-000000000002';

const listed = `BootCurrent: 0003
Timeout: 0 seconds
BootOrder: 0003,0001,0000,000A
Boot0000* UiApp\tFvVol(7cb8bdc9)/FvFile(462caa21)
Boot0001* UEFI QEMU DVD-ROM Pintxo \tPciRoot(0x0)
Boot0003* Pintxo\tHD(1,GPT,A5A5A5A5-0000-4000-8000-000000000001,0x800,0x400000)/File(\\EFI\\BOOT\\BOOTX64.EFI)
Boot000A  Pintxo\tHD(1,GPT,${mirror},0x800,0x400000)/File(\\EFI\\BOOT\\BOOTX64.EFI)
Boot000B* Pintxotic\tHD(1,GPT,c7c7c7c7-0000-4000-8000-000000000003,0x800,0x400000)
Boot000C* Pintxo\tHD(1,GPT,d8d8d8d8-0000-4000-8000-000000000004,0x800,0x400000)/File(\\EFI\\BOOT\\BOOTX64.EFI)
`;

test('entries named Pintxo go, active or not, unless they start from the other disk of a mirror', (t) => {
  t.deepEqual(outdatedEntries(listed, [mirror]), ['0003', '000C']);
  t.deepEqual(outdatedEntries(listed, []), ['0003', '000A', '000C']);
});

test('the entry of a partition is found, whatever the case of its number', (t) => {
  t.is(entryOf(listed, here), '0003');
  t.is(entryOf(listed, 'c7c7c7c7-0000-4000-8000-000000000003'), undefined);
});

test('firmware without entries has none', (t) => {
  const none = 'BootCurrent: 0000\nNo BootOrder is set; firmware will attempt recovery\n';
  t.deepEqual(outdatedEntries(none, []), []);
  t.is(entryOf(none, here), undefined);
});
