/** Raw captures to network links. Pure. */
import { z } from 'zod';
import type { Capture, LinkCapture } from './capture.ts';
import type { Link } from './inventory.ts';
import { isController, isLocalAddress, whyNoPort } from './no-port.ts';
import { parseLeases } from './parse-leases.ts';
import { parseProperties } from './parse-udev.ts';

/** One entry of `ip -json -details link`. */
const IpLink = z.object({
  ifname: z.string(),
  flags: z.array(z.string()).default([]),
  link_type: z.string().optional(),
  address: z.string().optional(),
  /** Printed only where it differs from the address in use. */
  permaddr: z.string().optional(),
  parentbus: z.string().optional(),
  parentdev: z.string().optional(),
  /** Name of the link that this one is a part of. */
  master: z.string().optional(),
});
type IpLink = z.infer<typeof IpLink>;

const Listing = z.array(IpLink);

type ParsedLink = Link & { readonly hasOwnAddress: boolean };

/**
 * Ethernet and wireless links with hardware behind them: no loopback, bridges, VLANs, tunnels. Of those that are no port
 * of the machine, it is said what they are.
 */
export function parseLinks(capture: Pick<Capture, 'ip' | 'links' | 'addresses'>): Link[] {
  const listed = capture.ip.trim() === '' ? [] : Listing.parse(JSON.parse(capture.ip));
  const leases = parseLeases(capture.addresses);
  const hardware = listed.filter((link) => isHardware(link, capture.links[link.ifname] ?? {}));
  const links = hardware.flatMap((link) => parseLink(link, capture.links[link.ifname] ?? {}, hardware));
  return links.map((link) => withLeases(withPlace(link, links, capture.links[link.name]?.assigned), leases));
}

function isHardware(link: IpLink, extra: LinkCapture): boolean {
  return link.link_type === 'ether' && (link.parentdev !== undefined || extra.device !== undefined) && !isController(extra);
}

function parseLink(link: IpLink, extra: LinkCapture, hardware: readonly IpLink[]): ParsedLink[] {
  const permanentMac = (link.permaddr ?? link.address)?.toLowerCase();
  if (permanentMac === undefined) return [];
  const udev = parseProperties(extra.udev);
  const speed = Number(extra.speed?.trim() ?? '-1');
  const noPort = whyNoPort(link, extra, hardware);
  return [
    {
      name: link.ifname,
      permanentMac,
      driver: parseProperties(extra.device).get('DRIVER') ?? udev.get('ID_NET_DRIVER'),
      bus: udev.get('ID_BUS') ?? link.parentbus,
      path: udev.get('ID_PATH') ?? link.parentdev,
      carrier: hasCarrier(link, extra),
      speedMbps: speed > 0 ? speed : undefined,
      wireless: parseProperties(extra.uevent).get('DEVTYPE') === 'wlan',
      ...(noPort === undefined ? {} : { noPort }),
      hasOwnAddress: link.permaddr !== undefined,
    },
  ];
}

function hasCarrier({ flags }: IpLink, { carrier }: LinkCapture): boolean {
  return carrier?.trim() === '1' || flags.includes('LOWER_UP');
}

function withPlace({ hasOwnAddress, ...link }: ParsedLink, all: readonly ParsedLink[], assigned: string | undefined): Link {
  const byPlace = link.noPort === undefined ? whyByPlace(link, hasOwnAddress, all, assigned?.trim()) : undefined;
  return byPlace === undefined ? link : { ...link, byPlace };
}

function whyByPlace({ name, permanentMac, bus }: Link, hasOwnAddress: boolean, all: readonly ParsedLink[], assigned: string | undefined): string | undefined {
  if (/^(00:){5}00$/.test(permanentMac)) return 'has no MAC address of its own';
  const twin = all.find((other) => other.name !== name && other.noPort === undefined && other.permanentMac === permanentMac);
  if (twin !== undefined) return `has the same MAC address as ${twin.name}`;
  const isMadeUp = !hasOwnAddress && isLocalAddress(permanentMac) && (assigned === '1' || bus === 'usb');
  return isMadeUp ? 'has a MAC address that may be another one at each start' : undefined;
}

function withLeases(link: Link, leases: ReadonlyMap<string, readonly string[]> | undefined): Link {
  return leases === undefined ? link : { ...link, leases: leases.get(link.name) ?? [] };
}
