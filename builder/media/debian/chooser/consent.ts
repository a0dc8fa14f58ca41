/** May the chosen disk be erased, as functions of the installer's shell: consent is for one disk, once. Pure. */

/** Beside the site file on the stick: digests of site files and serials of the disks that they were carried out on. */
export const notesFile = 'logs/installed';

export const consent = `medium=\${PINTXO_STICK:-/media/pintxo}
notes=$medium/${notesFile}

# Serials of the disks that this very site file was carried out on; a dash for one without.
used_on() {
	sed -n "s/^$digest //p" "$notes" 2>/dev/null
}

was_used_on() {
	[ -n "$(serial_of "$1")" ] && used_on | grep -qxF -- "$(serial_of "$1")"
}

# Where the stick cannot be written there is no note; then the labels on the disks are all there is.
note_use() {
	local serial
	serial=$(serial_of "$1")
	mount -o remount,rw "$medium" 2>/dev/null
	{ mkdir -p "\${notes%/*}" && echo "$digest \${serial:--}" >> "$notes" && sync; } 2>/dev/null || say 'the stick cannot be written: it will not remember that it was used'
	mount -o remount,ro "$medium" 2>/dev/null
	return 0
}

has_serial_alone() {
	local serial other
	serial=$(serial_of "$1")
	[ -n "$serial" ] || return 1
	for other in $(disks); do
		[ "$other" = "$1" ] || [ "$(serial_of "$other")" != "$serial" ] || return 1
	done
}

is_named_under_wipe() {
	has_serial_alone "$1" && echo "$wipe_serials" | grep -qxF -- "$(serial_of "$1")"
}

yaml_word() {
	case $1 in '' | *[!A-Za-z0-9_.-]*) echo "\\"$(echo "$1" | sed 's/[\\\\"]/\\\\&/g')\\"" ;; *) echo "$1" ;; esac
}

# What speaks against erasing it; nothing where it may be.
refusal_to_erase() {
	local reason
	reason=$(not_blank "$1")
	[ -n "$reason" ] || return 0
	if carries_pintxo "$1"; then is_named_under_wipe "$1" || { echo "$1 carries Pintxo, and is erased only if its serial stands under wipe"; return; }
	elif [ "$wipe_any" != yes ] && ! is_named_under_wipe "$1"; then
		echo "$1 is not blank: $reason; and site.yaml does not allow erasing it (machine.wipe: [$(yaml_word "$(serial_of "$1")")])"
		return
	fi
	! was_used_on "$1" || echo "this stick has erased $1 before, and does so once for each site file; make the stick again to do it once more"
}
`;
