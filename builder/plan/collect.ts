/** Everyone's facts in one record, each marked with the module that declared it. Pure. */
import type { CollectedFacts, Facts } from '../../templates/contract.ts';

export interface Declaration {
  readonly module: string;
  readonly facts: Partial<Facts>;
}

export function collectFacts(declarations: readonly Declaration[]): CollectedFacts {
  const all = <Fact extends object>(pick: (facts: Partial<Facts>) => readonly Fact[] | undefined) =>
    declarations.flatMap(({ module, facts }) => (pick(facts) ?? []).map((fact) => ({ ...fact, module })));
  return {
    ports: all((facts) => facts.ports),
    pinholes: all((facts) => facts.pinholes),
    names: all((facts) => facts.names),
    published: all((facts) => facts.published),
    units: all((facts) => facts.units),
    secrets: all((facts) => facts.secrets),
    neededSecrets: all((facts) => facts.neededSecrets),
    users: all((facts) => facts.users),
    oidcClients: all((facts) => facts.oidcClients),
    state: all((facts) => facts.state),
    checks: all((facts) => facts.checks),
    pages: all((facts) => facts.pages),
    guests: all((facts) => facts.guests),
  };
}
