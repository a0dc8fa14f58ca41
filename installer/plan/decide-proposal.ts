/** What becomes of a site.yaml that came from outside. Pure. */
import { type Given, proofOf } from './proofs.ts';

export interface ProposedSite {
  /** Hexadecimal SHA-256 of its bytes. */
  readonly digest: string;
  readonly given: Given;
  /** Its mistakes, as a picture; undefined where it has none. */
  readonly mistakes: string | undefined;
  /** Why it is meant for another machine; undefined where it may be for this one. */
  readonly other?: string | undefined;
}

/** What the machine knows of itself. */
export interface Present {
  readonly encrypted: boolean;
  /** Digest of the present one. */
  readonly present?: string | undefined;
  /** Digests of the site files that it has had, the present one among them. */
  readonly taken: readonly string[];
  /** Digests of those that its administrator refused. */
  readonly refused: readonly string[];
}

export type ProposalVerdict =
  | { readonly verdict: 'take'; readonly words: string }
  /** It waits for a proof, and changes nothing meanwhile. */
  | { readonly verdict: 'wait'; readonly words: string }
  | { readonly verdict: 'forget'; readonly words: string };

/** The first rule that has something to say. */
export function decideProposal(proposal: ProposedSite, present: Present): ProposalVerdict {
  for (const rule of rules) {
    const verdict = rule(proposal, present);
    if (verdict !== undefined) return verdict;
  }
  return { verdict: 'wait', words: 'no key of the present site signed it' };
}

type Rule = (proposal: ProposedSite, present: Present) => ProposalVerdict | undefined;

const rules: readonly Rule[] = [isPresent, hadBefore, withoutEncryption, refusedBefore, broken, forAnother, proven];

// The other half of a mirror may have it too.
function isPresent({ digest }: ProposedSite, { present }: Present): ProposalVerdict | undefined {
  return digest === present ? { verdict: 'forget', words: 'it is the one that the machine has' } : undefined;
}

// Somebody may keep an old one with its proof: what was set since must not be undone by it, and who wants it back says so.
function hadBefore({ digest, given }: ProposedSite, { taken, refused, encrypted }: Present): ProposalVerdict | undefined {
  if (!taken.includes(digest)) return undefined;
  if (!encrypted || proofOf(given) === undefined || refused.includes(digest)) return { verdict: 'forget', words: 'the machine has had it before' };
  return { verdict: 'wait', words: 'the machine has had it before, and another one since' };
}

function withoutEncryption(_: ProposedSite, { encrypted }: Present): ProposalVerdict | undefined {
  return encrypted ? undefined : { verdict: 'take', words: 'the data of this machine is not encrypted' };
}

function broken({ mistakes }: ProposedSite): ProposalVerdict | undefined {
  return mistakes === undefined ? undefined : { verdict: 'wait', words: 'it has mistakes' };
}

// The other proofs are given at this machine, for it.
function forAnother({ given, other }: ProposedSite): ProposalVerdict | undefined {
  const withoutSignature = proofOf({ ...given, signed: false });
  return other === undefined || !given.signed || withoutSignature !== undefined ? undefined : { verdict: 'wait', words: `a key of the present site signed it, but ${other}` };
}

function proven({ given }: ProposedSite): ProposalVerdict | undefined {
  const proof = proofOf(given);
  return proof && { verdict: 'take', words: proof.words };
}

// With a proof it is another matter than without.
function refusedBefore({ digest, given }: ProposedSite, { refused }: Present): ProposalVerdict | undefined {
  return refused.includes(digest) && proofOf(given) === undefined ? { verdict: 'forget', words: 'it was refused before' } : undefined;
}
