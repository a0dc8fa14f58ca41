/** Links of this machine with their addresses, as the kernel has them now. */
import { networkInterfaces } from 'node:os';
import type { HouseLink } from '../ui/house.ts';

export function houseLinks(): HouseLink[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    name === 'lo' ? [] : [{ name, cidrs: addresses.flatMap(({ cidr }) => cidr ?? []) }],
  );
}
