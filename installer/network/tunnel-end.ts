/** The provider's end of the tunnel that carries IPv4 (DS-Lite): what is known of it, and what people are told. Pure. */
import { isIPv6 } from 'node:net';
import { z } from 'zod';
import type { ProviderFacts } from './information-request.ts';

/** `auto` in site.yaml: the provider is asked. */
const asked = 'auto';

/** What the last search came to, as it is kept for those who ask. */
export const TunnelFound = z.object({
  name: z.string().optional(),
  /** IPv6; absent where none was found. */
  address: z.string().optional(),
  /** In words, why not. */
  problem: z.string().optional(),
});
export type TunnelFound = z.infer<typeof TunnelFound>;

/** What is to be looked up, and where: `resolvers` in this order, and then the house's own. */
export type Search = { readonly found: TunnelFound } | { readonly name: string; readonly resolvers: readonly string[] };

/** `end` is what site.yaml says; `facts` is the provider's answer, if there was one. */
export function searchFor(end: string, facts: ProviderFacts | undefined): Search {
  if (isIPv6(end)) return { found: { address: end } };
  const resolvers = (facts?.resolvers ?? []).filter((address) => !/^fe[89ab]/i.test(address));
  if (end !== asked) return { name: end.replace(/\.$/, ''), resolvers };
  if (facts === undefined) return { found: { problem: 'the provider does not answer to DHCPv6 so far' } };
  if (facts.aftr === undefined) return { found: { problem: 'the provider names no end of the tunnel (AFTR): write its name into network.wan.dslite of site.yaml, or remove that line if IPv4 comes otherwise' } };
  return { name: facts.aftr, resolvers };
}

/** One of the addresses that a name has; the one before stays while it is among them. */
export function chooseEnd(name: string, addresses: readonly string[], before: TunnelFound | undefined): TunnelFound {
  const address = addresses.find((each) => each === before?.address) ?? addresses[0];
  return address === undefined ? { name, problem: `the name ${name} of the provider's end of the tunnel (AFTR) leads nowhere` } : { name, address };
}

/** The address from which this machine speaks, as `ip -6 route get` says; undefined where it has none that others know. */
export function ownEndIn(route: string): string | undefined {
  const [, address] = / src (\S+)/.exec(route) ?? [];
  return address === undefined || /^(fe[89ab]|f[cd]|::)/i.test(address) ? undefined : address;
}

/** That the provider does not answer is no fault of this machine: everything inside works, and IPv6 may. */
export function judgeTunnel(found: TunnelFound | undefined, over: string): { readonly ok: boolean; readonly detail: string } {
  if (found?.address !== undefined) return { ok: true, detail: `through ${found.name === undefined ? '' : `${found.name}, `}${found.address}` };
  return { ok: true, detail: `none yet over ${over}: ${found?.problem ?? 'the provider has not been asked yet'}` };
}
