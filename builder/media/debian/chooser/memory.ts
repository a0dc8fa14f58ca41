/** Where the Debian carrier remembers what it did, as functions of the installer's shell: on the stick, and in the firmware of the machine. Pure. */
import { firmwareNotes } from '../../disks/firmware-notes.ts';

/** Beside the site file on the stick. */
export const notesFile = 'logs/installed';
/** The path of the chosen disk, from the first program of the installer to the last. */
export const chosenFile = '/var/lib/pintxo-chosen';

export const memory = `${firmwareNotes}
medium=\${PINTXO_STICK:-/media/pintxo}
notes=$medium/${notesFile}
mount -t efivarfs efivarfs "\${variable%/*}" 2>/dev/null

# What makers write where they have nothing to say is on thousands of boards.
board() {
	cat "$sys/class/dmi/id/product_uuid" "$sys/class/dmi/id/product_serial" "$sys/class/dmi/id/board_serial" 2>/dev/null |
		grep -vixE '[-0f .x]*|03000200-0400-0500-0006-000700080009|.*(default|filled|string|specified|applicable|available|serial|unknown|invalid|123456789).*|none|n/?a' | tr '\\n' ' '
}

# Adapters go from machine to machine.
links() {
	local folder
	for folder in "$sys"/class/net/*; do
		case $(readlink -f "$folder/device") in '' | */usb[0-9]*) ;; *) cat "$folder/address" 2>/dev/null | grep -vx '\\(00:\\)*00' ;; esac
	done
}

is_built_in() {
	! is_usb "$1" && ! is_outside "$1" && ! is_behind_network "$1" && [ "$(first_line "$sys/block/\${1##*/}/removable")" = 0 ]
}

is_medium() {
	[ "$1" = "\${PINTXO_MEDIUM:-$(cat /var/lib/pintxo-media 2>/dev/null)}" ]
}

known_by() {
	local disk board
	board=$(board)
	[ -z "$board" ] || echo "board $board"
	links | sed 's/^/link /'
	for disk in $(disks); do is_medium "$disk" || echo "disk $(name_of "$disk")"; done
}

# The same, but for what could be on another machine as well. Its own firmware speaks of no other one.
machine=$(
	echo here
	known_by | grep -v '^disk '
	for disk in $(disks); do ! is_built_in "$disk" || is_medium "$disk" || echo "disk $(name_of "$disk")"; done | grep -v '^disk @'
)
notes_one=$(cat "$notes" 2>/dev/null | of_this_site)
notes_two=$(notes_in_firmware)

# The installer of a stick has mounted it before. Where the answers come over a network there is none.
has_stick() {
	[ -d "$medium" ]
}

# A line that a power cut tore is ended first.
keep_on_stick() {
	local status=0
	has_stick || return
	mount -o remount,rw "$medium" 2>/dev/null
	{ mkdir -p "\${notes%/*}" && printf '\\n%s\\n' "$1" >> "$notes" && sync; } 2>/dev/null || status=1
	mount -o remount,ro "$medium" 2>/dev/null
	return "$status"
}

# Fails where neither place keeps it. A machine with neither has none that could.
note() {
	local text status=1
	has_stick || [ -d "\${variable%/*}" ] || return 0
	text=$(note_of "$@")
	! keep_on_stick "$text" || status=0
	! keep_in_firmware "$text" || status=0
	return "$status"
}
`;
