/** The recovery key: 256 random bits in letters that every keyboard layout has in the same places. Pure. */

// The modhex alphabet of systemd-cryptenroll's recovery keys: typed blind, on any layout, it gives the same letters.
const alphabet = 'cbdefghijklnrtuv';

/** Eight groups of eight letters, from 32 random bytes. */
export function recoveryKeyFrom(random: Uint8Array): string {
  const letters = [...random].map((byte) => `${alphabet[byte >> 4]}${alphabet[byte & 15]}`).join('');
  return (letters.match(/.{8}/g) ?? []).join('-');
}
