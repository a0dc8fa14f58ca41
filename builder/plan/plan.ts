/** Site and machine to Plan: plain data that says everything the machine will be. Pure. */
import type { Site } from '../site/site.ts';
import { zonesOf, type Zone } from '../site/zones.ts';
import type { CollectedFacts, Machine, ModuleContext, RegisteredModule, Release, View } from '../../templates/contract.ts';
import { collectFacts } from './collect.ts';
import { problemsOf, type PlanProblem } from './rules.ts';
import { withUplink } from './uplink.ts';

export interface PlannedModule {
  readonly name: string;
  readonly title: string;
  readonly view: View;
}

export interface Plan {
  readonly release: Release;
  readonly site: Site;
  readonly machine: Machine;
  readonly zones: readonly Zone[];
  readonly facts: CollectedFacts;
  readonly modules: readonly PlannedModule[];
}

export type PlanOutcome =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly problems: readonly PlanProblem[] };

/**
 * Plans a checked site on a machine in two passes: all modules declare facts, then each makes its view from everyone's.
 * Facts that contradict each other are returned as problems.
 */
export function planSite(
  site: Site,
  cabled: Machine,
  modules: readonly RegisteredModule[],
  release: Release,
): PlanOutcome {
  const machine = { ...cabled, links: withUplink(site, cabled.links) };
  const zones = zonesOf(site);
  const contextOf = (module: RegisteredModule): ModuleContext<unknown> => ({
    site,
    machine,
    zones,
    release,
    settings: site.modules[module.name],
    modules: modules.map(({ name, title }) => ({ name, title })),
  });
  const facts = collectFacts(modules.map((module) => ({ module: module.name, facts: module.facts(contextOf(module)) })));
  const problems = problemsOf(facts, zones);
  if (problems.length > 0) return { ok: false, problems };
  const planned = modules.map((module) => ({
    name: module.name,
    title: module.title,
    view: module.view(contextOf(module), facts),
  }));
  return { ok: true, plan: { release, site, machine, zones, facts, modules: planned } };
}
