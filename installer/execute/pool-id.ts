/** Which file system is a machine's pool: told by a number made from the machine's own and the pool's name. Pure. */
import { createHash } from 'node:crypto';

/** UUID (version 8, made by our own rule) of a pool's file system; encrypted disks have it as their label. */
export function poolUuid(state: string, pool: string): string {
  const hex = createHash('sha256').update(`${state} ${pool}`).digest('hex').slice(0, 32);
  const fixed = `${hex.slice(0, 12)}8${hex.slice(13, 16)}8${hex.slice(17)}`;
  return [fixed.slice(0, 8), fixed.slice(8, 12), fixed.slice(12, 16), fixed.slice(16, 20), fixed.slice(20)].join('-');
}
