/** A decision in plain words: for the console, `pintxo plan` and the logs. Pure. */
import type { Inventory, Link } from '../inventory/inventory.ts';
import { nameDisk, summarizeContents } from './disk-names.ts';
import type { InstallDecision, InstallPlan, PlannedPool, Refresh } from './install-plan.ts';
import { warningsOf } from './plan-warnings.ts';
import { warningsFor } from './preflight.ts';
import { titleOf } from './step-titles.ts';

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
    ...warningLines(decision, inventory),
  ];
}

function headline(decision: InstallDecision): string[] {
  switch (decision.verdict) {
    case 'install':
      return installation(decision);
    case 'refresh':
      return refresh(decision);
    case 'boot-on':
      return [
        `Pintxo is installed on ${decision.disk.path}: ${nameDisk(decision.disk)}.`,
        'Nothing is installed; the machine boots on from it.',
      ];
    case 'refuse':
      return [`Not installed: ${decision.problem}`];
  }
}

function installation({ systemDisks, pools, encryption: { encrypted, reason } }: InstallPlan): string[] {
  const mirror = systemDisks.length === 1 ? [] : ['The two disks mirror each other: the machine starts and goes on with either alone.'];
  return [
    `Pintxo will be installed on ${systemDisks.map(({ path }) => path).join(' and ')}: ${systemDisks.map(nameDisk).join(' and ')}.`,
    ...mirror,
    ...pools.map(describePool),
    encrypted ? `Data is encrypted: ${reason}.` : `Data is not encrypted: ${reason}.`,
  ];
}

function describePool({ name, disks, isKept }: PlannedPool): string {
  const paths = disks.map(({ path }) => path).join(', ');
  if (isKept === true) return `The storage pool ${name} on ${paths} is kept with its data. When the machine is installed, take it over with: sudo pintxo adopt ${name}`;
  return disks.length === 1 ? `The storage pool ${name} is made on ${paths}.` : `The storage pool ${name} is a mirror over ${paths}.`;
}

function refresh({ reason, systemDisks }: Refresh): string[] {
  const paths = systemDisks.map(({ path }) => path).join(' and ');
  const why = reason === 'newer' ? 'the stick has a newer version' : 'site.yaml asks for it (reinstall: keep)';
  return [`Pintxo is installed on ${paths}. The system is installed anew beside the old one, because ${why}; all data is kept.`];
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
  if (decision.verdict === 'refresh') return ['', 'Nothing is destroyed.', ...stepsOf(decision)];
  if (decision.verdict !== 'install') return ['', 'Nothing is destroyed.'];
  const lost = decision.destroyed.map((line) => `  ${line}`);
  const blank = decision.disks.filter(({ verdict }) => verdict === 'chosen').length === 1 ? 'the disk is blank' : 'the disks are blank';
  const loss = lost.length === 0 ? [`Nothing is destroyed: ${blank}.`] : ['Destroyed for good:', ...lost];
  return ['', ...loss, ...stepsOf(decision)];
}

function stepsOf({ steps }: InstallPlan | Refresh): string[] {
  return ['', 'Steps:', ...steps.map((step, index) => `  ${index + 1}. ${titleOf(step)}`)];
}

function remediesOf(decision: InstallDecision): string[] {
  if (decision.verdict !== 'refuse') return [];
  return ['', 'What helps:', ...decision.remedies.flatMap(describeRemedy)];
}

function describeRemedy(remedy: string): string[] {
  const [sentence = '', ...lines] = remedy.split('\n');
  return [`  ${sentence}`, ...lines.map((line) => `      ${line}`)];
}

function surroundings({ links }: Inventory): string[] {
  const lines = links.map((link) => `  ${describeLink(link)}`);
  return ['', 'Network links:', ...(lines.length === 0 ? ['  none'] : lines)];
}

function warningLines(decision: InstallDecision, inventory: Inventory | undefined): string[] {
  const warnings = [...warningsOf(decision), ...(inventory === undefined ? [] : warningsFor(inventory))];
  return warnings.length === 0 ? [] : ['', 'Warnings:', ...warnings.map((warning) => `  ${warning}`)];
}

function describeLink(link: Link): string {
  const driver = link.driver === undefined ? [] : [link.driver];
  const leases = (link.leases ?? []).map((lease) => `leased ${lease}`);
  return [link.name, link.permanentMac, ...driver, connectionOf(link), ...leases].join('  ');
}

function connectionOf({ wireless, noPort, carrier, speedMbps }: Link): string {
  if (wireless) return 'wireless, not used';
  if (noPort !== undefined) return `${noPort}, not used`;
  if (!carrier) return 'no cable';
  return speedMbps === undefined ? 'cable connected' : `cable connected, ${speedMbps} Mbit/s`;
}
