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
  const all = [systemDisk, ...dataDisks];
  return dataDisks.flatMap((disk, index) =>
    (['serial', 'id', 'wwn'] as const)
      .filter((key) => disk[key] !== undefined && all.findIndex((other) => other?.[key] === disk[key]) <= index)
      .map((key) => ({
        path: ['machine', 'dataDisks', index, key],
        message: `the disk ${quote(disk[key])} is named twice`,
        remedy: 'a disk is either the system disk or one of the data disks, once',
      })),
  );
};

export const wipeNamesSerials: Rule = ({ machine: { wipe } }) =>
  wipe === 'any' ? [] : wipe.flatMap((serial, index) => refuseSerial(['machine', 'wipe', index], serial));

export const wipeAnyIsMeant: Rule = ({ machine: { wipe } }) =>
  when(wipe === 'any', () => ({
    path: ['machine', 'wipe'],
    severity: 'warning',
    message: 'erases whatever disk is chosen, with all that is on it',
    remedy: 'safer is a list of the serials of the disks that may be erased',
  }));

// Better no machine than one that is open although its owner asked for the contrary.
export const encryptionIsAvailable: Rule = ({ machine: { encryption } }) =>
  when(encryption === 'required', () => ({
    path: ['machine', 'encryption'],
    message: 'this version cannot encrypt disks yet',
    remedy: 'write auto: the disk stays unencrypted until a version that can encrypt it',
  }));

function selectors({ machine: { systemDisk, dataDisks } }: Site): Placed[] {
  const system = systemDisk === undefined ? [] : [{ path: ['machine', 'systemDisk'], selector: systemDisk }];
  return [...system, ...dataDisks.map((selector, index) => ({ path: ['machine', 'dataDisks', index], selector }))];
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
