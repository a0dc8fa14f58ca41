/** Rules about disks. */
import { quote, type Finding, type Path } from '../finding.ts';
import type { DiskSelector, Site } from '../site.ts';
import { parseSize } from '../size.ts';
import { when, type Rule } from './rule.ts';

const byId = '/dev/disk/by-id/';

interface Placed {
  readonly path: Path;
  readonly selector: DiskSelector;
}

export const selectorsSelect: Rule = (site) =>
  selectors(site)
    .filter(({ selector }) => Object.values(selector).every(isEmpty))
    .map(({ path }) => ({
      path,
      message: 'this selects every disk',
      remedy: 'write at least one property, such as serial, id, size or pick: smallest',
    }));

export const selectorTextsAreNames: Rule = (site) =>
  selectors(site).flatMap(({ path, selector }) =>
    (['serial', 'id', 'wwn'] as const).flatMap((key) => refuseName([...path, key], selector[key])),
  );

export const sizesAreSizes: Rule = (site) =>
  selectors(site).flatMap(({ path, selector }) =>
    (['min', 'max'] as const).flatMap((key) => refuseSize([...path, 'size', key], selector.size?.[key])),
  );

export const sizeRangesAreInOrder: Rule = (site) =>
  selectors(site)
    .filter(({ selector: { size } }) => parseSize(size?.min ?? '') > parseSize(size?.max ?? ''))
    .map(({ path, selector: { size } }) => ({
      path: [...path, 'size', 'max'],
      message: `no disk is larger than ${size?.min ?? ''} and smaller than ${size?.max ?? ''}`,
      remedy: 'the largest size must not be below the smallest',
    }));

export const disksHaveOneUse: Rule = ({ machine: { systemDisk, dataDisks } }) => {
  const all = [systemDisk, ...Object.values(dataDisks)];
  return Object.entries(dataDisks).flatMap(([pool, disk], index) =>
    (['serial', 'id', 'wwn'] as const)
      .filter((key) => disk[key] !== undefined && all.findIndex((other) => other?.[key] === disk[key]) <= index)
      .map((key) => ({
        path: ['machine', 'dataDisks', pool, key],
        message: `the disk ${quote(disk[key])} is named twice`,
        remedy: 'a disk is either the system disk or one of the data disks, once',
      })),
  );
};

export const wipeNamesSerials: Rule = ({ machine: { wipe } }) =>
  wipe === 'any' ? [] : wipe.flatMap((serial, index) => refuseSerial(['machine', 'wipe', index], serial));

export const wipePoolsArePools: Rule = ({ machine: { wipePools } }) =>
  Object.entries(wipePools).flatMap(([serial, pool]) => [
    ...refuseSerial(['machine', 'wipe'], serial),
    ...when(!isPoolName(pool), () => ({
      path: ['machine', 'wipe'],
      message: `${quote(pool)}, beside the serial ${quote(serial)}, is not the name of a storage pool`,
      remedy: 'write the serial alone, or the serial with the pool that is lost, such as WD11A23: tankc1',
    })),
  ]);

export const wipeAnyIsMeant: Rule = ({ machine: { wipe } }) =>
  when(wipe === 'any', () => ({
    path: ['machine', 'wipe'],
    severity: 'warning',
    message: 'erases whatever disk is chosen, with all that is on it',
    remedy: 'safer is a list of the serials of the disks that may be erased',
  }));

export const poolsAreNamedAsPools: Rule = ({ machine: { dataDisks } }) =>
  Object.keys(dataDisks)
    .filter((name) => !isPoolName(name))
    .map((name) => ({
      path: ['machine', 'dataDisks', name],
      at: 'key',
      message: `${quote(name)} is not the name of a storage pool`,
      remedy: 'write tanka1 for what matters, tankb1 for what does not, or tankc1 for backups; then tanka2 and so on',
    }));

export const systemDisksAreOneOrTwo: Rule = ({ machine: { systemDisk } }) =>
  when((systemDisk?.count ?? 1) > 2, () => ({
    path: ['machine', 'systemDisk', 'count'],
    message: `${systemDisk?.count ?? ''} system disks are too many`,
    remedy: 'write 2 for a mirror, or leave the line out for one disk; use further disks as dataDisks',
  }));

export const namedDisksAreOne: Rule = (site) =>
  selectors(site)
    .filter(({ selector }) => (selector.count ?? 1) > 1)
    .flatMap(({ path, selector }) =>
      (['serial', 'id', 'wwn'] as const)
        .filter((key) => selector[key] !== undefined)
        .map((key) => ({
          path: [...path, key],
          message: `this names one disk, but count asks for ${selector.count ?? ''}`,
          remedy: 'choose them by what they share, such as transport or size',
        })),
    );

// `wipe: any` was written for a new machine; it is no consent to losing the one that runs.
export const resetNamesDisks: Rule = ({ machine: { reinstall, wipe } }) =>
  when(reinstall === 'reset' && (wipe === 'any' || wipe.length === 0), () => ({
    path: ['machine', 'reinstall'],
    severity: 'warning',
    message: 'an installed machine is reset only if the serials of its disks stand under wipe',
    remedy: 'write them as a list: wipe: [S5GXNX0T123456], with the serials that `pintxo plan` shows',
  }));

function isPoolName(name: string): boolean {
  return /^tank[a-z]\d+$/.test(name);
}

function selectors({ machine: { systemDisk, dataDisks } }: Site): Placed[] {
  const system = systemDisk === undefined ? [] : [{ path: ['machine', 'systemDisk'], selector: systemDisk }];
  return [...system, ...Object.entries(dataDisks).map(([pool, selector]) => ({ path: ['machine', 'dataDisks', pool], selector }))];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.values(value).every(isEmpty));
}

function refuseName(path: Path, name: string | undefined): Finding[] {
  if (name === undefined) return [];
  if (name.trim() === '') {
    return [{ path, message: 'this is empty', remedy: 'write the name of the disk, or remove the line' }];
  }
  return when(name.includes('/'), () => ({
    path,
    message: `${quote(name)} is a path, which may change from start to start`,
    remedy: name.startsWith(byId) ? `write ${name.slice(byId.length)}` : 'write the name of the disk, not its place in /dev',
  }));
}

function refuseSize(path: Path, size: string | undefined): Finding[] {
  return when(size !== undefined && Number.isNaN(parseSize(size)), () => ({
    path,
    message: `${quote(size)} is not a size`,
    remedy: 'write a number and its unit, such as 200 GB, 1.5 TB or 64 GiB',
  }));
}

function refuseSerial(path: Path, serial: string): Finding[] {
  if (serial === 'any') {
    return [{ path, message: '"any" in a list is taken for a serial', remedy: 'write wipe: any, without a list' }];
  }
  return when(serial.trim() === '' || serial.includes('/'), () => ({
    path,
    message: `${quote(serial)} is not the serial of a disk`,
    remedy: 'write the serial that is printed on the disk and that `pintxo plan` shows',
  }));
}
