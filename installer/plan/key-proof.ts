/** The recovery key as a proof: typed by a person, and as a seal on what a stick brought after it was typed there. Pure. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** The key as it opens a disk, from what a person typed; undefined for what cannot be one. Dashes, spaces and capitals do not matter. */
export function typedKey(text: string): string | undefined {
  const letters = text.toLowerCase().replace(/[\s-]/g, '');
  return /^[cbdefghijklnrtuv]{64}$/.test(letters) ? letters.match(/.{8}/g)?.join('-') : undefined;
}

/** Hexadecimal; only who has the recovery key can make it, and it fits these bytes only. */
export function sealOf(recoveryKey: string, bytes: Uint8Array): string {
  return createHmac('sha256', recoveryKey).update('pintxo-site\n').update(bytes).digest('hex');
}

/** `seal` is what stands beside the bytes, if anything does. */
export function isSealedWith(recoveryKey: string | undefined, bytes: Uint8Array, seal: string | undefined): boolean {
  if (recoveryKey === undefined || recoveryKey === '' || seal === undefined) return false;
  const [expected, found] = [Buffer.from(sealOf(recoveryKey, bytes)), Buffer.from(seal.trim())];
  return expected.length === found.length && timingSafeEqual(expected, found);
}

/** How long a person waits after so many wrong keys, in seconds. */
export function pauseAfter(wrong: number): number {
  return Math.min(60, 2 ** Math.min(wrong, 6));
}
