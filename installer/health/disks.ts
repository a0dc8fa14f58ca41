/** The verdict on the disks of a file system. Pure. */
import type { ForeignPartition, ForeignReason, StateReport } from '../plan/state-report.ts';
import type { FileSystemDevices } from '../system/btrfs.ts';

export interface DiskFinding {
  readonly ok: boolean;
  readonly detail: string;
}

/** `report` is what the early system found, for the machine's own data: a disk that it left out counts as missing. */
export function judgeDisks({ members, missing, faulty }: FileSystemDevices, report: StateReport | undefined): DiskFinding {
  const problem = report === undefined ? undefined : whatIsMissing(report);
  const foreign = (report?.foreign ?? []).map(describeForeign);
  if (problem !== undefined) return bad([`${problem}: the data is on ${(report?.members ?? members).join(', ')} only. ${remedyFor(report)}`, ...foreign].join('; '));
  if (missing) return bad(`a disk is missing: the data is on ${members.join(', ')} only. Put it back in, or a new one in its place, and restart; then run: sudo pintxo repair`);
  if (foreign.length > 0) return bad(foreign.join('; '));
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
  if ((report?.locked ?? []).length > 0) return 'The key of this machine does not open it. If it is a disk of this machine, make it anew from the other one: sudo pintxo repair --disk SERIAL';
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

// Somebody made it look like ours, or forgot a clone in the machine: either way its owner wants to know.
const reasons: Readonly<Record<ForeignReason, string>> = {
  kind: 'it is not encrypted as the data of this machine is, or encrypted where that is not',
  key: 'the key of this machine does not open it',
  unlisted: 'the data of this machine knows no such disk',
  copy: 'it is a copy of a disk that is in use',
};

function describeForeign({ partition, reason }: ForeignPartition): string {
  return `${partition} says that it holds the data of this machine, but ${reasons[reason]}: it is not used. Take its disk out`;
}

const chooseOne = 'To look at what the other holds, start the machine with that disk alone; to give up what only it holds: sudo pintxo repair --disk SERIAL';
const putInAnother = 'Put in a new one and run: sudo pintxo repair';

function bad(detail: string): DiskFinding {
  return { ok: false, detail };
}
