/** What must happen on a running machine after files changed. Pure. */
import type { Unit } from '../../templates/contract.ts';

export interface Refresh {
  readonly unit: string;
  readonly how: 'reload' | 'restart';
}

/** The units that read one of the changed files, with the way each takes notice. */
export function unitsToRefresh(units: readonly Unit[], changed: readonly string[]): Refresh[] {
  return units.flatMap(({ unit, files, onChange }) => {
    const isTouched = changed.some((path) => files.some((file) => path === file || (file.endsWith('/') && path.startsWith(file))));
    return isTouched && onChange !== 'nothing' ? [{ unit, how: onChange }] : [];
  });
}

/** Whether systemd must read its own configuration again. */
export function needsDaemonReload(changed: readonly string[]): boolean {
  return changed.some((path) => path.startsWith('/etc/systemd/system/'));
}
