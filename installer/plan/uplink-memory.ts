/** What is remembered of the way outside while it works, so that its router is known again. Pure. */
import { z } from 'zod';

/** A router as it is met by DHCP: two that share an address differ in the other. */
export const Router = z.object({
  /** Address by which the DHCP server names itself. */
  server: z.string(),
  /** MAC address of the gateway, lower case. */
  mac: z.string(),
});
export type Router = z.infer<typeof Router>;

export const UplinkMemory = z.object({
  /** The last one that worked. An earlier one may serve as an access point inside by now, so it is not known any more. */
  router: Router.optional(),
  /** Links of the house that had a cable then, by what they are known by. */
  cabled: z.array(z.string()).default([]),
});
export type UplinkMemory = z.infer<typeof UplinkMemory>;

export const nothingRemembered: UplinkMemory = { cabled: [] };

export function isSameRouter(one: Router | undefined, other: Router | undefined): boolean {
  return one !== undefined && one.server === other?.server && one.mac === other.mac;
}
