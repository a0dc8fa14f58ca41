/** `[key]` in a template's path stands for every entry of a record in the view. Pure. */
import type { View } from '../../templates/contract.ts';

export interface ExpandedPath {
  readonly path: string;
  readonly view: View;
}

export function expandPath(path: string, view: View): ExpandedPath[] {
  const key = /\[(\w+)\]/.exec(path)?.[1];
  if (key === undefined) return [{ path, view }];
  const record = view[key];
  if (!isRecord(record)) throw new Error(`${path}: the view has no record "${key}"`);
  return Object.entries(record).map(([name, entry]) => ({
    path: path.replace(`[${key}]`, name),
    view: { ...view, ...(isRecord(entry) ? entry : {}) },
  }));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
