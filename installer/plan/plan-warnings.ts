/** What a plan brings with it that people should know. Pure. */
import type { Disk } from '../inventory/inventory.ts';
import { formatBytes, nameDiskAt } from './disk-names.ts';
import type { InstallDecision } from './install-plan.ts';

// Disks that are sold as the same size differ by less.
const toleratedShare = 0.01;

export function warningsOf(decision: InstallDecision): string[] {
  if (decision.verdict === 'refresh' && decision.question !== undefined) {
    return ['Its data is encrypted: the recovery key is asked for at the console. Without it the machine goes on as it was, and its administrator decides: sudo pintxo accept'];
  }
  if (decision.verdict === 'refresh' && decision.isParked) {
    return ['The TPM does not know the new system yet: the machine starts its present system first, which tells the TPM, and then restarts by itself into the new one.'];
  }
  if (decision.verdict !== 'install') return [];
  const mirrors = [{ what: 'mirror', disks: decision.systemDisks }, ...decision.pools.map(({ name, disks }) => ({ what: `pool ${name}`, disks }))];
  return [...(decision.moved ?? []), ...mirrors.flatMap(({ what, disks }) => unevenMirror(what, disks))];
}

function unevenMirror(what: string, disks: readonly Disk[]): string[] {
  if (disks.length < 2) return [];
  const total = disks.reduce((sum, { bytes }) => sum + bytes, 0);
  const usable = usableBytes(disks, total);
  const unused = total - 2 * usable;
  if (unused <= toleratedShare * total) return [];
  return [
    `The disks of the ${what} are not equally large (${disks.map(nameDiskAt).join(' and ')}): ` +
      `it holds ${formatBytes(usable)}, and ${formatBytes(unused)} stay unused.`,
  ];
}

/** Of everything there are two copies on different disks. */
function usableBytes(disks: readonly Disk[], total: number): number {
  const largest = Math.max(...disks.map(({ bytes }) => bytes));
  return Math.min(total / 2, total - largest);
}
