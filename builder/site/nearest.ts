/** What somebody probably meant. */
import { distance } from 'fastest-levenshtein';

/** The known word that is nearest to the written one; `undefined` if none is near. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const wanted = plain(written);
  const scored = known.map((word) => ({ word, score: effort(wanted, plain(word)) }));
  const best = scored.sort((one, other) => one.score - other.score)[0];
  return best !== undefined && best.score <= tolerance(wanted) ? best.word : undefined;
}

/** Swapped letters are one slip of the hand. */
function effort(written: string, word: string): number {
  const letters = (text: string): string => Array.from(text).sort().join('');
  return written !== word && letters(written) === letters(word) ? 1 : distance(written, word);
}

function tolerance(word: string): number {
  return word.length <= 3 ? 1 : Math.max(2, Math.floor(word.length / 3));
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '').slice(0, 60);
}
