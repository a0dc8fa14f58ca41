/** Bech32 (BIP 173) as age uses it: without its limit of 90 characters. */

const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const checksumLength = 6;

export interface Bech32 {
  readonly prefix: string;
  readonly bytes: Uint8Array;
}

/** Undefined where a character is foreign, letters are mixed in case, or the checksum does not hold. */
export function decodeBech32(text: string): Bech32 | undefined {
  const lower = text.toLowerCase();
  const separator = lower.lastIndexOf('1');
  const isMixed = text !== lower && text !== text.toUpperCase();
  const prefix = lower.slice(0, Math.max(separator, 0));
  const values = Array.from(lower.slice(separator + 1), (letter) => alphabet.indexOf(letter));
  if (isMixed || !/^[!-~]+$/.test(prefix) || values.includes(-1) || values.length < checksumLength) return undefined;
  if (checksum([...expand(prefix), ...values]) !== 1) return undefined;
  const bytes = regroup(values.slice(0, -checksumLength));
  return bytes === undefined ? undefined : { prefix, bytes };
}

function expand(prefix: string): number[] {
  const codes = Array.from(prefix, (letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function checksum(values: readonly number[]): number {
  return values.reduce((sum, value) => {
    const shifted = ((sum & 0x1ffffff) << 5) ^ value;
    return generators.reduce((mixed, generator, bit) => (((sum >>> 25) >> bit) & 1 ? mixed ^ generator : mixed), shifted);
  }, 1);
}

/** Five bits each to eight bits each; undefined where what is left over is not just padding. */
function regroup(values: readonly number[]): Uint8Array | undefined {
  const bits = values.map((value) => value.toString(2).padStart(5, '0')).join('');
  const count = Math.floor(bits.length / 8);
  const rest = bits.slice(count * 8);
  if (rest.length >= 5 || rest.includes('1')) return undefined;
  return Uint8Array.from({ length: count }, (_, index) => Number.parseInt(bits.slice(index * 8, index * 8 + 8), 2));
}
