/** What somebody who helps needs to see, without secrets. */
import { run } from '../system/command.ts';
import { redact } from './redact.ts';
import { withPatience } from './face.ts';

const patienceMs = 20_000;

/** Each file of the bundle, and the command whose output it holds. */
const commands: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'journal.txt': ['journalctl', '--boot', '--no-pager', '--output=short-iso', '--lines=20000'],
  'kernel.txt': ['dmesg'],
  'disks.txt': ['lsblk', '--output', 'NAME,PATH,TYPE,SIZE,LOG-SEC,TRAN,RM,RO,VENDOR,MODEL,SERIAL,WWN,FSTYPE,PARTLABEL,PARTUUID,MOUNTPOINTS'],
  'partitions.txt': ['sfdisk', '--list'],
  'firmware.txt': ['efibootmgr'],
  'links.txt': ['ip', '-details', 'link'],
  'addresses.txt': ['ip', 'address'],
  'mounts.txt': ['findmnt'],
  'failed-units.txt': ['systemctl', '--failed', '--no-pager', '--full'],
  'command-line.txt': ['cat', '/proc/cmdline'],
  'versions.txt': ['cat', '/usr/lib/os-release', '/proc/version', '/usr/share/pintxo/packages.tsv'],
};

/** All texts by file name. `known` are texts that are there already; a command that fails leaves its complaint. */
export async function collectSupport(known: Readonly<Record<string, string | undefined>>, secrets: readonly string[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const [name, text] of Object.entries(known)) if (text !== undefined) files.set(name, redact(text, secrets));
  for (const [name, command] of Object.entries(commands)) files.set(name, `${redact(await output(command), secrets)}\n`);
  return files;
}

async function output([file, ...args]: readonly [string, ...string[]]): Promise<string> {
  const stop = new AbortController();
  try {
    return await withPatience(run({ title: 'gathering what helps', file, args }, { signal: stop.signal }), patienceMs);
  } catch (error) {
    stop.abort();
    return error instanceof Error ? error.message : String(error);
  }
}
