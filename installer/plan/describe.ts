/** A decision in plain words: for the console, `pintxo plan` and the logs. Pure. */
import type { Inventory, Link } from '../inventory/inventory.ts';
import { nameDisk, summarizeContents } from './disk-names.ts';
import type { InstallDecision, InstallPlan } from './install-plan.ts';
import { warningsFor } from './preflight.ts';

/** Lines without line breaks; with the inventory also the warnings, what is on each disk and the network links. */
export function describeDecision(decision: InstallDecision, inventory?: Inventory): string[] {
  return [
    ...headline(decision),
    '',
    'Disks:',
    ...disksOf(decision, inventory),
    ...destructionOf(decision),
    ...remediesOf(decision),
    ...(inventory === undefined ? [] : surroundings(inventory)),
  ];
}

function headline(decision: InstallDecision): string[] {
  switch (decision.verdict) {
    case 'install':
      return [`Pintxo will be installed on ${decision.systemDisk.path}: ${nameDisk(decision.systemDisk)}.`];
    case 'boot-on':
      return [
        `Pintxo is installed on ${decision.disk.path}: ${nameDisk(decision.disk)}.`,
        'Nothing is installed; the machine boots on from it.',
      ];
    case 'refuse':
      return [`Not installed: ${decision.problem}`];
  }
}

function disksOf({ disks }: InstallDecision, inventory: Inventory | undefined): string[] {
  if (disks.length === 0) return ['  none'];
  return disks.flatMap(({ path, name, verdict, reason }) => [
    `  ${path}  ${name}`,
    ...contentsOf(path, inventory),
    `    ${verdict}: ${reason}`,
  ]);
}

function contentsOf(path: string, inventory: Inventory | undefined): string[] {
  const disk = inventory?.disks.find((candidate) => candidate.path === path);
  return disk === undefined || disk.bytes === 0 ? [] : [`    on it: ${summarizeContents(disk)}`];
}

function destructionOf(decision: InstallDecision): string[] {
  if (decision.verdict !== 'install') return ['', 'Nothing is destroyed.'];
  const lost = decision.destroyed.map((line) => `  ${line}`);
  const loss = lost.length === 0 ? ['Nothing is destroyed: the disk is blank.'] : ['Destroyed for good:', ...lost];
  return ['', ...loss, ...stepsOf(decision)];
}

function stepsOf({ steps }: InstallPlan): string[] {
  return ['', 'Steps:', ...steps.map((step, index) => `  ${index + 1}. ${step.kind} ${step.disk}`)];
}

function remediesOf(decision: InstallDecision): string[] {
  if (decision.verdict !== 'refuse') return [];
  return ['', 'What helps:', ...decision.remedies.flatMap(describeRemedy)];
}

function describeRemedy(remedy: string): string[] {
  const [sentence = '', ...lines] = remedy.split('\n');
  return [`  ${sentence}`, ...lines.map((line) => `      ${line}`)];
}

function surroundings(inventory: Inventory): string[] {
  const links = inventory.links.map((link) => `  ${describeLink(link)}`);
  const warnings = warningsFor(inventory).map((warning) => `  ${warning}`);
  return [
    '',
    'Network links:',
    ...(links.length === 0 ? ['  none'] : links),
    ...(warnings.length === 0 ? [] : ['', 'Warnings:', ...warnings]),
  ];
}

function describeLink(link: Link): string {
  const driver = link.driver === undefined ? [] : [link.driver];
  return [link.name, link.permanentMac, ...driver, connectionOf(link)].join('  ');
}

function connectionOf({ wireless, carrier, speedMbps }: Link): string {
  if (wireless) return 'wireless, not used';
  if (!carrier) return 'no cable';
  return speedMbps === undefined ? 'cable connected' : `cable connected, ${speedMbps} Mbit/s`;
}
