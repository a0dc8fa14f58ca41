/** Rules about who may bring a newer system. */
import { parsePublicKey } from '../../trust/minisign.ts';
import { when, type Rule } from './rule.ts';

export const updateKeysAreMinisign: Rule = ({ updates: { keys } }) =>
  keys.flatMap((key, index) =>
    when(parsePublicKey(key) === undefined, () => ({
      path: ['updates', 'keys', index],
      message: 'this is not a public key of minisign',
      remedy: 'write the last line of the file that ends in .pub: 56 letters and digits that start with RW',
    })),
  );
