/** Rules about IPv4 through a tunnel (DS-Lite). */
import { isIP, isIPv6 } from 'node:net';
import { refuseMachineAddress } from '../address.ts';
import { quote, type Path } from '../finding.ts';
import { when, type Rule } from './rule.ts';

const path: Path = ['network', 'wan', 'dslite'];

export const tunnelEndIsKnown: Rule = ({ network: { wan: { dslite } } }) => {
  const reason = dslite === undefined || dslite === 'auto' ? undefined : refuseEnd(dslite);
  return when(reason !== undefined, () => ({
    path,
    message: `${quote(dslite ?? '')} cannot be the other end of the tunnel: ${reason ?? ''}`,
    remedy: 'write auto, and the provider is asked, or the name of the AFTR as it stands in the letter of the provider',
  }));
};

export const tunnelNeedsNoIpv4: Rule = ({ network: { wan } }) =>
  when(wan.dslite !== undefined && wan.mode === 'static' && wan.address !== undefined && !isIPv6(wan.address.split('/')[0] ?? ''), () => ({
    path: ['network', 'wan', 'address'],
    message: 'with DS-Lite the machine has no IPv4 address of its own towards the internet',
    remedy: 'remove mode, address and gateway, or dslite',
  }));

const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?$/i;

function refuseEnd(end: string): string | undefined {
  if (isIP(end) !== 0) return refuseAddress(end);
  const labels = end.replace(/\.$/, '').split('.');
  const isName = end.length <= 253 && labels.length > 1 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '');
  return isName ? undefined : 'it is neither a name nor an IPv6 address';
}

function refuseAddress(address: string): string | undefined {
  if (!isIPv6(address)) return 'it is an address of IPv4, which comes through the tunnel only';
  const reason = refuseMachineAddress(address) ?? (/^fe[89ab]/i.test(address) ? 'is that of a neighbour on the cable' : undefined);
  return reason === undefined ? undefined : `it ${reason}`;
}
