import test from 'ava';
import type { Disk } from '../../../installer/inventory/inventory.ts';
import { decideRepair } from '../../../installer/plan/decide-repair.ts';
import { decideInstall } from '../../../installer/plan/decide-install.ts';
import { markPaths, sharesDevice } from '../../../installer/plan/same-disk.ts';
import { withPools } from '../../../installer/plan/repair-pools.ts';
import { diskWith } from './disks.ts';
import { readInventory } from './machines.ts';
import { siteFor } from './site-for.ts';

const pairs: ReadonlyArray<readonly [what: string, one: Partial<Disk>, other: Partial<Disk>, isShared: boolean]> = [
  ['two paths with one world wide name', { wwn: '0x5000c50084a10001', serial: 'A' }, { wwn: '5000C50084A10001', serial: 'A' }, true],
  ['one world wide name under two serials', { wwn: '0x5000c50084a10001', serial: 'A' }, { wwn: '0x5000c50084a10001', serial: 'B' }, true],
  ['one serial on one bridge', { transport: 'usb', serial: 'A' }, { transport: 'usb', serial: 'A' }, true],
  ['units of one UFS device', { transport: 'scsi', serial: 'A', bytes: 1e11 }, { transport: 'scsi', serial: 'A', bytes: 8e6 }, true],
  ['two actuators of one SAS disk', { transport: 'sas', serial: 'A', wwn: '0x5000c50084a10001' }, { transport: 'sas', serial: 'A', wwn: '0x5000c50084a10002' }, true],
  ['name spaces of one NVMe disk', { transport: 'nvme', path: '/dev/nvme0n1', serial: 'A', wwn: 'eui.01' }, { transport: 'nvme', path: '/dev/nvme0n2', serial: 'A', wwn: 'eui.02' }, true],
  ['two NVMe disks of a maker who gives all the same serial', { transport: 'nvme', path: '/dev/nvme0n1', serial: 'A', wwn: 'eui.01' }, { transport: 'nvme', path: '/dev/nvme1n1', serial: 'A', wwn: 'eui.02' }, false],
  ['two SATA disks of such a maker', { serial: 'A', wwn: '0x5000c50084a10001' }, { serial: 'A', wwn: '0x5000c50084a10002' }, false],
  ['disks without any name', {}, {}, false],
  ['world wide names of zeros', { wwn: '0x0000000000000000', serial: 'A' }, { wwn: '0x0000000000000000', serial: 'B' }, false],
];

for (const [what, one, other, isShared] of pairs) {
  test(`${what}: ${isShared ? 'one device' : 'two devices'}`, (t) => {
    const [first, second] = [diskWith(one), diskWith({ path: '/dev/sdb', ...other })];
    t.is(sharesDevice(first, second), isShared);
    t.is(sharesDevice(second, first), isShared);
    const base = readInventory('mini-pc-blank');
    const decision = decideInstall(siteFor({ systemDisk: { count: 2, pick: 'largest' } }), { ...base, disks: [{ ...first, bytes: 5e11, transport: 'sata' }, { ...second, bytes: 5e11, transport: 'sata' }].map((disk, index) => ({ ...disk, transport: (index === 0 ? first : second).transport === 'usb' ? 'scsi' as const : (index === 0 ? first : second).transport })) });
    t.is(decision.verdict, isShared ? 'refuse' : 'install');
  });
}

test('a path is marked once, and a disk alone is left as it is', (t) => {
  const disks = [diskWith({ wwn: '0x5000c50084a10001' }), diskWith({ path: '/dev/sdb', wwn: '0x5000c50084a10001' }), diskWith({ path: '/dev/sdc' })];
  const marked = markPaths({ ...readInventory('mini-pc-blank'), disks });
  t.deepEqual(marked.disks.map(({ signatures }) => signatures.length), [1, 1, 0]);
  t.deepEqual(markPaths(marked).disks, marked.disks);
});

test('neither a mirror nor a pool takes a disk as its second half that is on the same device as the first', (t) => {
  const used = diskWith({ path: '/dev/sda', serial: 'A', transport: 'scsi', isInUse: true, partitions: [{ path: '/dev/sda6', number: 6, bytes: 1e9, label: 'pintxo-data', signatures: [{ type: 'btrfs', usage: 'filesystem' }] }] });
  const base = { ...readInventory('mini-pc-blank'), disks: [used, diskWith({ path: '/dev/sdb', serial: 'A', transport: 'scsi' })] };
  const report = { state: 'x', expected: 2, members: ['sda6'], stale: [], encrypted: false, openedBy: 'nothing' } as const;
  const wish = { automatic: true, version: '1', bind: false };
  const site = siteFor({ repair: 'automatic', dataDisks: { tanka1: { transport: 'scsi', count: 2 } } });
  t.deepEqual(decideRepair(siteFor({ repair: 'automatic' }), base, report, wish).steps, []);
  t.deepEqual(withPools({ steps: [], reasons: [], problems: [] }, site, base, [{ pool: 'tanka1', members: ['sda'] }], wish).steps, []);
  const other = { ...base, disks: [used, diskWith({ path: '/dev/sdb', serial: 'B', transport: 'scsi' })] };
  t.is(withPools({ steps: [], reasons: [], problems: [] }, site, other, [{ pool: 'tanka1', members: ['sda'] }], wish).steps[0]?.kind, 'join-pool');
});

test('a pool is not made on the device of the system disk, nor twice on one', (t) => {
  const base = readInventory('mini-pc-blank');
  const unit = (path: string, bytes: number): Disk => diskWith({ path, serial: 'A', transport: 'scsi', bytes });
  const site = siteFor({ systemDisk: { pick: 'smallest' }, dataDisks: { tanka1: { size: { min: '1 TB' } } } });
  t.is(decideInstall(site, { ...base, disks: [unit('/dev/sda', 5e11), unit('/dev/sdb', 2e12)] }).verdict, 'refuse');
  t.is(decideInstall(site, { ...base, disks: [unit('/dev/sda', 5e11), { ...unit('/dev/sdb', 2e12), serial: 'B' }] }).verdict, 'install');
});
