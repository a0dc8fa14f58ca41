/** Consent for a disk that nobody has seen: by the names that site.yaml gives it itself. Pure. */
import { namesSerial, plainWwn } from '../../../installer/plan/disk-identity.ts';
import type { DiskSelector, Site } from '../../site/site.ts';

type Machine = Site['machine'];

/** Whether the disk may be erased whatever it holds, but for a storage pool of ours. */
export function isNamedUnderWipe(selector: DiskSelector, { wipe }: Pick<Machine, 'wipe'>): boolean {
  return wipe === 'any' || wipe.some((name) => isNameOf(selector, name));
}

/** The storage pool of ours that may be erased on the disk. */
export function poolNamedUnderWipe(selector: DiskSelector, { wipePools }: Pick<Machine, 'wipePools'>): string | undefined {
  return Object.entries(wipePools).find(([name]) => isNameOf(selector, name))?.[1];
}

function isNameOf({ serial, id, wwn }: DiskSelector, name: string): boolean {
  return namesSerial([name], serial) || (id !== undefined && id === name.trim()) || (wwn !== undefined && plainWwn(wwn) === plainWwn(name));
}
