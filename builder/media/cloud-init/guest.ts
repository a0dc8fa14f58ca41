/** What a guest must be to be made. Pure. */
import { createHash } from 'node:crypto';
import type { Guest } from '../../../templates/contract.ts';
import { parseCidr, parseIpv4 } from '../../site/ipv4.ts';
import type { Zone } from '../../site/zones.ts';

/** The guest's own MAC address: locally administered, and the same for the same names. */
export function guestMac(site: string, guest: string): string {
  const digest = createHash('sha256').update(`${site}/${guest}`).digest('hex');
  return ['02', ...(digest.match(/../g) ?? []).slice(0, 5)].join(':');
}

/** Why the guest cannot be, in words; undefined for a sound one. */
export function refuseGuest(guest: Guest, zone: Zone): string | undefined {
  const problem = refuseNames(guest) ?? refuseSizes(guest) ?? refuseFiles(guest) ?? refuseAddress(guest, zone);
  return problem === undefined ? undefined : `${guest.name}: ${problem}`;
}

function refuseNames({ name, image }: Guest): string | undefined {
  if (!/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return 'a guest has a name of small letters, digits and hyphens';
  return /^[\w][\w.+-]*\.(qcow2|img|raw)$/.test(image) ? undefined : `${image} is not the file name of a disk image`;
}

function refuseSizes({ cores, memoryMebibytes, diskGibibytes }: Guest): string | undefined {
  if (!Number.isInteger(cores) || cores < 1) return `${cores} is no number of cores`;
  if (!Number.isInteger(memoryMebibytes) || memoryMebibytes < 256) return `${memoryMebibytes} MiB of memory are too little`;
  return Number.isInteger(diskGibibytes) && diskGibibytes >= 2 ? undefined : `${diskGibibytes} GiB of disk are too little`;
}

function refuseFiles({ files = [] }: Guest): string | undefined {
  const wrong = files.find(({ path, mode = '0644' }) => !path.startsWith('/') || !/^0[0-7]{3}$/.test(mode));
  return wrong === undefined ? undefined : `${wrong.path} (${wrong.mode ?? '0644'}) is not a file with an absolute path and a mode such as 0644`;
}

function refuseAddress({ address }: Guest, { subnet, gateway, dhcp }: Zone): string | undefined {
  const network = parseCidr(subnet);
  if (address === undefined || network === undefined) return undefined;
  const host = parseIpv4(address);
  if (host === undefined) return `${address} is not an IPv4 address`;
  if (host <= network.network || host >= network.last) return `${address} is not in ${subnet}`;
  if (address === gateway) return `${address} is the address of the router`;
  const [from = 0, to = 0] = [dhcp.from, dhcp.to].map(parseIpv4);
  return host >= from && host <= to ? `${address} is one that DHCP gives to others (${dhcp.from} to ${dhcp.to})` : undefined;
}
