/** What becomes of a site.yaml that came from outside. Pure. */
import { type Given, proofOf } from './proofs.ts';

export interface ProposedSite {
  /** Hexadecimal SHA-256 of its bytes. */
  readonly digest: string;
  readonly given: Given;
  /** Its mistakes, as a picture; undefined where it has none. */
  readonly mistakes: string | undefined;
}

/** What the machine knows of itself. */
export interface Present {
  readonly encrypted: boolean;
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

const rules: readonly Rule[] = [hadBefore, withoutEncryption, refusedBefore, broken, proven];

// The other half of a mirror may have it too, and somebody may keep an old signed one: what was set since must not be undone.
function hadBefore({ digest }: ProposedSite, { taken }: Present): ProposalVerdict | undefined {
  return taken.includes(digest) ? { verdict: 'forget', words: 'the machine has had it before' } : undefined;
}

function withoutEncryption(_: ProposedSite, { encrypted }: Present): ProposalVerdict | undefined {
  return encrypted ? undefined : { verdict: 'take', words: 'the data of this machine is not encrypted' };
}

function broken({ mistakes }: ProposedSite): ProposalVerdict | undefined {
  return mistakes === undefined ? undefined : { verdict: 'wait', words: 'it has mistakes' };
}

function proven({ given }: ProposedSite): ProposalVerdict | undefined {
  const proof = proofOf(given);
  return proof && { verdict: 'take', words: proof.words };
}

// With a proof it is another matter than without.
function refusedBefore({ digest, given }: ProposedSite, { refused }: Present): ProposalVerdict | undefined {
  return refused.includes(digest) && proofOf(given) === undefined ? { verdict: 'forget', words: 'it was refused before' } : undefined;
}
