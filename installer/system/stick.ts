/** The stick that this system was started from: its partitions, its site.yaml and its logs. */
import { appendFile, copyFile, mkdir, open, readFile, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { siteSignatureName } from '../../builder/trust/site-signature.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { parseJournal, type JournalEntry } from '../execute/journal.ts';
import { stickFilesLabel } from '../plan/labels.ts';
import { siteOf } from '../plan/seed.ts';
import { writeArchive } from './archive.ts';
import { run } from './command.ts';
import { writeDurably } from './durable.ts';
import { readWhole } from './files.ts';
import { findMedium } from './medium.ts';
import { mountFolder, unmount } from './mount.ts';
import { findSeed } from './seed.ts';
import { type SecretsOnStick, secretsOn } from './stick-secrets.ts';

/** The folder logs/ of the stick. What is added to a file is on the stick when the present step of the installation ends. */
export interface Logs {
  /** Adds lines to logs/install.log. */
  log(lines: readonly string[]): Promise<void>;
  /** Replaces a file in logs/. */
  write(name: string, text: string): Promise<void>;
  /** Adds to a file in logs/. */
  append(name: string, text: string): Promise<void>;
  /** A file in logs/; undefined where there is none. */
  read(name: string): Promise<string | undefined>;
  /** Packs texts by their names into the archive logs/`name`. */
  pack(name: string, files: ReadonlyMap<string, string>): Promise<void>;
}

export interface Stick extends Logs {
  /** Why its logs are gone with the power, in words; undefined where they last. */
  readonly obstacle: string | undefined;
  /** Device of the stick's partition with this label. */
  partition(label: string): string;
  /** site.yaml on the stick or, where it has none, the one that a hypervisor hands over; a broken seed is told and is none. */
  readSite(warn: (line: string) => void): Promise<Uint8Array | undefined>;
  /** A word of `pintxo configure --again`. */
  readAgain(): Promise<string | undefined>;
  /** What lies beside site.yaml as site.yaml.sig. */
  readSignature(): Promise<Uint8Array | undefined>;
  /** Of people, beside site.yaml. */
  readonly secrets: SecretsOnStick;
  journal(entry: JournalEntry): Promise<void>;
  readJournal(): Promise<JournalEntry[]>;
  close(): Promise<void>;
}

const folder = '/mnt/pintxo';
const journalName = 'journal.jsonl';
// What an earlier start noted tells where to go on, and what not to do again.
const kept = [journalName, 'used.json'];
// Logs, journal, inventory and what a support bundle takes.
const roomForLogs = 4 * 2 ** 20;

/** Opens the FAT partition of the stick for reading and, where that is possible, writing. */
export async function openStick(inventory: Inventory): Promise<Stick> {
  const { writable, partition } = await findMedium(inventory);
  // Not `flush`: it sleeps a tenth of a second whenever a file is closed, and every step writes its logs out when it ends.
  const options = writable ? 'umask=0077' : 'umask=0077,ro';
  await mountFolder({ device: partition(stickFilesLabel), type: 'vfat', options, folder });
  const [ownLogs, obstacle] = [join(folder, 'logs'), writable ? await fullness() : 'This medium cannot be written'];
  const logs = obstacle === undefined ? ownLogs : '/run/pintxo/logs';
  await mkdir(logs, { recursive: true });
  if (logs !== ownLogs) for (const name of kept) await copyFile(join(ownLogs, name), join(logs, name)).catch(() => undefined);
  return {
    ...openLogs(logs),
    obstacle,
    partition,
    secrets: secretsOn(folder, logs),
    readSite: async (warn) => (await readWhole(join(folder, 'site.yaml'))) ?? siteOf(await findSeed(), warn),
    readSignature: () => readWhole(join(folder, siteSignatureName)),
    readAgain: async () => (await readFile(join(folder, 'again'), 'utf8').catch(() => '')).trim() || undefined,
    // Only what is done changes what is to be done after a power cut; to wait for a slow stick more often would take its time.
    journal: (entry) => (entry.state === 'started' ? append : appendDurably)(join(logs, journalName), `${JSON.stringify(entry)}\n`),
    readJournal: async () => parseJournal(await readFile(join(logs, journalName), 'utf8').catch(() => '')),
    close: async () => {
      await run({ title: 'writing the stick out', file: 'sync', args: [] });
      await unmount(folder);
    },
  };
}

async function fullness(): Promise<string | undefined> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < roomForLogs ? 'The stick is full (delete files of yours from it)' : undefined;
}

/** Logs in a folder, which is made with the first of them. */
export function openLogs(logs: string): Logs {
  const stamp = (line: string): string => `${new Date().toISOString()} ${line}\r\n`;
  return {
    log: (lines) => append(join(logs, 'install.log'), lines.map(stamp).join('')),
    write: (name, text) => writeDurably(join(logs, name), text),
    append: (name, text) => append(join(logs, name), text),
    read: (name) => readFile(join(logs, name), 'utf8').catch(() => undefined),
    pack: (name, files) => writeArchive(join(logs, name), files),
  };
}

async function append(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, text);
}

async function appendDurably(path: string, text: string): Promise<void> {
  await append(path, text);
  const file = await open(path, 'r');
  await file.sync();
  await file.close();
}
