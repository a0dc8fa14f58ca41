/** Fingerprints of certificates in an answer file. Pure. */
import type { Complaint } from './complaint.ts';

/** The installer reads hexadecimal digits, with or without colons, and compares them with the SHA-256 of the certificate. */
export function refuseFingerprint(text: string): Complaint | undefined {
  const digits = text.replaceAll(':', '');
  if (/^[0-9a-f]{64}$/i.test(digits)) return undefined;
  const isShort = /^[0-9a-f]{40}$/i.test(digits);
  const message = isShort ? 'this is a SHA-1 fingerprint; the installer compares SHA-256, and would reach nobody' : 'this is not the SHA-256 fingerprint of a certificate: 64 hexadecimal digits';
  return { message, remedy: 'write what this prints behind the sign: openssl x509 -noout -fingerprint -sha256 -in cert.pem' };
}
