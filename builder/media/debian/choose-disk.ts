/** The program that picks the disk in the Debian installer, by the appliance's rules; for busybox. Pure. */
import { smallestDiskBytes } from '../../../installer/plan/layout.ts';
import type { DiskSelector, Site } from '../../site/site.ts';
import { parseSize } from '../../site/size.ts';

/** Where the program lies in the installer. */
export const chooseDiskPath = '/pintxo-choose-disk';

/**
 * A program for `partman/early_command`: it looks at all disks, writes to none, and answers partman's and GRUB's question for
 * the disk. Where none may be used, or more than one could be, it says what it saw and fails, and nothing is installed.
 */
export function chooseDiskScript({ machine: { systemDisk = {}, wipe, reinstall } }: Site): string {
  const consent = [`reinstall=${reinstall}`, `wipe_any=${wipe === 'any' ? 'yes' : 'no'}`, `wipe_serials=${quoted(wipe === 'any' ? '' : wipe.join('\n'))}`].join('\n');
  return [head, consent, looking, selectionFunctions(systemDisk), candidates, ...pickLines(systemDisk), decision, ''].join('\n');
}

const head = `#!/bin/sh
# Made by pintxo: chooses the disk for Debian, and guesses nothing.
set -u`;

const looking = `sys=\${PINTXO_SYS:-/sys}

say() {
	echo "pintxo: $*" >&2
	[ ! -w /dev/tty1 ] || echo "pintxo: $*" > /dev/tty1
}

property() {
	udevadm info --query=property --name="$1" | sed -n "s/^$2=//p" | head -n 1
}

serial_of() {
	short=$(property "$1" ID_SERIAL_SHORT)
	echo "\${short:-$(property "$1" ID_SERIAL)}"
}

bytes_of() {
	echo $(($(cat "$sys/block/\${1##*/}/size") * 512))
}

# The first reason for which the disk is out of the question.
excluded() {
	name=\${1##*/}
	media=$(cat /var/lib/pintxo-media 2>/dev/null || true)
	[ "$1" != "\${PINTXO_MEDIUM:-$media}" ] || { echo "the installer was started from it"; return; }
	[ "$(cat "$sys/block/$name/removable")" = 0 ] || { echo "it is a removable medium"; return; }
	[ "$(cat "$sys/block/$name/ro")" = 0 ] || { echo "it is read-only"; return; }
	[ "$(bytes_of "$1")" -ge ${smallestDiskBytes} ] || { echo "it is too small"; return; }
	case $(property "$1" ID_PATH) in
		*-iscsi-* | *-fc-* | *-fcoe-*) is_named "$1" || { echo "it is storage behind a network, and site.yaml does not name it"; return; } ;;
	esac
	[ "$(property "$1" ID_BUS)" != usb ] || is_named "$1" || { echo "it is attached by USB, and site.yaml does not name it"; return; }
}
`;

const candidates = `
is_blank() {
	[ -z "$(blkid -p -o value -s TYPE -s PTTYPE "$1" 2>/dev/null)" ] && [ "$(dd if="$1" bs=1024 count=1024 2>/dev/null | tr -d '\\000' | wc -c)" = 0 ]
}

may_erase() {
	is_blank "$1" && return
	[ "$wipe_any" = no ] || return 0
	serial=$(serial_of "$1")
	[ -n "$serial" ] || return 1
	same=$(for other in $(list-devices disk); do serial_of "$other"; done | grep -cxF -- "$serial")
	[ "$same" = 1 ] && echo "$wipe_serials" | grep -qxF -- "$serial"
}

# An installation of ours, of this carrier or of the appliance.
carries_pintxo() {
	for part in "$1"*; do
		case " $(blkid -p -o value -s LABEL -s PART_ENTRY_NAME "$part" 2>/dev/null | tr '\\n' ' ')" in *" pintxo "* | *" pintxo-data "* | *" pintxo-joining "*) return 0 ;; esac
	done
	return 1
}

candidates=
for disk in $(list-devices disk); do
	reason=$(excluded "$disk")
	[ -n "$reason" ] || is_selected "$disk" || reason="site.yaml selects another one"
	[ -z "$reason" ] || { say "$disk (serial $(serial_of "$disk")): not used, $reason"; continue; }
	candidates="$candidates $disk"
done`;

const decision = `set -- $candidates
if [ $# = 0 ]; then say "no disk can take the system; nothing was changed"; exit 1; fi
if [ $# != 1 ]; then say "$# disks could take the system: $*; name one in site.yaml, below machine.systemDisk. Nothing was changed"; exit 1; fi
if [ "$reinstall" != reset ] && carries_pintxo "$1"; then say "$1 is installed already; take the stick out. Nothing was changed"; exit 1; fi
if ! may_erase "$1"; then say "$1 is not blank, and site.yaml does not allow erasing it (machine.wipe: [$(serial_of "$1")]). Nothing was changed"; exit 1; fi
say "the system goes onto $1 (serial $(serial_of "$1"))"
debconf-set partman-auto/disk "$1"
debconf-set grub-installer/bootdev "$1"`;

function selectionFunctions(selector: DiskSelector): string {
  const names = (selector.serial ?? selector.id ?? selector.wwn) !== undefined || selector.transport === 'usb';
  return [
    'is_selected() {', ...selectionTests(selector).map((test) => `\t${test} || return 1`), '\treturn 0', '}', '',
    '# Whether site.yaml means this very disk.', 'is_named() {', `\t${names ? 'is_selected "$1"' : 'return 1'}`, '}',
  ].join('\n');
}

function selectionTests({ serial, id, wwn, transport, size }: DiskSelector): string[] {
  const bytes = (test: string, limit: string | undefined): string[] => (limit === undefined ? [] : [`[ "$(bytes_of "$1")" ${test} ${parseSize(limit)} ]`]);
  return [
    ...(serial === undefined ? [] : [`[ "$(serial_of "$1")" = ${quoted(serial.trim())} ]`]),
    ...(id === undefined ? [] : [`property "$1" DEVLINKS | tr ' ' '\\n' | grep -qxF -- ${quoted(`/dev/disk/by-id/${id}`)}`]),
    ...(wwn === undefined ? [] : [`[ "$(property "$1" ID_WWN)" = ${quoted(wwn.trim())} ]`]),
    ...(transport === undefined ? [] : [transportTest(transport)]),
    ...bytes('-ge', size?.min),
    ...bytes('-le', size?.max),
  ];
}

function transportTest(transport: NonNullable<DiskSelector['transport']>): string {
  const byName: Readonly<Record<string, string>> = { nvme: 'nvme*', virtio: 'vd*', mmc: 'mmcblk*' };
  const pattern = byName[transport];
  if (pattern !== undefined) return `case "\${1##*/}" in ${pattern}) ;; *) false ;; esac`;
  const bus = transport === 'sata' || transport === 'ide' ? 'ata' : transport === 'usb' ? 'usb' : 'scsi';
  return `[ "$(property "$1" ID_BUS)" = ${bus} ]`;
}

// Two of the same extreme size both remain: a tie is no pick.
function pickLines({ pick }: DiskSelector): string[] {
  if (pick === undefined) return [];
  const order = pick === 'smallest' ? '-n' : '-rn';
  return [
    `extreme=$(for disk in $candidates; do bytes_of "$disk"; done | sort ${order} | head -n 1)`,
    'picked=',
    'for disk in $candidates; do [ "$(bytes_of "$disk")" != "$extreme" ] || picked="$picked $disk"; done',
    'candidates=$picked',
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
