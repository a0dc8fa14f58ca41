/** The platform's own files: pintxo.target wants the units of all modules, whichever these are. Pure. */
import type { Plan } from '../plan/plan.ts';
import type { RenderedFile } from './render.ts';

/** What the target starts. */
export const unitsFile = '/etc/systemd/system/pintxo.target.d/units.conf';

/** The second one is for starts at which the files are there from the beginning: then nobody needs to start the target. */
export function platformFiles(plan: Plan): Array<[string, RenderedFile]> {
  const wants = plan.facts.units.map(({ unit, title }) => `# ${title}\nWants=${unit}\n`);
  return [
    [unitsFile, { kind: 'file', module: 'core', content: `[Unit]\n${wants.join('')}`, mode: 0o644 }],
    ['/etc/systemd/system/multi-user.target.wants/pintxo.target', { kind: 'symlink', module: 'core', target: '/usr/lib/systemd/system/pintxo.target' }],
  ];
}
