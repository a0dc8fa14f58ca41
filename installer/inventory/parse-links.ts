/** Raw captures to network links. Pure. */
import { z } from 'zod';
import type { Capture, LinkCapture } from './capture.ts';
import type { Link } from './inventory.ts';
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
});
type IpLink = z.infer<typeof IpLink>;

const Listing = z.array(IpLink);

/** Ethernet and wireless links with hardware behind them: no loopback, bridges, VLANs, tunnels. */
export function parseLinks(capture: Pick<Capture, 'ip' | 'links' | 'addresses'>): Link[] {
  const links = capture.ip.trim() === '' ? [] : Listing.parse(JSON.parse(capture.ip));
  const leases = parseLeases(capture.addresses);
  return links.flatMap((link) => {
    const extra = capture.links[link.ifname] ?? {};
    return isHardware(link, extra) ? parseLink(link, extra).map((parsed) => withLeases(parsed, leases)) : [];
  });
}

function isHardware(link: IpLink, extra: LinkCapture): boolean {
  const real = link.link_type === 'ether' && (link.parentdev !== undefined || extra.device !== undefined);
  return real && !isManagementLink(extra);
}

// Server boards show their management controller to the host as a USB network card.
function isManagementLink(extra: LinkCapture): boolean {
  const { udev } = extra;
  return parseProperties(udev).get('ID_BUS') === 'usb' && /virtual/i.test(parseProperties(udev).get('ID_MODEL') ?? '');
}

function parseLink(link: IpLink, extra: LinkCapture): Link[] {
  const permanentMac = (link.permaddr ?? link.address)?.toLowerCase();
  if (permanentMac === undefined) return [];
  const udev = parseProperties(extra.udev);
  const speed = Number(extra.speed?.trim() ?? '-1');
  return [
    {
      name: link.ifname,
      permanentMac,
      driver: parseProperties(extra.device).get('DRIVER') ?? udev.get('ID_NET_DRIVER'),
      bus: udev.get('ID_BUS') ?? link.parentbus,
      path: udev.get('ID_PATH') ?? link.parentdev,
      carrier: extra.carrier?.trim() === '1' || link.flags.includes('LOWER_UP'),
      speedMbps: speed > 0 ? speed : undefined,
      wireless: parseProperties(extra.uevent).get('DEVTYPE') === 'wlan',
    },
  ];
}

function withLeases(link: Link, leases: ReadonlyMap<string, readonly string[]> | undefined): Link {
  return leases === undefined ? link : { ...link, leases: leases.get(link.name) ?? [] };
}
