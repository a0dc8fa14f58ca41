/** A disk taken apart: every partition is a file of its own, for programs that know no offsets. Pure. */

/** A part of a disk that has a file of its own, in bytes. */
export interface Place {
  readonly offset: number;
  readonly size: number;
}

/** A part of a write, and the file it goes to. */
export interface Piece {
  /** Which place; -1 is the frame: what lies in none, at the same offsets as on the disk. */
  readonly place: number;
  /** In the file. */
  readonly offset: number;
  readonly length: number;
  /** Where it begins in the write. */
  readonly from: number;
}

export const frame = -1;

/** Takes a range of the disk apart. `places` are in order and do not overlap. */
export function piecesOf(places: readonly Place[], offset: number, length: number): Piece[] {
  const end = offset + length;
  const pieces: Piece[] = [];
  for (let at = offset; at < end;) {
    const place = places.findIndex((candidate) => at >= candidate.offset && at < candidate.offset + candidate.size);
    const found = places[place];
    const border = found === undefined ? nextPlace(places, at) : found.offset + found.size;
    const until = Math.min(end, border);
    pieces.push({ place, offset: at - (found?.offset ?? 0), length: until - at, from: at - offset });
    at = until;
  }
  return pieces;
}

function nextPlace(places: readonly Place[], at: number): number {
  return Math.min(...places.map(({ offset }) => offset).filter((offset) => offset > at), Number.POSITIVE_INFINITY);
}
