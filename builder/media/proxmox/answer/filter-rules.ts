/** Patterns over properties of udev that match all, none, or another thing than was meant: doubts, for nobody knows the machine. Pure. */
import { udevWwn } from '../../../../installer/plan/disk-identity.ts';
import type { Finding } from '../../../site/finding.ts';
import { isExactGlob, matchesAll } from './glob.ts';

/** What a filter is for, in the words of a doubt. */
export interface Filtered {
  readonly thing: 'disk' | 'link';
  /** What happens where all of them match. */
  readonly consequence: string;
  /** A filter that means one. */
  readonly better: string;
}

type Doubt = readonly [message: string, remedy: string];
type Rule = (key: string, pattern: string, filtered: Filtered) => Doubt | undefined;

const rules: readonly Rule[] = [strangeProperty, otherProperty, blanksAtTheEnds, sameForAll, everything, kernelName, macAddress, wideName];

/** Findings below the path `filter`; the first doubt about each pattern. */
export function filterDoubts(filter: Readonly<Record<string, string>> | undefined, filtered: Filtered): Finding[] {
  return Object.entries(filter ?? {}).flatMap(([key, pattern]) => {
    const doubt = rules.map((rule) => rule(key, pattern, filtered)).find((found) => found !== undefined);
    return doubt === undefined ? [] : [{ path: ['filter', key], severity: 'warning', message: doubt[0], remedy: doubt[1] }];
  });
}

/** How many disks such a filter can match at most, where each pattern means one very disk; undefined where one means more. */
export function mostMatches(filter: Readonly<Record<string, string>>): number | undefined {
  const patterns = Object.entries(filter);
  const areExact = patterns.every(([key, pattern]) => ofOneDisk.includes(key) && isExactGlob(pattern));
  return areExact ? new Set(patterns.map(([, pattern]) => pattern)).size : undefined;
}

const ofOneDisk: readonly string[] = ['ID_SERIAL', 'ID_SERIAL_SHORT', 'ID_SCSI_SERIAL', 'SCSI_IDENT_SERIAL', 'ID_WWN', 'ID_WWN_WITH_EXTENSION', 'ID_PATH', 'DEVNAME', 'DEVPATH', 'DISKSEQ'];

/** What people write, and where udev has it. */
const meant: Readonly<Record<Filtered['thing'], Readonly<Record<string, string>>>> = {
  disk: { serial: 'ID_SERIAL_SHORT', name: 'ID_SERIAL', model: 'ID_MODEL', vendor: 'ID_VENDOR', wwn: 'ID_WWN', path: 'ID_PATH', device: 'ID_SERIAL_SHORT', disk: 'ID_SERIAL_SHORT' },
  link: { name: 'ID_NET_NAME', interface: 'ID_NET_NAME', ifname: 'ID_NET_NAME', device: 'ID_NET_NAME', mac: 'ID_NET_NAME_MAC', macaddress: 'ID_NET_NAME_MAC', address: 'ID_NET_NAME_MAC', hwaddr: 'ID_NET_NAME_MAC', path: 'ID_PATH', driver: 'ID_NET_DRIVER' },
};

function strangeProperty(key: string, _: string, { thing }: Filtered): Doubt | undefined {
  if (/^[A-Z][A-Z0-9_]*$/.test(key)) return undefined;
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  const known = meant[thing][plain] ?? key.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
  return [`udev has no property "${key}": they are written in capitals, and so no ${thing} matches`, `write ${known}`];
}

// A property of the other kind of thing.
function otherProperty(key: string, _: string, { thing, better }: Filtered): Doubt | undefined {
  const isOfOther = thing === 'disk' ? /^(ID_NET_|INTERFACE$|IFINDEX$)/.test(key) : /^(DEVNAME|DISKSEQ|ID_PART_TABLE_.*|ID_FS_.*|ID_SCSI_SERIAL|ID_ATA.*)$/.test(key);
  return isOfOther ? [`a ${thing} has no property ${key}, and so none matches`, `write ${better}`] : undefined;
}

function blanksAtTheEnds(_: string, pattern: string, { thing }: Filtered): Doubt | undefined {
  return pattern.trim() === pattern ? undefined : [`udev writes no blanks at the ends, and so no ${thing} matches`, 'take the blanks away'];
}

const shared: Readonly<Record<Filtered['thing'], RegExp>> = {
  disk: /^(SUBSYSTEM|DEVTYPE|ID_TYPE|ID_BUS|ID_ATA|ID_ATA_SATA|ID_SCSI|MAJOR|TAGS|CURRENT_TAGS|ACTION|SEQNUM|ID_PART_TABLE_TYPE)$/,
  link: /^(SUBSYSTEM|DEVTYPE|ID_BUS|TAGS|CURRENT_TAGS|ACTION|SEQNUM|ID_NET_NAMING_SCHEME|ID_PCI_(SUB)?CLASS_FROM_DATABASE|ID_MM_CANDIDATE|NAMEDEV)$/,
};

function sameForAll(key: string, _: string, { thing, consequence, better }: Filtered): Doubt | undefined {
  return shared[thing].test(key) ? [`${key} tells no ${thing} apart: ${consequence}`, `write ${better}`] : undefined;
}

function everything(_: string, pattern: string, { thing, consequence, better }: Filtered): Doubt | undefined {
  return matchesAll(pattern) ? [`every ${thing} matches this: ${consequence}`, `write ${better}`] : undefined;
}

function kernelName(key: string, pattern: string, { thing, better }: Filtered): Doubt | undefined {
  const message = 'names of the kernel may mean another one after the next start';
  if (thing === 'link') return /^(INTERFACE|ID_NET_NAME)$/.test(key) && /^(eth|wlan|usb)[\d*?[]/.test(pattern) ? [message, `write ${better}`] : undefined;
  if (key === 'DEVNAME' && !/^[/*?[]/.test(pattern)) return ['DEVNAME begins with /dev/, and so no disk matches', `write ${better}`];
  return /^(DEVNAME|DEVPATH|MINOR|DISKSEQ)$/.test(key) ? [message, `write ${better}`] : undefined;
}

// udev writes `enx001b213a4f5c`, and patterns mind capitals.
function macAddress(key: string, pattern: string): Doubt | undefined {
  if (key !== 'ID_NET_NAME_MAC') return undefined;
  const digits = pattern.toLowerCase().replace(/[^0-9a-f*?]/g, '').replace(/^e(?=[0-9a-f]{12}$)/, '');
  const isWritten = isExactGlob(pattern) ? /^[a-z]{2}x[0-9a-f]{12}$/.test(pattern) : !/[:.A-Z-]/.test(pattern.replace(/\[[^\]]*\]/g, ''));
  const remedy = /^\*?[0-9a-f]{12}$/.test(digits) ? `write *${digits.replace('*', '')}` : 'write a star and the twelve digits in small letters: *0123456789ab';
  return isWritten ? undefined : ['udev writes an address without colons, in small letters, behind "enx", and so no link matches', remedy];
}

function wideName(key: string, pattern: string): Doubt | undefined {
  if (!/^ID_WWN(_WITH_EXTENSION)?$/.test(key) || !isExactGlob(pattern)) return undefined;
  const name = udevWwn(pattern);
  if (name === pattern && /^(0x|eui\.|nvme\.|uuid\.)/.test(name)) return undefined;
  return ['udev writes it otherwise, and so no disk matches', `write ${name}`];
}
