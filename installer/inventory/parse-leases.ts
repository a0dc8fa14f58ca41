/** Understands `ip -json -4 address`. Pure. */
import { z } from 'zod';

const Listing = z.array(
  z.object({
    ifname: z.string().optional(),
    addr_info: z.array(z.object({ local: z.string(), prefixlen: z.number(), dynamic: z.boolean().optional() })).default([]),
  }),
);

/** Addresses with an end to their lease, in CIDR notation, by the name of the link; undefined where nobody asked. */
export function parseLeases(json: string | undefined): Map<string, string[]> | undefined {
  if (json === undefined || json.trim() === '') return undefined;
  const links = Listing.parse(JSON.parse(json));
  return new Map(
    links.map(({ ifname = '', addr_info }) => [
      ifname,
      addr_info.flatMap(({ local, prefixlen, dynamic }) => (dynamic === true ? [`${local}/${prefixlen}`] : [])),
    ]),
  );
}
