/** One stick and the machines that it comes to, one after the other: the appliance and the Debian chooser judge each of them alike. */
import test from 'ava';
import { chooseDiskScript } from '../../../../builder/media/debian/choose-disk.ts';
import type { Disk, Inventory } from '../../../../installer/inventory/inventory.ts';
import { decideInstall } from '../../../../installer/plan/decide-install.ts';
import { type RememberedInstallation, withBegun, withWhole } from '../../../../installer/plan/stick-memory.ts';
import { diskWith } from '../../../installer/plan/disks.ts';
import { readInventory } from '../../../installer/plan/machines.ts';
import { siteFor } from '../../../installer/plan/site-for.ts';
import { asOneWithUefi } from '../machine.ts';
import { installerStandIn, withFewPlaces } from './installer-stand-in.ts';
import { standInDisks } from './machine-disks.ts';

interface Visit {
  /** Which machine. */
  readonly at: number;
  readonly disks: readonly Disk[];
  /** The disk that is taken; undefined where none is. */
  readonly takes?: string;
  /** The power is cut before anything is written. */
  readonly isCut?: true;
}

const digest = 'a'.repeat(64);
const base = asOneWithUefi(readInventory('mini-pc-blank'));
const macOf = (at: number): string => `a8:b8:e0:01:02:0${at}`;
const machineWith = ({ at, disks }: Visit): Inventory => ({ ...base, disks, links: base.links.slice(0, 1).map((link) => ({ ...link, permanentMac: macOf(at) })) });

const blank = (serial: string, path = '/dev/sda'): Disk => diskWith({ path, serial });
const photos = (serial: string, path = '/dev/sda'): Disk => diskWith({ path, serial, signatures: [{ type: 'ext4', usage: 'filesystem', label: 'photos' }] });
const nameless = (bytes: number): Disk => diskWith({ path: '/dev/vda', transport: 'virtio', bytes });

const rows: ReadonlyArray<readonly [string, Parameters<typeof siteFor>[0], readonly Visit[]]> = [
  ['a used stick installs on no other disk, in another machine', {}, [{ at: 1, disks: [blank('A')], takes: '/dev/sda' }, { at: 2, disks: [blank('B')] }]],
  ['or in the same one', { wipe: 'any' }, [{ at: 1, disks: [blank('A')], takes: '/dev/sda' }, { at: 1, disks: [photos('B')] }]],
  ['with three machines allowed it serves three', { installations: 3 }, [{ at: 1, disks: [blank('A')], takes: '/dev/sda' }, { at: 2, disks: [blank('B')], takes: '/dev/sda' }, { at: 3, disks: [blank('C')], takes: '/dev/sda' }, { at: 4, disks: [blank('D')] }]],
  ['but in each one disk: a second one is no other machine', { installations: 3, wipe: 'any' }, [{ at: 1, disks: [blank('A')], takes: '/dev/sda' }, { at: 1, disks: [photos('B')] }, { at: 1, disks: [blank('B')] }]],
  ['and a machine that was cut off is not counted twice', { installations: 2 }, [{ at: 1, disks: [blank('A')], takes: '/dev/sda', isCut: true }, { at: 1, disks: [blank('A')], takes: '/dev/sda' }, { at: 2, disks: [blank('B')], takes: '/dev/sda' }, { at: 3, disks: [blank('C')] }]],
  ['what was cut off before it was erased is erased then', { wipe: ['A'] }, [{ at: 1, disks: [photos('A')], takes: '/dev/sda', isCut: true }, { at: 1, disks: [photos('A')], takes: '/dev/sda' }, { at: 1, disks: [photos('A')] }]],
  ['a blank disk that got data since is not', {}, [{ at: 1, disks: [blank('A')], takes: '/dev/sda', isCut: true }, { at: 1, disks: [photos('A')] }]],
  ['a disk of another machine is known by its serial', { wipe: 'any' }, [{ at: 1, disks: [blank('A')], takes: '/dev/sda' }, { at: 2, disks: [photos('A')] }]],
  ['a disk without any name is none of the next machine', {}, [{ at: 1, disks: [nameless(64e9)], takes: '/dev/vda' }, { at: 2, disks: [nameless(64e9)] }]],
];

for (const [title, machine, visits] of rows) {
  const site = siteFor({ encryption: 'off', ...machine });

  test(`on the appliance: ${title}`, (t) => {
    let known: readonly RememberedInstallation[] = [];
    for (const [index, visit] of visits.entries()) {
      const inventory = machineWith(visit);
      const decision = decideInstall(site, inventory, { version: '1', siteDigest: digest, memory: { sites: { [digest]: [...known] }, spent: [] } });
      t.deepEqual(decision.verdict === 'install' ? decision.systemDisks.map(({ path }) => path) : [], visit.takes === undefined ? [] : [visit.takes], `visit ${index + 1}`);
      if (decision.verdict !== 'install') continue;
      known = withBegun(known, decision, inventory);
      if (visit.isCut !== true) known = withWhole(known, decision, undefined);
    }
  });

  test(`on plain Debian: ${title}`, async (t) => {
    let notes = '';
    for (const [index, visit] of visits.entries()) {
      const links = { [`class/net/eth0/address`]: `${macOf(visit.at)}\n`, 'class/net/eth0/device/uevent': '' };
      const stand = installerStandIn(standInDisks(visit.disks).map((disk) => ({ ...disk, sys: { ...disk.sys, ...links } })));
      t.teardown(() => stand.remove());
      stand.remember(notes);
      const { answers, said } = await stand.run(withFewPlaces(chooseDiskScript(site, digest)));
      t.is(/auto\/disk (.*)/.exec(answers)?.[1], visit.takes, `visit ${index + 1}: ${said}`);
      notes = stand.notes();
      if (visit.takes !== undefined && visit.isCut !== true) notes += notes.trimEnd().split('\n').slice(-1).map((line) => line.replace('\tbegun\t', '\tdone\t')).join('');
    }
  });
}
