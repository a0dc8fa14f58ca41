/** The kinds of disks a machine may have: installed from the stick, and started from. */
import { join } from 'node:path';
import test from 'ava';
import { type DiskSpec, startMachine } from './harness/index.ts';
import { asRoot, readyGuest } from './guest.ts';
import { forwardedNic, installFromStick, prepareHardware, siteWithPassword, stickDisk, switchOff, waitUntilHealthy } from './platform.ts';
import { image, workshopFor } from './workshop.ts';

interface Carrier {
  readonly name: string;
  readonly disk: Omit<DiskSpec, 'image'>;
  /** Added to the site file. */
  readonly site?: string;
  /** Where our firmware cannot start from such a disk: as what it is started then. */
  readonly startedAs?: Omit<DiskSpec, 'image'>;
  /** What the running system must find. */
  readonly root: RegExp;
}

const byTestDisk = 'machine:\n  systemDisk:\n    serial: PX-DISK\n';

const carriers: readonly Carrier[] = [
  { name: 'an NVMe disk with 4096-byte sectors', disk: { bus: 'nvme', logicalSectorSize: 4096, physicalSectorSize: 4096 }, root: /^\/dev\/nvme0n1p\d+ 4096$/m },
  { name: 'a SATA disk', disk: { bus: 'sata' }, root: /^\/dev\/sd[a-z]\d+ 512$/m },
  { name: 'a USB-attached disk that site.yaml names', disk: { bus: 'usb', removable: false }, site: byTestDisk, root: /^\/dev\/sd[a-z]\d+ 512$/m },
  { name: 'soldered flash (eMMC)', disk: { bus: 'mmc' }, startedAs: { bus: 'sata' }, root: /^\/dev\/sd[a-z]\d+ 512$/m },
];

// A card's size is a power of two.
const bytes = 32 * 2 ** 30;

const directory = await workshopFor(test, 'carriers');

for (const [position, { name, disk, site, startedAs, root }] of carriers.entries()) {
  test.serial(`a stick installs ${name}, and the machine becomes healthy`, async (t) => {
    const hardware = await prepareHardware(join(directory, `carrier-${position}`), image, (publicKey) => siteWithPassword(publicKey, site), [bytes]);
    const spec = (kind: Omit<DiskSpec, 'image'>): DiskSpec => ({ ...kind, image: hardware.disk, serial: 'PX-DISK', bootIndex: 1 });
    const installer = await installFromStick(hardware, { disks: [stickDisk(hardware.stick), spec(disk)] });
    await installer.stop({ keep: true });
    const machine = await startMachine({ name: 'node', directory: hardware.directory, disks: [spec(startedAs ?? disk)], nics: [forwardedNic] });
    await waitUntilHealthy(machine);
    const guest = await readyGuest(machine, hardware);
    t.regex(await asRoot(guest, 'device=$(findfs PARTLABEL=pintxo-data); echo "$device $(blockdev --getss "$device")"'), root);
    await switchOff(machine);
  });
}
