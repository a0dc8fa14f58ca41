/** What was found out about disks in the background: what they say of themselves, and when all of them was last read. */
import { join } from 'node:path';
import { readText } from './files.ts';
import { run } from './command.ts';
import { runtime } from './paths.ts';

/** Words of smartctl about the disk of this kernel name; undefined while it was not asked. */
export async function smartOf(disk: string): Promise<string | undefined> {
  return readText(join(runtime.smart, `${disk}.json`));
}

/** The day on which the file system was last read from end to end; undefined while it never was. */
export async function readThrough(mount: string): Promise<string | undefined> {
  return parseScrub(await run({ title: `asking when ${mount} was last read`, file: 'btrfs', args: ['scrub', 'status', mount] }).catch(() => ''));
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Reads the output of `btrfs scrub status` (btrfs-progs 6); a scrub that was cut off counts for nothing. */
export function parseScrub(status: string): string | undefined {
  const [, month = '', day = '', year = ''] = /^Scrub (?:started|resumed):\s+\w{3} (\w{3}) +(\d+) [\d:]+ (\d{4})/m.exec(status) ?? [];
  const isDone = /^Status:\s+finished$/m.test(status);
  return isDone && months.includes(month) ? `${year}-${String(months.indexOf(month) + 1).padStart(2, '0')}-${day.padStart(2, '0')}` : undefined;
}
