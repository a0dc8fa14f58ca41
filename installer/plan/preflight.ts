/** What must be true of the machine before any disk is looked at. Pure. */
import type { Inventory } from '../inventory/inventory.ts';
import { formatBytes } from './disk-names.ts';

export interface PreflightProblem {
  readonly problem: string;
  readonly remedies: readonly string[];
}

type Requirement = (inventory: Inventory) => PreflightProblem | undefined;

// The firmware and graphics take their share: a machine sold with 2 GB or 4 GB shows less.
const refusedBelowBytes = 1.8e9;
const warnedBelowBytes = 0.9 * 4e9;

const requirements: readonly Requirement[] = [processor, firmware, secureBoot, memory];

/** The first thing that makes an installation impossible. */
export function preflightProblem(inventory: Inventory): PreflightProblem | undefined {
  for (const requirement of requirements) {
    const problem = requirement(inventory);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** What does not stop the installation but should be known. */
export function warningsFor(inventory: Inventory): string[] {
  return doubts.flatMap((doubt) => doubt(inventory) ?? []);
}

type Doubt = (inventory: Inventory) => string | undefined;

const doubts: readonly Doubt[] = [littleMemory, oneThread, noLink, slowClock];

function littleMemory({ memoryBytes }: Inventory): string | undefined {
  if (memoryBytes >= warnedBelowBytes) return undefined;
  return `This machine has ${formatBytes(memoryBytes)} of memory; Pintxo is made for 4 GB or more, so some services may not fit.`;
}

function oneThread({ cpu: { threads } }: Inventory): string | undefined {
  return threads === 1 ? 'The processor can do only one thing at a time; Pintxo is made for two cores or more, so it will be slow.' : undefined;
}

function noLink({ links }: Inventory): string | undefined {
  return links.length === 0 ? 'No network link was found: the machine can be installed but not reached.' : undefined;
}

// A clock whose battery is empty starts in the past, where no certificate is valid yet.
function slowClock({ clock }: Inventory): string | undefined {
  if (clock === undefined || clock.now >= clock.imageEpoch) return undefined;
  const [now, image] = [clock.now, clock.imageEpoch].map((seconds) => new Date(seconds * 1000).toISOString().slice(0, 10));
  return `The clock of this machine was behind (${now}) and is taken from the image (${image}) until a time server answers; its battery may be empty.`;
}

function processor({ cpu }: Inventory): PreflightProblem | undefined {
  if (cpu.architecture === 'x86_64') return undefined;
  return {
    problem: `The processor is not supported (${cpu.architecture}); Pintxo needs a 64-bit Intel or AMD one (x86-64).`,
    remedies: ['Use another machine.'],
  };
}

function firmware({ firmware: { type } }: Inventory): PreflightProblem | undefined {
  if (type === 'uefi') return undefined;
  return {
    problem: 'This machine was started in BIOS (legacy) mode; Pintxo needs UEFI.',
    remedies: [
      'In the firmware settings, switch the boot mode to UEFI and turn legacy boot (CSM) off, then start the stick again.',
      'A virtual machine needs UEFI firmware (OVMF) in its settings.',
    ],
  };
}

function secureBoot({ firmware: { secureBoot: on } }: Inventory): PreflightProblem | undefined {
  if (!on) return undefined;
  return {
    problem: 'Secure Boot is on; this image is not signed, so the installed system would not start.',
    remedies: ['In the firmware settings, turn Secure Boot off, then start the stick again.'],
  };
}

function memory({ memoryBytes }: Inventory): PreflightProblem | undefined {
  if (memoryBytes >= refusedBelowBytes) return undefined;
  return {
    problem: `This machine has ${formatBytes(memoryBytes)} of memory; at least 2 GB are needed, 4 GB are recommended.`,
    remedies: ['Add memory, or use another machine.'],
  };
}
