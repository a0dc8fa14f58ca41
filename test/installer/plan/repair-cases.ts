/** A mirror that lacks a disk, as the tests of its repair see it. */
import type { Disk, Inventory } from '../../../installer/inventory/inventory.ts';
import { decideRepair, type RepairWish } from '../../../installer/plan/decide-repair.ts';
import type { StateReport } from '../../../installer/plan/state-report.ts';
import { diskWith } from './disks.ts';
import { readInventory } from './machines.ts';

export const byHand: RepairWish = { automatic: false, bind: false, version: '1.0', rootHash: 'aa' };
export const byItself: RepairWish = { automatic: true, bind: false, version: '1.0', rootHash: 'aa' };

export const report: StateReport = { state: 'x', expected: 2, members: ['sda6'], stale: [], encrypted: false, openedBy: 'nothing' };

export function carrier(path: string, serial: string, label = 'pintxo-data'): Disk {
  const partition = { path: `${path}6`, number: 6, bytes: 9e10, label, signatures: [] };
  return { ...diskWith({ path, serial }), partitions: [partition], signatures: [{ type: 'gpt', usage: 'partition-table' }] };
}

export function inventory(...disks: Disk[]): Inventory {
  return { ...readInventory('mini-pc-blank'), disks };
}

export const kinds = (...[site, machine, found, wish]: Parameters<typeof decideRepair>): string[] => decideRepair(site, machine, found, wish).steps.map(({ kind }) => kind);
