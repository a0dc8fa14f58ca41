/** What a stick has done with a site file, and what that leaves it to do: consent is for the disks it was given for, once. Pure. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Site } from '../../builder/site/site.ts';
import type { Disk, Inventory } from '../inventory/inventory.ts';
import { SiteDigest } from '../inventory/parse-installation.ts';
import { isHalfErased, partsOf } from './half-erased.ts';
import { isHalfMade } from './labels.ts';
import type { InstallPlan } from './install-plan.ts';
import { plainWwn } from './disk-identity.ts';

/** Tells whether a recovery key is the one of a machine, and nothing of the key. */
const KeyVerifier = z.object({ salt: z.string(), hash: z.string() });
export type KeyVerifier = z.infer<typeof KeyVerifier>;

const Installation = z.object({
  /** Names of the disks that were erased, or were to be. */
  disks: z.array(z.string()),
  /** What was on each of them before, as `contentOf` has it. */
  content: z.record(z.string(), z.string()),
  /** The same, as `partsOf` has it, of those with partitions. */
  parts: z.record(z.string(), z.array(z.array(z.string()))).optional(),
  /** Names of all disks that were there. */
  seen: z.array(z.string()),
  /** MAC addresses of the machine's links. */
  links: z.array(z.string()),
  /** From just before it counts as installed on the disk. */
  isWhole: z.boolean(),
  key: KeyVerifier.optional(),
  /** Of `pintxo configure --again`, where that allowed it. */
  word: z.string().optional(),
  /** This machine's firmware says so, not the stick. */
  isHere: z.literal(true).optional(),
});
export type RememberedInstallation = z.infer<typeof Installation>;

const StickMemory = z.object({
  sites: z.record(SiteDigest, z.array(Installation)),
  /** Words of `pintxo configure --again` whose installation has come to its end. */
  spent: z.array(z.string()),
});
export type StickMemory = z.infer<typeof StickMemory>;

export const nothingRemembered: StickMemory = { sites: {}, spent: [] };

/** Nothing where the text is missing or broken. */
export function parseStickMemory(text: string | undefined): StickMemory {
  try {
    return StickMemory.parse(JSON.parse(text ?? ''));
  } catch {
    return nothingRemembered;
  }
}

/** What both know. */
export function mergeMemories(one: StickMemory, other: StickMemory): StickMemory {
  const digests = [...new Set([...Object.keys(one.sites), ...Object.keys(other.sites)])];
  return {
    sites: Object.fromEntries(digests.map((digest) => [digest, [...(one.sites[digest] ?? []), ...(other.sites[digest] ?? [])]])),
    spent: [...new Set([...one.spent, ...other.spent])],
  };
}

/** What tells a disk from others at every start; undefined where nothing does. */
export function memorableName({ serial, wwn, ids }: Disk): string | undefined {
  return serial ?? (wwn === undefined ? ids[0] : plainWwn(wwn));
}

/** What is on a disk, in a few letters: the same until somebody writes there. */
export function contentOf({ signatures, partitions }: Pick<Disk, 'signatures' | 'partitions'>): string {
  // That a disk is seen twice is said of it, and stands nowhere on it.
  const written = signatures.filter(({ type }) => type !== 'mpath_member');
  return createHash('sha256').update(JSON.stringify([written, partitions.map(({ number, bytes, label, uuid, signatures: inner }) => [number, bytes, label, uuid, inner])])).digest('hex').slice(0, 16);
}

/** Those of the installations with this site file that were made on this machine. */
export function installationsHere(known: readonly RememberedInstallation[], inventory: Inventory): RememberedInstallation[] {
  const builtIn = inventory.disks.filter(({ transport, removable, isOutside, isBootMedium }) => transport !== 'usb' && !removable && isOutside !== true && !isBootMedium);
  const names = new Set(builtIn.flatMap((disk) => memorableName(disk) ?? []));
  const macs = new Set(linksOf(inventory));
  return known.filter(({ isHere, disks, seen, links }) => isHere === true || [...disks, ...seen].some((name) => names.has(name)) || links.some((mac) => macs.has(mac)));
}

/** Why the plan's disks are no longer this stick's to install on; undefined where they are. `again` was said by somebody who may. */
export function whyUsedUp(known: readonly RememberedInstallation[], plan: InstallPlan, inventory: Inventory, installations: number, again: boolean | 'begun'): 'this-machine' | 'other-machine' | undefined {
  const whole = known.filter(({ isWhole }) => isWhole);
  if (again !== false || whole.length === 0 || plan.systemDisks.every((disk) => isOwn(disk, known))) return undefined;
  if (installationsHere(whole, inventory).length > 0) return 'this-machine';
  return distinct(whole).length < installations ? undefined : 'other-machine';
}

/** How many machines the stick may still install by itself after the next one. */
export function installationsAfter(known: readonly RememberedInstallation[], installations: number): number {
  return installations - distinct(known.filter(({ isWhole }) => isWhole)).length - 1;
}

/**
 * The site with the consent that is left of what it says. `any` means the disks that were there when this machine was first installed; a disk
 * that an installation with the same words has erased is not erased by them again, except to end what was begun and cut short.
 */
export function consentLeft(site: Site, known: readonly RememberedInstallation[], inventory: Inventory, again: boolean): Site {
  const { wipe, wipePools } = site.machine;
  const here = installationsHere(known, inventory);
  const meant = here.length > 0 ? here : again ? known : [];
  const isSpent = (name: string): boolean => !again && inventory.disks.some((disk) => answers(disk, name) && isSpentOn(disk, known));
  const narrowed = wipe === 'any' ? (meant.length === 0 ? wipe : meant.flatMap(({ seen }) => seen)) : wipe;
  const begun = inventory.disks.filter((disk) => (holdsRemains(disk) || isCutWhileErased(disk, known)) && isBegun(disk, known) && !isSomebodysSince(disk, known)).flatMap((disk) => memorableName(disk) ?? []);
  return {
    ...site,
    machine: {
      ...site.machine,
      wipe: narrowed === 'any' ? narrowed : [...new Set([...narrowed.filter((name) => !isSpent(name)), ...begun])],
      wipePools: Object.fromEntries(Object.entries(wipePools).filter(([name]) => !isSpent(name))),
    },
  };
}

/**
 * Whether the word of `pintxo configure --again` counts on this machine: for one installation. Where that was begun and did not come to its
 * end it still lets another disk be taken, and allows no erasing a second time.
 */
export function againBy(word: string | undefined, { sites, spent }: StickMemory, inventory: Inventory): boolean | 'begun' {
  if (word === undefined || spent.includes(word)) return false;
  const begun = Object.values(sites).flat().filter((one) => one.word === word);
  if (begun.length === 0) return true;
  return installationsHere(begun, inventory).length > 0 ? 'begun' : false;
}

/** What is remembered before anything is erased. What was begun on the same disks stays as it was then. */
export function withBegun(known: readonly RememberedInstallation[], plan: InstallPlan, inventory: Inventory, word?: string): RememberedInstallation[] {
  const erased = erasedBy(plan);
  const disks = erased.flatMap((disk) => memorableName(disk) ?? []);
  const by = word === undefined ? {} : { word };
  if (known.some((one) => isSameSet(one.disks, disks))) return known.map((one) => (isSameSet(one.disks, disks) ? { ...one, ...by } : one));
  const content = Object.fromEntries(erased.flatMap((disk) => entry(memorableName(disk), contentOf(disk))));
  const parts = Object.fromEntries(erased.filter(({ partitions }) => partitions.length > 0).flatMap((disk) => entry(memorableName(disk), partsOf(disk))));
  const seen = inventory.disks.filter(({ isBootMedium }) => !isBootMedium).flatMap((disk) => memorableName(disk) ?? []);
  return [...known, { disks, content, ...(Object.keys(parts).length === 0 ? {} : { parts }), seen, links: linksOf(inventory), isWhole: false, ...by }];
}

/** What is remembered before the disks count as installed. */
export function withWhole(known: readonly RememberedInstallation[], plan: InstallPlan, key: KeyVerifier | undefined): RememberedInstallation[] {
  const disks = erasedBy(plan).flatMap((disk) => memorableName(disk) ?? []);
  return known.map((one) => (isSameSet(one.disks, disks) ? { ...one, isWhole: true, ...(key === undefined ? {} : { key }) } : one));
}

/** A stick that installed a machine before sticks remembered, or forgot it, learns of it from the machine's disks. */
export function withInstalled(known: readonly RememberedInstallation[], installed: readonly Disk[], inventory: Inventory): RememberedInstallation[] {
  const disks = installed.flatMap((disk) => memorableName(disk) ?? []);
  if (known.some((one) => one.isWhole && disks.every((name) => one.disks.includes(name)))) return [...known];
  const seen = inventory.disks.filter(({ isBootMedium }) => !isBootMedium).flatMap((disk) => memorableName(disk) ?? []);
  return [...known, { disks, content: {}, seen, links: linksOf(inventory), isWhole: true }];
}

function erasedBy({ systemDisks, pools }: InstallPlan): Disk[] {
  return [...systemDisks, ...pools.flatMap(({ disks, isKept }) => (isKept === true ? [] : disks))];
}

// What has no name is one's own only where one's own work shows.
function isOwn(disk: Disk, known: readonly RememberedInstallation[]): boolean {
  const name = memorableName(disk);
  return name === undefined ? isHalfMade(disk) && known.some(({ isWhole, disks }) => !isWhole || disks.length === 0) : known.some(({ disks }) => disks.includes(name));
}

function isSpentOn(disk: Disk, known: readonly RememberedInstallation[]): boolean {
  const name = memorableName(disk);
  const about = name === undefined ? [] : known.filter(({ disks }) => disks.includes(name));
  const isOurs = (holdsRemains(disk) && !isSomebodysSince(disk, about)) || isCutWhileErased(disk, about) || isHalfMade(disk);
  return about.some(({ isWhole, content }) => isWhole || (content[name ?? ''] !== contentOf(disk) && !isOurs));
}

function isBegun(disk: Disk, known: readonly RememberedInstallation[]): boolean {
  const name = memorableName(disk);
  const about = name === undefined ? [] : known.filter(({ disks }) => disks.includes(name));
  return about.length > 0 && about.every(({ isWhole }) => !isWhole);
}

// Of a blank disk our own work never leaves data that nobody could name.
function isSomebodysSince(disk: Disk, known: readonly RememberedInstallation[]): boolean {
  const blank = contentOf({ signatures: [], partitions: [] });
  return disk.signatures.some(({ type }) => type === 'unknown-data') && known.some(({ content }) => content[memorableName(disk) ?? ''] === blank);
}

// What a power cut leaves between erasing and partitioning: no partition, and nothing that anybody could name. Tables of other kinds are of other systems.
const remains: readonly string[] = ['gpt', 'dos', 'PMBR', 'unknown-data'];

function holdsRemains({ signatures, partitions }: Disk): boolean {
  return partitions.length === 0 && signatures.length > 0 && signatures.every(({ type }) => remains.includes(type));
}

function isCutWhileErased(disk: Disk, known: readonly RememberedInstallation[]): boolean {
  return known.some(({ isWhole, parts }) => !isWhole && isHalfErased(disk, parts?.[memorableName(disk) ?? ''] ?? []));
}

function answers({ serial, ids, wwn }: Disk, name: string): boolean {
  return serial === name || ids.includes(name) || (wwn !== undefined && plainWwn(wwn) === plainWwn(name));
}

// Stick and firmware remember the same one.
function distinct(known: readonly RememberedInstallation[]): RememberedInstallation[] {
  return known.filter((one, index) => known.findIndex(({ disks }) => isSameSet(disks, one.disks)) === index);
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}

function entry<Value>(name: string | undefined, value: Value): Array<readonly [string, Value]> {
  return name === undefined ? [] : [[name, value]];
}

// Adapters go from machine to machine, and made-up addresses are on several.
function linksOf({ links }: Inventory): string[] {
  return links.filter(({ bus, noPort, byPlace }) => bus !== 'usb' && noPort === undefined && byPlace === undefined).map(({ permanentMac }) => permanentMac).filter((mac) => !/^(00:){5}00$/.test(mac) && mac !== '');
}
