/** One name for one disk, whatever the place it was read from: each carrier compares names in this form alone. Pure. */

/** Properties of udev in which the serial of a disk may stand, in the order in which lsblk looks. */
export const serialProperties: readonly string[] = ['SCSI_IDENT_SERIAL', 'ID_SCSI_SERIAL', 'ID_SERIAL_SHORT', 'ID_SERIAL'];

/** The same for its world wide name: where it has an extension, the name without it is shared by many. */
export const wwnProperties: readonly string[] = ['ID_WWN_WITH_EXTENSION', 'ID_WWN'];

/** What may stand in front of the digits of a world wide name: on labels nothing does. An extended regular expression, for text in small letters. */
export const wwnPrefix = '^(wwn-|nvme-)?(0x|eui\\.|naa\\.)?';

/** Blanks at its ends are no part of a serial. */
export function plainSerial(serial: string): string {
  return serial.trim();
}

/** Whether the serial is one of these. */
export function namesSerial(serials: readonly string[], serial: string | undefined): boolean {
  return serial !== undefined && serials.some((named) => plainSerial(named) === plainSerial(serial));
}

/** Digits of a world wide name. */
export function plainWwn(wwn: string): string {
  return wwn.trim().toLowerCase().replace(new RegExp(wwnPrefix), '');
}

/** The name as udev of Debian 13 writes it: in front of the digits stands what kind they are of. */
export function udevWwn(wwn: string): string {
  const text = wwn.trim().toLowerCase().replace(/^(wwn-|nvme-)/, '').replace(/^naa\./, '0x');
  if (!/^[0-9a-f]+$/.test(text)) return text;
  return isNaa(text) ? `0x${text}` : `eui.${text}`;
}

// Names of SCSI and ATA disks begin with the number of their kind (NAA 2, 3, 5 and, of twice the length, 6), those of NVMe with a vendor.
function isNaa(digits: string): boolean {
  return /^([235][0-9a-f]{15}|6[0-9a-f]{31})$/.test(digits);
}
