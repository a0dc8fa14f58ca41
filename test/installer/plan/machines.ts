/** Reads the machines in test/fixtures/machines. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Site } from '../../../builder/site/site.ts';
import { Capture } from '../../../installer/inventory/capture.ts';
import { InventoryFile } from '../../../installer/inventory/file.ts';
import type { Inventory } from '../../../installer/inventory/inventory.ts';
import type { StickContent } from '../../../installer/plan/install-plan.ts';
import type { RoleLink } from '../../../templates/contract.ts';
import { siteFromFile } from './site-for.ts';

const root = new URL('../../fixtures/machines/', import.meta.url).pathname;

export const machines = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

export function readInventory(machine: string): Inventory {
  return InventoryFile.parse(JSON.parse(read(machine, 'inventory.json') ?? 'null'));
}

/** The site of site.yaml's `machine` section; the default where the machine has no such file. */
export function readSite(machine: string): Site {
  return siteFromFile({ machine: readMachineSection(machine) });
}

/** The `machine` section of site.yaml as it is written. */
export function readMachineSection(machine: string): Record<string, unknown> {
  const document: unknown = parse(read(machine, 'site.yaml') ?? '{}');
  return z.strictObject({ machine: z.record(z.string(), z.unknown()).default({}) }).parse(document).machine;
}

/** What the stick in the machine brings; undefined where nobody said. */
export function readStick(machine: string): StickContent | undefined {
  const text = read(machine, 'stick.json');
  return text === undefined ? undefined : z.strictObject({ version: z.string(), siteDigest: z.string() }).parse(JSON.parse(text));
}

/** Roles of the links that are remembered from before. */
export function readKnownRoles(machine: string): RoleLink[] {
  const Roles = z.array(z.strictObject({ role: z.string(), kind: z.enum(['wan', 'lan']), mac: z.string() }));
  return Roles.parse(JSON.parse(read(machine, 'known-roles.json') ?? '[]'));
}

/** What the machine said word for word; only machines that were really looked at have it. */
export function readCaptureOf(machine: string): Capture | undefined {
  const text = read(machine, 'capture.json');
  return text === undefined ? undefined : Capture.parse(JSON.parse(text));
}

export function read(machine: string, file: string): string | undefined {
  const path = join(root, machine, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** The expected text; with UPDATE_GOLDEN=1 it is rewritten first. */
export function golden(machine: string, file: string, actual: string): string | undefined {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(join(root, machine, file), actual);
  return read(machine, file);
}
