/** Links that look like Ethernet and are no port that a house is plugged into. Pure. */
import type { LinkCapture } from './capture.ts';
import { parseProperties } from './parse-udev.ts';

export interface SeenLink {
  readonly ifname: string;
  readonly master?: string | undefined;
  readonly parentbus?: string | undefined;
  readonly permaddr?: string | undefined;
  readonly address?: string | undefined;
}

type Clues = ReturnType<typeof cluesOf>;

/** In the order of certainty; the first that holds is told. */
const kinds: ReadonlyArray<{ readonly what: string; holds(clues: Clues): boolean }> = [
  { what: 'a modem', holds: ({ type, driver }) => type === 'wwan' || modemDrivers.includes(driver) },
  { what: 'a cable between two computers (Thunderbolt)', holds: ({ driver, bus }) => bus === 'thunderbolt' || /^(thunderbolt|usb4)[-_]net$/.test(driver) },
  { what: 'a phone', holds: ({ driver }) => ['ipheth', 'rndis_host'].includes(driver) },
  { what: 'a USB link to another computer, such as a management controller or a phone', holds: ({ isUsb, isLinkLocalOnly }) => isUsb && isLinkLocalOnly },
  { what: 'a part of another link', holds: ({ isInner }) => isInner },
  { what: 'a virtual function of another card', holds: ({ isVirtualFunction }) => isVirtualFunction },
  { what: 'a phone or another computer on a USB cable', holds: ({ driver, isLocal, isUsb }) => isUsb && isLocal && gadgetDrivers.includes(driver) },
];

const modemDrivers: readonly string[] = ['cdc_mbim', 'qmi_wwan', 'huawei_cdc_ncm', 'sierra_net', 'hso', 'cdc_phonet'];

// Adapters with a socket for a cable speak these too, but have an address of their maker.
const gadgetDrivers: readonly string[] = ['cdc_ether', 'cdc_ncm', 'cdc_eem', 'cdc_subset'];

/** What the link is, in words, where it is no port; undefined for a port. */
export function whyNoPort(link: SeenLink, extra: LinkCapture, hardware: readonly SeenLink[]): string | undefined {
  const clues = cluesOf(link, extra, hardware);
  return kinds.find(({ holds }) => holds(clues))?.what;
}

/** Whether its maker gave the address to this card alone: not made up by the card, its driver or the system. */
export function isLocalAddress(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 2) !== 0;
}

function cluesOf(link: SeenLink, extra: LinkCapture, hardware: readonly SeenLink[]) {
  const udev = parseProperties(extra.udev);
  const bus = udev.get('ID_BUS') ?? link.parentbus ?? '';
  return {
    type: parseProperties(extra.uevent).get('DEVTYPE') ?? udev.get('DEVTYPE') ?? '',
    driver: parseProperties(extra.device).get('DRIVER') ?? udev.get('ID_NET_DRIVER') ?? '',
    bus: link.parentbus === 'thunderbolt' ? link.parentbus : bus,
    isUsb: bus === 'usb' || link.parentbus === 'usb',
    isLinkLocalOnly: udev.get('ID_NET_AUTO_LINK_LOCAL_ONLY') === '1',
    isLocal: isLocalAddress(link.permaddr ?? link.address ?? ''),
    // A bridge of ours has no hardware behind it.
    isInner: hardware.some(({ ifname }) => ifname === link.master),
    isVirtualFunction: extra.virtualFunction === true,
  };
}

/** Server boards show their management controller to the host as a USB network card. */
export function isController(extra: LinkCapture): boolean {
  const udev = parseProperties(extra.udev);
  return udev.get('ID_BUS') === 'usb' && /virtual|xclarity|idrac|megarac|(^|[^a-z])bmc([^a-z]|$)/i.test(udev.get('ID_MODEL') ?? '');
}
