/** The selector of site.yaml as functions of the installer's shell, by the appliance's rules. Pure. */
import { namesOneDisk } from '../../../../installer/plan/selector.ts';
import { plainSerial, plainWwn } from '../../../../installer/plan/disk-identity.ts';
import type { DiskSelector } from '../../../site/site.ts';
import { parseSize } from '../../../site/size.ts';
import { shellQuoted } from '../../shell.ts';

export function selection(selector: DiskSelector): string {
  const tests = selectionTests(selector).map((test) => `\t${test} || return 1`);
  return [
    'is_selected() {', ...tests, '\treturn 0', '}', '',
    '# Whether site.yaml means this very disk.', 'is_named() {', `\t${namesOneDisk(selector) ? 'is_selected "$1"' : 'return 1'}`, '}', '',
    'is_named_for_usb() {', `\t${selector.transport === 'usb' ? 'is_selected "$1"' : 'is_named "$1"'}`, '}', '',
  ].join('\n');
}

function selectionTests({ serial, id, wwn, transport, size }: DiskSelector): string[] {
  const bytes = (test: string, limit: string | undefined): string[] => (limit === undefined ? [] : [`[ "$(bytes_of "$1")" ${test} ${parseSize(limit)} ]`]);
  return [
    ...(serial === undefined ? [] : [`[ "$(serial_of "$1")" = ${shellQuoted(plainSerial(serial))} ]`]),
    ...(id === undefined ? [] : [`has_id "$1" ${shellQuoted(id)}`]),
    ...(wwn === undefined ? [] : [`[ "$(wwn_of "$1")" = ${shellQuoted(plainWwn(wwn))} ]`]),
    ...(transport === undefined ? [] : [`[ "$(transport_of "$1")" = ${transport} ]`]),
    ...bytes('-ge', size?.min),
    ...bytes('-le', size?.max),
  ];
}

/** Two of the same extreme size both remain: a tie is no pick. */
export function pickLines({ pick }: DiskSelector): string {
  if (pick === undefined) return '';
  const order = pick === 'smallest' ? '-n' : '-rn';
  return [
    `extreme=$(for disk in $candidates; do bytes_of "$disk"; done | sort ${order} | head -n 1)`,
    'picked=',
    'for disk in $candidates; do [ "$(bytes_of "$disk")" != "$extreme" ] || picked="$picked $disk"; done',
    'candidates=$picked',
    '',
  ].join('\n');
}
