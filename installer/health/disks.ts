/** The verdict on the disks of a file system. Pure. */
import type { StateReport } from '../plan/state-report.ts';
import type { FileSystemDevices } from '../system/btrfs.ts';

export interface DiskFinding {
  readonly ok: boolean;
  readonly detail: string;
}

/** `report` is what the early system found, for the machine's own data: a disk that it left out counts as missing. */
export function judgeDisks({ members, missing, faulty }: FileSystemDevices, report: StateReport | undefined): DiskFinding {
  const problem = report === undefined ? undefined : whatIsMissing(report);
  if (problem !== undefined) return bad(`${problem}: the data is on ${(report?.members ?? members).join(', ')} only. ${remedyFor(report)}`);
  if (missing) return bad(`a disk is missing: the data is on ${members.join(', ')} only. Put it back in, or a new one in its place, and restart; then run: sudo pintxo repair`);
  if (faulty.length > 0) return bad(`the disk of ${faulty.join(', ')} gives errors: it should be replaced soon`);
  return { ok: true, detail: members.length > 1 ? `all ${members.length} disks are there, without errors` : 'the disk is there, without errors' };
}

// Where as many disks are in use as there should be, one with old data was replaced, and only stayed in the machine.
function whatIsMissing({ expected, members, stale, apart = [], locked = [] }: StateReport): string | undefined {
  if (members.length >= expected) return undefined;
  if (locked.length > 0) return `the disk of ${locked.join(', ')} could not be opened`;
  if (apart.length > 0) return `the disk of ${apart.join(', ')} also ran without the other, and holds data of its own`;
  return stale.length > 0 ? `the disk of ${stale.join(', ')} was away and holds old data` : 'a disk is missing';
}

function remedyFor(report: StateReport | undefined): string {
  if ((report?.locked ?? []).length > 0) return 'Restart, and type the recovery key when it is asked for; or make it anew from the other disk: sudo pintxo repair --disk SERIAL';
  if ((report?.apart ?? []).length > 0) return chooseOne;
  return (report?.stale ?? []).length > 0 ? 'Run: sudo pintxo repair' : putInAnother;
}

/** What a drive says is wrong with it. */
export interface DriveComplaint {
  /** Kernel name. */
  readonly disk: string;
  readonly complaint: string | undefined;
}

/** The verdict with what the drives say of themselves, and with the day on which all was last read, where it ever was. */
export function withDrives(finding: DiskFinding, drives: readonly DriveComplaint[], readOn: string | undefined): DiskFinding {
  if (!finding.ok) return finding;
  const told = drives.flatMap(({ disk, complaint }) => (complaint === undefined ? [] : [`the disk ${disk} ${complaint}`]));
  if (told.length > 0) return bad(`${told.join('; ')}: it should be replaced soon`);
  return readOn === undefined ? finding : { ok: true, detail: `${finding.detail}; all of it was read on ${readOn}` };
}

const chooseOne = 'To look at what the other holds, start the machine with that disk alone; to give up what only it holds: sudo pintxo repair --disk SERIAL';
const putInAnother = 'Put in a new one and run: sudo pintxo repair';

function bad(detail: string): DiskFinding {
  return { ok: false, detail };
}
