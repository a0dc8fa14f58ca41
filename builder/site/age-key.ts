/** Keys that age encrypts to: its own (https://age-encryption.org/v1) and SSH keys. */
import { decodeBech32 } from './bech32.ts';

const publicKeyBytes = 32;

/** Why a text is not a public key of age; `undefined` if it is one. */
export function refuseAgeKey(text: string): string | undefined {
  if (text === '') return 'the key is empty';
  if (/^ssh-|^ecdsa-|^sk-/.test(text)) return 'this is an SSH key, not one of age';
  const separator = text.toLowerCase().lastIndexOf('1');
  if (!/^age1/i.test(text)) return 'this is not a public key of age, which starts with age1';
  if (separator > 3) return 'this key belongs to a plugin of age, which the machine does not have';
  if (text !== text.toLowerCase()) return 'a public key of age is in lower case';
  const decoded = decodeBech32(text);
  if (decoded === undefined) return 'the key is cut or changed: its check digits do not match';
  return decoded.bytes.length === publicKeyBytes ? undefined : 'this is another kind of key of age, which the machine cannot use';
}

/** Whether age can encrypt to a public SSH key: to those of tokens and to ECDSA it cannot. */
export function canEncryptTo(sshKey: string): boolean {
  return /^ssh-(ed25519|rsa) /.test(sshKey);
}
