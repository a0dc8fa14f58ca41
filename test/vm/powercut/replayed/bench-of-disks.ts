/** The disks of a recorded machine on the workbench: taken apart, with what they are compared to. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { manifestPath, parseManifest, type SystemManifest } from '../../../../builder/trust/manifest.ts';
import { parseSite } from '../../../../builder/site/parse.ts';
import type { Site } from '../../../../builder/site/site.ts';
import { InventoryFile } from '../../../../installer/inventory/file.ts';
import type { Inventory } from '../../../../installer/inventory/inventory.ts';
import { stickEspLabel, stickFilesLabel, stickRootLabel, stickVerityLabel } from '../../../../installer/plan/labels.ts';
import { modules } from '../../../../templates/registry.ts';
import { findPartition, MachineError, readFat, readPartitions } from '../../harness/index.ts';
import { digestRange } from './digest-range.ts';
import { type DiskFiles, openDiskFiles } from './disk-files.ts';
import type { Recording } from './recording.ts';

export interface Bench {
  readonly directory: string;
  readonly disk: DiskFiles;
  readonly stick: DiskFiles;
  /** Place of the stick's FAT partition with site.yaml. */
  readonly stickFiles: number;
  readonly site: Site;
  readonly siteText: string;
  readonly siteDigest: string;
  readonly manifest: SystemManifest;
  /** SHA-256 of the stick's root and of its hashes. */
  readonly system: readonly [root: string, verity: string];
  /** The machine as the stick saw it, its disk aside. */
  readonly machine: Inventory;
}

export async function setUpBench({ site: siteText, phases, after }: Recording, directory: string): Promise<Bench> {
  const blank = phases[0]?.before;
  if (blank === undefined) throw new MachineError('the recording has no phases');
  const parsed = parseSite(siteText, 'site.yaml', modules);
  if (!('site' in parsed)) throw new MachineError('the recorded site is broken');
  const manifest = parseManifest(await readFat(blank.stick, stickEspLabel, manifestPath));
  if (manifest === undefined) throw new MachineError('the stick has no list of its system');
  const stickPlaces = await readPartitions(blank.stick);
  const stickFiles = stickPlaces.findIndex(({ label }) => label === stickFilesLabel);
  return {
    directory,
    disk: await openDiskFiles(join(directory, 'disk'), (await stat(blank.disk)).size, await readPartitions(after.disk)),
    stick: await openDiskFiles(join(directory, 'stick'), (await stat(blank.stick)).size, stickPlaces, { image: blank.stick, copied: [stickFiles] }),
    stickFiles,
    site: parsed.site,
    siteText,
    siteDigest: createHash('sha256').update(siteText).digest('hex'),
    manifest,
    system: [await digestOf(blank.stick, stickRootLabel, manifest.root.bytes), await digestOf(blank.stick, stickVerityLabel, manifest.verity.bytes)],
    machine: InventoryFile.parse(JSON.parse(await readFat(after.stick, stickFilesLabel, 'logs/inventory.json'))),
  };
}

async function digestOf(image: string, label: string, bytes: number): Promise<string> {
  return digestRange(image, (await findPartition(image, label)).offset, bytes);
}
