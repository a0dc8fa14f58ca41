/** What must hold between the facts of different modules: an array of small named rules. Pure. */
import type { Zone } from '../site/zones.ts';
import type { CollectedFacts } from '../../templates/contract.ts';
import { refusePinhole } from './pinholes.ts';

export interface PlanProblem {
  readonly rule: string;
  /** Modules that declared what clashes. */
  readonly modules: readonly string[];
  readonly message: string;
}

interface Rule {
  readonly name: string;
  check(facts: CollectedFacts, zones: readonly Zone[]): ReadonlyArray<Omit<PlanProblem, 'rule'>>;
}

/** Zone names that stand for the world outside. */
const outside = ['wan'];

const rules: readonly Rule[] = [
  {
    name: 'port-clash',
    check: ({ ports }) => repeated(ports, (port) => [`${port.protocol} port ${port.port}`]),
  },
  {
    name: 'host-clash',
    check: ({ published }) => repeated(published, ({ host, aliases = [] }) => [host, ...aliases].map((name) => `the HTTPS name ${name}`)),
  },
  { name: 'unit-clash', check: ({ units }) => repeated(units, ({ unit }) => [`the unit ${unit}`]) },
  { name: 'secret-clash', check: ({ secrets }) => repeated(secrets, ({ path }) => [`the secret ${path}`]) },
  { name: 'user-clash', check: ({ users }) => repeated(users, ({ name }) => [`the account ${name}`]) },
  { name: 'page-clash', check: ({ pages }) => repeated(pages, ({ output }) => [`the page ${output}`]) },
  {
    name: 'zones-exist',
    check: ({ ports, names, published }, zones) => [
      ...unknownZones(ports, [...zonesNamed(zones), ...outside], ({ name }) => `port ${name}`),
      ...unknownZones(names, zonesNamed(zones), ({ name }) => `name ${name}`),
      ...unknownZones(published, zonesNamed(zones), ({ host }) => `name ${host}`),
    ],
  },
  {
    name: 'pinholes-fit',
    check: ({ pinholes }, zones) =>
      pinholes.flatMap((pinhole) => refusePinhole(pinhole, zones).map((message) => ({ modules: [pinhole.module], message }))),
  },
  {
    name: 'public-port-clash',
    check: ({ pinholes, ports }) => repeated([...pinholes.filter(isPassedOn), ...ports.filter(({ zones }) => zones.includes('wan'))], (fact) => [publicPortOf(fact)]),
  },
];

export function problemsOf(facts: CollectedFacts, zones: readonly Zone[]): PlanProblem[] {
  return rules.flatMap((rule) => rule.check(facts, zones).map((problem) => ({ rule: rule.name, ...problem })));
}

type PublicFact = CollectedFacts['pinholes'][number] | CollectedFacts['ports'][number];

function isPassedOn({ from, to }: CollectedFacts['pinholes'][number]): boolean {
  return from.includes('internet') && to.address !== undefined && !to.address.includes(':');
}

function publicPortOf(fact: PublicFact): string {
  return `${fact.protocol} port ${'publicPort' in fact ? (fact.publicPort ?? fact.port) : fact.port} towards the internet`;
}

/** What two facts claim although only one can have it. */
function repeated<Fact extends { readonly module: string }>(
  facts: readonly Fact[],
  claims: (fact: Fact) => readonly string[],
): Array<Omit<PlanProblem, 'rule'>> {
  const owners = new Map<string, string[]>();
  for (const fact of facts) {
    for (const claim of claims(fact)) owners.set(claim, [...(owners.get(claim) ?? []), fact.module]);
  }
  return [...owners]
    .filter(([, modules]) => modules.length > 1)
    .map(([claim, modules]) => ({ modules, message: `${claim} is declared more than once: by ${modules.join(' and ')}` }));
}

function zonesNamed(zones: readonly Zone[]): string[] {
  return zones.map((zone) => zone.name);
}

function unknownZones<Fact extends { readonly module: string; readonly zones: readonly string[] }>(
  facts: readonly Fact[],
  known: readonly string[],
  describe: (fact: Fact) => string,
): Array<Omit<PlanProblem, 'rule'>> {
  return facts.flatMap((fact) =>
    fact.zones
      .filter((zone) => !known.includes(zone))
      .map((zone) => ({
        modules: [fact.module],
        message: `${describe(fact)} of module ${fact.module} is for the zone ${zone}, which does not exist; zones are ${known.join(', ')}`,
      })),
  );
}
