/** The verdict on the disks of a file system. Pure. */
import type { StateReport } from '../plan/state-report.ts';
import type { FileSystemDevices } from '../system/btrfs.ts';

export interface DiskFinding {
  readonly ok: boolean;
  readonly detail: string;
}

/** `report` is what the early system found, for the machine's own data: a disk that it left out counts as missing. */
export function judgeDisks({ members, missing, faulty }: FileSystemDevices, report: StateReport | undefined): DiskFinding {
  const used = report?.members ?? members;
  if (report !== undefined && report.stale.length > 0) {
    return bad(`the disk of ${report.stale.join(', ')} was away and holds old data: the data is on ${used.join(', ')} only. Run: sudo pintxo repair`);
  }
  if (missing || (report !== undefined && report.members.length < report.expected)) {
    return bad(`a disk is missing: the data is on ${used.join(', ')} only. Put in a new one and run: sudo pintxo repair`);
  }
  if (faulty.length > 0) return bad(`the disk of ${faulty.join(', ')} gives errors: it should be replaced soon`);
  return { ok: true, detail: members.length > 1 ? `all ${members.length} disks are there, without errors` : 'the disk is there, without errors' };
}

function bad(detail: string): DiskFinding {
  return { ok: false, detail };
}
