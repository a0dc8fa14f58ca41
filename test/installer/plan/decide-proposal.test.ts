import test from 'ava';
import { decideProposal, type Present, type ProposedSite } from '../../../installer/plan/decide-proposal.ts';
import { noProof, proofOf, proofs } from '../../../installer/plan/proofs.ts';

const encrypted: Present = { encrypted: true, taken: ['present'], refused: [] };
const other: ProposedSite = { digest: 'other', given: noProof, mistakes: undefined };
const verdict = (proposal: Partial<ProposedSite>, present: Partial<Present> = {}): string => decideProposal({ ...other, ...proposal }, { ...encrypted, ...present }).verdict;

test('without a proof an encrypted machine changes nothing, and each proof of the table is enough', (t) => {
  t.is(verdict({}), 'wait');
  t.is(verdict({ given: { ...noProof, signed: true } }), 'take');
  t.is(verdict({ given: { ...noProof, allowed: true } }), 'take');
  t.is(verdict({ given: { ...noProof, keyTyped: true } }), 'take');
});

test('no row of the table holds for nothing, and no proof is missing in it', (t) => {
  t.is(proofOf(noProof), undefined);
  t.is(proofs.length, Object.keys(noProof).length);
});

test('a machine without encryption takes what comes, with mistakes too: it keeps the last good one beside it', (t) => {
  t.is(verdict({}, { encrypted: false }), 'take');
  t.is(verdict({ mistakes: 'line 1' }, { encrypted: false }), 'take');
});

test('what the machine has had is never taken again, signed or not: with a proof it waits for somebody who wants it back', (t) => {
  for (const given of [noProof, { ...noProof, signed: true }, { ...noProof, keyTyped: true }]) {
    t.is(verdict({ digest: 'present', given }, { encrypted: false }), 'forget');
    t.is(verdict({ digest: 'present', given }), given === noProof ? 'forget' : 'wait');
    t.is(verdict({ digest: 'present', given }, { refused: ['present'] }), 'forget', 'nobody is asked twice');
  }
  t.regex(decideProposal({ ...other, digest: 'present', given: { ...noProof, signed: true } }, encrypted).words, /had it before, and another one since/);
});

test('the very one that the machine has changes nothing, and waits for nobody', (t) => {
  for (const given of [noProof, { ...noProof, signed: true }]) t.is(verdict({ digest: 'present', given }, { present: 'present' }), 'forget');
});

test('a signature counts for the machine that the file is meant for; the other proofs are given at this one', (t) => {
  const another = { other: 'it is for the site villa (villa.internal), and this machine is casa (casa.internal)' };
  t.is(verdict({ ...another, given: { ...noProof, signed: true } }), 'wait');
  t.regex(decideProposal({ ...other, ...another, given: { ...noProof, signed: true } }, encrypted).words, /signed it, but it is for the site villa/);
  t.is(verdict({ ...another, given: { ...noProof, signed: true, allowed: true } }), 'take');
  t.is(verdict({ ...another, given: { ...noProof, keyTyped: true } }), 'take');
  t.is(verdict(another), 'wait');
});

test('one with mistakes is not taken, whoever signed it', (t) => {
  for (const proof of ['signed', 'allowed', 'keyTyped'] as const) t.is(verdict({ mistakes: 'line 1', given: { ...noProof, [proof]: true } }), 'wait', proof);
});

test('what was refused is not asked about again, and is taken when a proof comes with it', (t) => {
  t.is(verdict({}, { refused: ['other'] }), 'forget');
  t.is(verdict({ mistakes: 'line 1' }, { refused: ['other'] }), 'forget');
  t.is(verdict({ given: { ...noProof, signed: true } }, { refused: ['other'] }), 'take');
  t.is(verdict({}, { refused: ['another'] }), 'wait');
});
