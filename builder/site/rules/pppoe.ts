/** Rules about an uplink that is dialled (PPPoE). */
import type { Path } from '../finding.ts';
import { when, type Rule } from './rule.ts';

const path: Path = ['network', 'wan', 'pppoe'];

/** What one octet counts (RFC 1334 for the name). */
const mostBytes = 255;

export const pppoeNamesCanBeSent: Rule = ({ network: { wan } }) =>
  (['user', 'service'] as const).flatMap((key) => {
    const value = wan.pppoe?.[key];
    const reason = value === undefined ? undefined : refuseName(value);
    return when(reason !== undefined, () => ({ path: [...path, key], message: `this cannot be the ${key}: ${reason ?? ''}`, remedy: 'write it as it stands in the letter of the provider' }));
  });

export const dialledLinkHasNoAddress: Rule = ({ network: { wan } }) =>
  when(wan.pppoe !== undefined && wan.mode === 'static', () => ({
    path: ['network', 'wan', 'mode'],
    message: 'a provider that is dialled gives the address itself',
    remedy: 'remove mode, address and gateway, or pppoe',
  }));

function refuseName(value: string): string | undefined {
  if (value.trim() === '') return 'it is empty';
  if (/[\0-\x1f\x7f]/.test(value)) return 'it has more than one line, or characters that cannot be typed';
  if (value !== value.trim()) return 'it begins or ends with a space';
  return Buffer.byteLength(value) > mostBytes ? `it has more than ${mostBytes} bytes` : undefined;
}
