/** What was begun on a disk and what was ended, as functions of a plain shell: consent is for one disk, once. Pure. */

/**
 * A note is a line: digest of the site file, `begun` or `done`, name of the disk, what was on it, and what the machine is known by, with tabs between.
 * Needs `notes_one` and `notes_two`: the notes of this site file without its digest, in each of two places; `machine`: what it is known by now, a line
 * each; `known_by`: what is noted of it; `is_own_work`: whether the partitions of a disk are those of an installation that was cut short; and what looks whether a disk is blank.
 */
export const begunFunctions = `tab=$(printf '\\t')

# By what a disk is known again at the next start: what stands on it; else its socket and size, which tell something on the same machine only.
name_of() {
	local name
	name=$(serial_of "$1")
	[ -n "$name" ] || name=$(wwn_of "$1")
	[ -n "$name" ] || name=$(property "$1" DEVLINKS | tr ' ' '\\n' | sed -n 's,^/dev/disk/by-id/,,p' | sort | head -n 1)
	[ -n "$name" ] || name="@$(property "$1" ID_PATH) $(bytes_of "$1")"
	printf '%s\\n' "$name" | tr '\\t' ' '
}

# Notes of this site file, out of all that are kept. One that a power cut tore is none.
of_this_site() {
	sed -nE "s/^$digest$tab((begun|done)$tab[^$tab]+$tab[^$tab]+$tab.*)$/\\1/p"
}

# Of notes, those that were made on this machine.
made_here() {
	local note
	printf '%s\\n' "$1" | while IFS= read -r note; do
		! printf '%s\\n' "$note" | cut -f 4- | tr '\\t' '\\n' | grep -qxF -- "$machine" || printf '%s\\n' "$note"
	done
}

# Of notes, those about a disk, the oldest first. A name that two disks answer to means neither.
notes_about() {
	local name other kind noted rest notes=$2
	name=$(name_of "$1")
	case $name in @*) notes=$(made_here "$notes") ;; esac
	case "$newline$notes" in *"$tab$name$tab"*) ;; *) return ;; esac
	for other in $(disks); do [ "$other" = "$1" ] || [ "$(name_of "$other")" != "$name" ] || return; done
	printf '%s\\n' "$notes" | while IFS=$tab read -r kind noted rest; do [ "$noted" != "$name" ] || printf '%s\\t%s\\t%s\\n' "$kind" "$noted" "$rest"; done
}

was_noted_on() {
	[ -n "$(notes_about "$1" "$notes_one$newline$notes_two")" ]
}

# Where one place says that it was ended, it was.
was_done_on() {
	local notes
	for notes in "$notes_one" "$notes_two"; do
		case $(notes_about "$1" "$notes" | tail -n 1) in done*) return 0 ;; esac
	done
	return 1
}

# What was cut short goes on.
was_begun_on() {
	was_noted_on "$1" && ! was_done_on "$1"
}

# What blkid knows of a device: nothing only where it could be read, and nothing contradicts itself.
named_on() {
	local device=$1 found status=0
	shift
	found=$(blkid -p -o value "$@" "$device" 2>/dev/null) || status=$?
	[ "$status" != 8 ] || found=several
	[ -n "$found" ] || dd if="$device" of=/dev/null bs=65536 count=2 2>/dev/null || found=unreadable
	[ -z "$found" ] || printf '%s\\n' "$found"
}

# What is on a disk, in a few letters: of itself, then of each partition and of what is in that. The same until somebody makes something else of it. Takes what speaks against its being blank.
content_of() {
	local folder part inner
	[ -n "$2" ] || { echo blank; return; }
	named_on "$1" -s TYPE -s PTTYPE -s UUID -s PTUUID -s LABEL | in_short
	for folder in $(partitions_of "$1"); do
		part=\${folder##*/}
		inner=$(named_on "$dev/$part" -s TYPE -s UUID -s LABEL)
		printf ';%s-%s' "$(echo "$part" $(first_line "$folder/start") $(first_line "$folder/size") | in_short)" "$([ -z "$inner" ] || echo "$inner" | in_short)"
	done
}

in_short() {
	printf %s "$(md5sum | cut -c 1-8)"
}

# Whether nothing has changed but that some partitions hold nothing any more: they are erased one after the other, before the table is.
is_half_erased() {
	local before=$1 now=$2
	while [ -n "$before$now" ]; do
		[ "\${before%%;*}" = "\${now%%;*}" ] || { case \${before%%;*} in *-?*) ;; *) false ;; esac && [ "\${before%%-*}-" = "\${now%%;*}" ]; } || return 1
		case $before in *';'*) before=\${before#*;} ;; *) before= ;; esac
		case $now in *';'*) now=\${now#*;} ;; *) now= ;; esac
	done
}

# The note to make, with its digest.
note_of() {
	printf '%s\\t%s\\t%s\\t%s\\t%s\\n' "$digest" "$1" "$(name_of "$2")" "$(content_of "$2" "$3")" "$(known_by | tr '\\n' '\\t')"
}

kind_on() {
	echo $(named_on "$1" -s TYPE -s PTTYPE)
}

# Sectors of another size, as behind some USB bridges, put a table where nobody looks for it without the bridge.
is_for_other_sectors() {
	local bytes
	for bytes in 512 4096; do
		[ "$bytes" = "$(first_line "$sys/block/\${1##*/}/queue/logical_block_size")" ] || [ "$(dd if="$1" bs=512 skip=$((bytes / 512)) count=1 2>/dev/null | head -c 8 | tr -d '\\000')" != 'EFI PART' ] || return 0
	done
	return 1
}

# That no partition is found in a table does not say that there is none: of a disk that was blank, ours has nothing behind it.
is_bare_table() {
	! is_for_other_sectors "$1" || return
	[ "$2" != blank ] || is_blank_inside "$1"
}

# Whether there is what was there when it was begun, or what our own work leaves where it is cut short. Of a disk that was blank it leaves no data that nobody could name.
is_as_left() {
	local was
	was=$(notes_about "$1" "$notes_one$newline$notes_two" | tail -n 1 | cut -f 3)
	! is_half_erased "$was" "$(content_of "$1" "$2")" || return 0
	[ -z "$(partitions_of "$1")" ] || { is_own_work "$1"; return; }
	case $(kind_on "$1") in '') [ "$was" != blank ] ;; gpt | dos | PMBR) is_bare_table "$1" "$was" ;; *) false ;; esac
}
`;
