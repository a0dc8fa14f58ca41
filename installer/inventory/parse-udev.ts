/** Understands `udevadm info --query=property` and the kernel's uevent files. Pure. */

/** KEY=value lines as a record; undefined text gives an empty one. */
export function parseProperties(text: string | undefined): ReadonlyMap<string, string> {
  const lines = (text ?? '').split('\n').filter((line) => line.includes('='));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).trim()]));
}

const byId = '/dev/disk/by-id/';

/** Names below /dev/disk/by-id that udev gave the device. */
export function diskIds(properties: ReadonlyMap<string, string>): string[] {
  const links = (properties.get('DEVLINKS') ?? '').split(' ');
  return links.filter((link) => link.startsWith(byId)).map((link) => link.slice(byId.length)).sort();
}
