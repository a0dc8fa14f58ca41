/** The zone's DHCP range as systemd-networkd counts it. Pure. */
import type { Zone } from '../../builder/site/zones.ts';

export interface Pool {
  /** Addresses between the start of the subnet and the first one handed out. */
  readonly offset: number;
  readonly size: number;
}

export function poolOf(zone: Pick<Zone, 'subnet' | 'dhcp'>): Pool {
  const from = numberOf(zone.dhcp.from);
  return { offset: from - numberOf(zone.subnet), size: numberOf(zone.dhcp.to) - from + 1 };
}

function numberOf(address: string): number {
  const bytes = (address.split('/')[0] ?? '').split('.');
  return bytes.reduce((number, byte) => number * 256 + Number(byte), 0);
}
