/** The pinholes that the site file itself asks for. Pure. */
import type { Site } from '../../builder/site/site.ts';
import type { Pinhole } from '../contract.ts';

export function pinholesOf({ network }: Site): Pinhole[] {
  return Object.entries(network.zones).flatMap(([zone, { pinholes = {} }]) =>
    Object.entries(pinholes).map(([name, { from, address, protocol = 'tcp', port, publicPort }]) => ({
      name,
      from,
      to: { zone, address },
      protocol,
      port,
      publicPort,
    })),
  );
}
