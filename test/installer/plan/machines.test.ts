import test from 'ava';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Site } from '../../../builder/site/site.ts';
import { parseInventory } from '../../../installer/inventory/parse.ts';
import { decideInstall } from '../../../installer/plan/decide-install.ts';
import { describeDecision } from '../../../installer/plan/describe.ts';
import type { Inventory } from '../../../installer/inventory/inventory.ts';
import { decideRoles, leasesHeard } from '../../../installer/plan/links.ts';
import { golden, machines, read, readCaptureOf, readInventory, readKnownRoles, readMachineSection, readSite, readStick } from './machines.ts';
import { siteFromFile } from './site-for.ts';

for (const machine of machines) {
  test(`on the machine ${machine} the decision is the expected one`, (t) => {
    const inventory = readInventory(machine);
    const decision = decideInstall(readSite(machine), inventory, readStick(machine));
    const described = [...describeDecision(decision, inventory), '', 'Roles:', ...rolesOn(machine, inventory)];
    const actual = [`verdict: ${decision.verdict}`, '', ...described, ''].join('\n');
    t.is(golden(machine, 'expected.txt', actual), actual);
  });

  test(`the machine ${machine} is described for readers`, (t) => {
    t.regex(read(machine, 'README.md') ?? '', /\w/);
  });
}

for (const machine of machines.filter((name) => readCaptureOf(name) !== undefined)) {
  test(`the inventory of ${machine} is what its capture says`, (t) => {
    const capture = readCaptureOf(machine);
    if (capture === undefined) return t.fail();
    const actual = `${JSON.stringify(parseInventory(capture), null, 1)}\n`;
    t.is(golden(machine, 'inventory.json', actual), actual);
  });
}

for (const machine of machines) {
  const inventory = readInventory(machine);
  const site = readSite(machine);
  const stick = readStick(machine);
  const decision = decideInstall(site, inventory, stick);
  const lines = decision.verdict === 'refuse' ? decision.remedies.filter((remedy) => remedy.includes('\n')) : [];
  for (const [index, remedy] of lines.entries()) {
    test(`on the machine ${machine} the lines of remedy ${index + 1}, pasted into site.yaml, pass its check and settle the matter`, (t) => {
      t.not(decideInstall(withLines(machine, remedy), inventory, stick).verdict, 'refuse', remedy);
    });
  }
}

test('there are machines of every verdict', (t) => {
  const verdicts = machines.map((machine) => decideInstall(readSite(machine), readInventory(machine), readStick(machine)).verdict);
  t.deepEqual([...new Set(verdicts)].sort(), ['boot-on', 'install', 'refresh', 'refuse']);
});

function withLines(name: string, remedy: string): Site {
  const document: unknown = parse(remedy.slice(remedy.indexOf('\n')));
  const Lines = z.strictObject({ machine: z.record(z.string(), z.unknown()).default({}), network: z.record(z.string(), z.unknown()).default({}) });
  const { machine, network } = Lines.parse(document);
  return siteFromFile({ machine: { ...readMachineSection(name), ...machine }, network });
}

function rolesOn(machine: string, { links }: Inventory): string[] {
  const decision = decideRoles(readSite(machine), links, leasesHeard(readSite(machine), links), readKnownRoles(machine));
  return [...decision.links.map(({ role, mac }) => `  ${role}  ${mac}`), ...decision.problems.map((problem) => `  ${problem}`)];
}
