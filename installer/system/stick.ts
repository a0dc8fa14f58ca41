/** The stick that this system was started from: its partitions, its site.yaml and its logs. */
import { appendFile, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inventory } from '../inventory/inventory.ts';
import { parseJournal, type JournalEntry } from '../execute/journal.ts';
import { stickFilesLabel } from '../plan/labels.ts';
import { run } from './command.ts';
import { writeDurably } from './durable.ts';
import { mountFolder, unmount } from './mount.ts';

export interface Stick {
  /** Device of the stick's partition with this label. */
  partition(label: string): string;
  readSite(): Promise<Uint8Array | undefined>;
  /** Adds lines to logs/install.log. */
  log(lines: readonly string[]): Promise<void>;
  /** Replaces a file in logs/. */
  write(name: string, text: string): Promise<void>;
  journal(entry: JournalEntry): Promise<void>;
  readJournal(): Promise<JournalEntry[]>;
  close(): Promise<void>;
}

const folder = '/mnt/pintxo';
const logs = join(folder, 'logs');

/** Opens the FAT partition of the stick for reading and writing. */
export async function openStick(inventory: Inventory): Promise<Stick> {
  const partition = (label: string): string => partitionOf(inventory, label);
  await mountFolder({ device: partition(stickFilesLabel), type: 'vfat', options: 'umask=0077,flush', folder });
  await mkdir(logs, { recursive: true });
  const stamp = (line: string): string => `${new Date().toISOString()} ${line}\r\n`;
  return {
    partition,
    readSite: () => readFile(join(folder, 'site.yaml')).catch(() => undefined),
    log: (lines) => appendDurably(join(logs, 'install.log'), lines.map(stamp).join('')),
    write: (name, text) => writeDurably(join(logs, name), text),
    journal: (entry) => appendDurably(join(logs, 'journal.jsonl'), `${JSON.stringify(entry)}\n`),
    readJournal: async () => parseJournal(await readFile(join(logs, 'journal.jsonl'), 'utf8').catch(() => '')),
    close: async () => {
      await run({ title: 'writing the stick out', file: 'sync', args: [] });
      await unmount(folder);
    },
  };
}

function partitionOf(inventory: Inventory, label: string): string {
  const medium = inventory.disks.find((disk) => disk.isBootMedium);
  if (medium === undefined) throw new Error('The stick this system was started from cannot be found among the disks.');
  const partition = medium.partitions.find((candidate) => candidate.label === label);
  if (partition === undefined) throw new Error(`The stick has no partition named ${label}; flash it again.`);
  return partition.path;
}

async function appendDurably(path: string, text: string): Promise<void> {
  await appendFile(path, text);
  const file = await open(path, 'r');
  await file.sync();
  await file.close();
}
