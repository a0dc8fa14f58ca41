/** The platform's own file: pintxo.target wants the units of all modules, whichever these are. Pure. */
import type { Plan } from '../plan/plan.ts';
import type { RenderedFile } from './render.ts';

export function unitsDropIn(plan: Plan): [string, RenderedFile] {
  const wants = plan.facts.units.map(({ unit, title }) => `# ${title}\nWants=${unit}\n`);
  return [
    '/etc/systemd/system/pintxo.target.d/units.conf',
    { kind: 'file', module: 'core', content: `[Unit]\n${wants.join('')}`, mode: 0o644 },
  ];
}
