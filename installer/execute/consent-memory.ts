/** Remembers what a stick has done, in two places: on the stick, and in the firmware of the machine. */
import type { Inventory } from '../inventory/inventory.ts';
import type { InstallPlan, Refresh } from '../plan/install-plan.ts';
import { type KeyVerifier, mergeMemories, parseStickMemory, type RememberedInstallation, type StickMemory, withBegun, withInstalled, withWhole } from '../plan/stick-memory.ts';
import { readVariable, writeVariable } from '../system/efi-variable.ts';
import type { Stick } from '../system/stick.ts';
import { verifierOf } from './key-verifier.ts';

/** What an installation has remembered. Both reject where neither the stick nor the firmware keeps it. */
export interface ConsentMemory {
  begin(): Promise<void>;
  finish(recoveryKey: string | undefined): Promise<void>;
}

const file = 'used.json';
const variable = 'PintxoUsed';
// Firmware has little room; what a machine was installed with long ago is told by its disks.
const sitesInFirmware = 3;

/** What the stick and this machine's firmware remember. */
export async function recallMemory(stick: Pick<Stick, 'read'>): Promise<StickMemory> {
  return mergeMemories(parseStickMemory(await stick.read(file)), await recallFirmware());
}

/** `word`: of `pintxo configure --again`, which counts from `finish` on no more, and from `begin` on only here. */
export function consentMemory(stick: Pick<Stick, 'read' | 'write' | 'obstacle'>, digest: string, plan: InstallPlan | Refresh, inventory: Inventory, word: string | undefined): ConsentMemory {
  const change = (next: Change, spent: readonly string[] = []): Promise<void> => remember(stick, digest, next, spent);
  if (plan.verdict !== 'install') return { begin: () => change((known) => withInstalled(known, plan.systemDisks, inventory)), finish: () => Promise.resolve() };
  return {
    begin: () => change((known) => withBegun(known, plan, inventory, word)),
    finish: async (recoveryKey) => {
      const key: KeyVerifier | undefined = recoveryKey === undefined ? undefined : await verifierOf(recoveryKey);
      await change((known) => withWhole(withBegun(known, plan, inventory, word), plan, key), word === undefined ? [] : [word]);
    },
  };
}

/** What the disks of an installed machine tell a stick that does not remember it. */
export async function learnFrom(stick: Pick<Stick, 'read' | 'write' | 'obstacle'>, digest: string, inventory: Inventory): Promise<void> {
  const installed = inventory.disks.filter(({ installation }) => installation !== undefined && [installation.siteDigest, ...(installation.earlierSites ?? [])].includes(digest));
  if (installed.length > 0) await remember(stick, digest, (known) => withInstalled(known, installed, inventory), []);
}

type Change = (known: readonly RememberedInstallation[]) => RememberedInstallation[];

async function remember(stick: Pick<Stick, 'read' | 'write' | 'obstacle'>, digest: string, next: Change, spent: readonly string[]): Promise<void> {
  const onStick = parseStickMemory(await stick.read(file));
  const inFirmware = parseStickMemory(await readVariable(variable));
  const [isOnStick, isInFirmware] = await Promise.all([
    stick.obstacle === undefined && keep(onStick, changed(onStick, digest, next, spent), (text) => stick.write(file, `${text}\n`)),
    keep(inFirmware, shortened(changed(inFirmware, digest, next, spent)), (text) => writeVariable(variable, text)),
  ]);
  if (!isOnStick && !isInFirmware) throw new Error('Neither the stick nor the firmware of this machine can be written: nobody would remember what this stick has done. Let the stick be written to, and start again.');
}

function changed({ sites, spent }: StickMemory, digest: string, next: Change, words: readonly string[]): StickMemory {
  const { [digest]: known = [], ...others } = sites;
  return { sites: { ...others, [digest]: next(known) }, spent: [...new Set([...spent, ...words])] };
}

function shortened({ sites, spent }: StickMemory): StickMemory {
  return { sites: Object.fromEntries(Object.entries(sites).slice(-sitesInFirmware)), spent: spent.slice(-sitesInFirmware) };
}

async function recallFirmware(): Promise<StickMemory> {
  const { sites, spent } = parseStickMemory(await readVariable(variable));
  return { spent, sites: Object.fromEntries(Object.entries(sites).map(([digest, known]) => [digest, known.map((one) => ({ ...one, isHere: true as const }))])) };
}

// A firmware's memory wears out: what is there already is not written again.
async function keep(known: StickMemory, next: StickMemory, write: (text: string) => Promise<void>): Promise<boolean> {
  if (JSON.stringify(known) === JSON.stringify(next)) return true;
  return write(JSON.stringify(next)).then(() => true, () => false);
}
