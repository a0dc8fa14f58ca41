/** What must happen on a running machine after files changed. Pure. */
import type { Unit, User } from '../../templates/contract.ts';

export interface Refresh {
  readonly unit: string;
  readonly how: 'reload' | 'restart';
}

/** The units that read one of the changed files, with the way each takes notice. */
export function unitsToRefresh(units: readonly Unit[], changed: readonly string[]): Refresh[] {
  const isTouched = (files: readonly string[]): boolean =>
    changed.some((path) => files.some((file) => path === file || (file.endsWith('/') && path.startsWith(file))));
  return units.flatMap(({ unit, files, onChange, restartFor = [] }) => {
    if (isTouched(restartFor)) return [{ unit, how: 'restart' }];
    if (onChange === 'nothing') return [];
    // A reload goes on in the surroundings that the unit file gave the service when it started.
    if (isTouched(unitFiles(unit))) return [{ unit, how: 'restart' }];
    return isTouched(files) ? [{ unit, how: onChange }] : [];
  });
}

/** Units that ran under the earlier plan and are no part of this one. */
export function goneUnits(before: readonly string[], now: ReadonlyArray<Pick<Unit, 'unit'>>): string[] {
  const wanted = new Set(now.map(({ unit }) => unit));
  return [...new Set(before)].filter((unit) => !wanted.has(unit));
}

/** The units that the rendered part of the target, as it lies on the machine, has started or will start. */
export function unitsOfTarget(dropIn: string): string[] {
  return [...dropIn.matchAll(/^Wants=(\S+)$/gm)].map(([, unit = '']) => unit);
}

function unitFiles(unit: string): string[] {
  return [`/etc/systemd/system/${unit}`, `/etc/systemd/system/${unit}.d/`];
}

type WithPassword = Pick<User, 'name' | 'passwordHash'>;

/**
 * Lines for chpasswd: name and hash. A password that was taken away, perhaps because others knew it, and that of an account which
 * is none any more, must not open the console until the next start: they get a hash that no password has.
 */
export function passwordLines(before: readonly WithPassword[], now: readonly WithPassword[]): string[] {
  const wanted = now.flatMap(({ name, passwordHash }) => (passwordHash === undefined ? [] : [{ name, passwordHash }]));
  const taken = before.filter(({ name, passwordHash }) => passwordHash !== undefined && wanted.every((user) => user.name !== name));
  return [...wanted, ...taken.map(({ name }) => ({ name, passwordHash: noPassword }))].map(({ name, passwordHash }) => `${name}:${passwordHash}\n`);
}

const noPassword = '*';

/** Links in software, such as VLANs, that are rendered no more: networkd makes them, but takes none away. */
export function goneDevices(changed: readonly string[], files: ReadonlyMap<string, unknown>): string[] {
  return changed.flatMap((path) => {
    const [, name] = /^\/etc\/systemd\/network\/\d+-([^/]+)\.netdev$/.exec(path) ?? [];
    return name === undefined || files.has(path) ? [] : [name];
  });
}

/** Units of packages that have just been masked. A package may have started one before: on plain Debian, at every first start. */
export function newlyMasked(changed: readonly string[], files: ReadonlyMap<string, { readonly kind: 'file' } | { readonly kind: 'symlink'; readonly target: string }>): string[] {
  return changed.flatMap((path) => {
    const [, unit] = /^\/etc\/systemd\/system\/([^/]+)$/.exec(path) ?? [];
    const file = files.get(path);
    return unit !== undefined && file?.kind === 'symlink' && file.target === '/dev/null' ? [unit] : [];
  });
}

/** Whether systemd must read its own configuration again. */
export function needsDaemonReload(changed: readonly string[]): boolean {
  return changed.some((path) => path.startsWith('/etc/systemd/system/'));
}
