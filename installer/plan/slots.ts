/** Which of the two slots takes a new system. Pure. */
import { emptySlotLabel, rootLabel, verityLabel } from './labels.ts';

/** A partition as the partition table has it; `number` counts from 1. */
export interface SlotPartition {
  readonly number: number;
  readonly label: string;
  /** Lower case. */
  readonly uuid: string;
}

export interface Slot {
  readonly root: number;
  readonly verity: number;
  /** The very same system lies there already: writing it again can be cut at any moment. */
  readonly isSame: boolean;
}

/**
 * The slot with the same system, else an empty one, else the one with the older version, but not the version `kept`,
 * which is known to be good: a newer one may have failed, be on trial, or wait to be started. `dataUuid` is the partition UUID that the new
 * root will have. Undefined where the disk has no two slots.
 */
export function chooseSlot(partitions: readonly SlotPartition[], dataUuid: string, kept?: string): Slot | undefined {
  const slots = slotsOf(partitions);
  const same = slots.find(({ root }) => root.uuid === dataUuid);
  const [oldest] = slots.filter(({ root }) => versionOf(root) !== kept).sort((one, other) => compareVersions(versionOf(one.root), versionOf(other.root)));
  const chosen = same ?? slots.find(({ root }) => root.label === emptySlotLabel) ?? (slots.length > 1 ? oldest : undefined);
  return chosen && { root: chosen.root.number, verity: chosen.verity.number, isSame: chosen === same };
}

/** The versions that stay when this slot is written. */
export function versionsBeside(partitions: readonly SlotPartition[], slot: Slot): string[] {
  return slotsOf(partitions).filter(({ root }) => root.number !== slot.root && root.label !== emptySlotLabel).map(({ root }) => versionOf(root));
}

function slotsOf(partitions: readonly SlotPartition[]): Array<{ root: SlotPartition; verity: SlotPartition }> {
  const ours = partitions.filter(({ label }) => label === emptySlotLabel || label.startsWith(rootLabel('')));
  const slots = [];
  for (let index = 0; index + 1 < ours.length; index += 2) {
    const [root, verity] = [ours[index], ours[index + 1]];
    if (root !== undefined && verity !== undefined && isPair(root, verity)) slots.push({ root, verity });
  }
  return slots;
}

// A write that was cut short may have left one of the two without its name.
function isPair(root: SlotPartition, verity: SlotPartition): boolean {
  const version = versionOf(root);
  return verity.number === root.number + 1 && [emptySlotLabel, verityLabel(version)].includes(verity.label) || root.label === emptySlotLabel;
}

function versionOf({ label }: SlotPartition): string {
  return label === emptySlotLabel ? '' : label.slice(rootLabel('').length);
}

/** Dotted numbers by value: 1.9 before 1.10. */
function compareVersions(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
