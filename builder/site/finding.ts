/** A mistake before it is known where in the file it is. */

export type Path = ReadonlyArray<string | number>;

/** Offsets in the text, in UTF-16 units; the end is not part of it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly remedy: string;
  /** An error if left out. */
  readonly severity?: 'warning';
  /** Underline the key instead of the value. */
  readonly at?: 'key';
  /** Where it is, for what has no path. */
  readonly span?: Span;
  /** The place holds a secret: never show it. */
  readonly secret?: true;
}

/** Whether the path is the other one or leads through it. */
export function isWithin(path: Path, outer: Path): boolean {
  return outer.every((segment, index) => String(path[index]) === String(segment));
}

/** A value in a message: quoted, one line, not longer than people read. */
export function quote(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return 'this';
  const line = value.replace(/\s+/g, ' ').trim();
  return `"${line.length > 40 ? `${line.slice(0, 39)}…` : line}"`;
}
