/** What may change a machine whose data is encrypted: the table of proofs. Pure. */

/** What came with a proposal, or was done for exactly its bytes. */
export interface Given {
  /** A key of the present site signed it. */
  readonly signed: boolean;
  /** The present administrator saw the difference and allowed it (`sudo pintxo accept`). */
  readonly allowed: boolean;
  /** The recovery key was typed at a console after the difference was shown, or at the console of the stick that brought it. */
  readonly keyTyped: boolean;
}

/** A row: what counts as a proof, and how it is told. */
export interface Proof {
  readonly words: string;
  holds(given: Given): boolean;
}

export const proofs: readonly Proof[] = [
  { words: 'a key of the present site signed it', holds: ({ signed }) => signed },
  { words: 'the administrator allowed it', holds: ({ allowed }) => allowed },
  { words: 'the recovery key was typed for it', holds: ({ keyTyped }) => keyTyped },
];

export const noProof: Given = { signed: false, allowed: false, keyTyped: false };

/** The first proof that holds; undefined where none does. */
export function proofOf(given: Given): Proof | undefined {
  return proofs.find((proof) => proof.holds(given));
}
