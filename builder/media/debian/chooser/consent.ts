/** May the chosen disk be erased, as functions of the installer's shell: consent is for one disk, once. Pure. */

export const consent = `# Why the disk is no longer this stick's to install on; nothing where it is. In this machine it installs on no second disk, however many machines it may serve: any disk means those of the first time.
why_used_up() {
	local before
	[ -n "$notes_one$notes_two" ] && ! was_noted_on "$1" || return 0
	before=$(printf '%s\\n' "$notes_one" "$notes_two" | cut -f 2 | grep . | sort -u)
	if [ -n "$(made_here "$notes_one$newline$notes_two")" ]; then
		echo "this stick has installed this machine already: it was used on the disk $(echo $before), which does not show itself as installed now. If that disk is only not found, look at it and at its cable. To install on another one, make the stick again"
	elif [ "$(echo "$before" | wc -l)" -ge "$installations" ]; then
		echo "this stick is used up: it has installed the disk $(echo $before) already. For another machine, make the stick again; for several from one stick, write machine.installations"
	fi
}

answers_to() {
	[ "$(serial_of "$1")" = "$2" ] || has_id "$1" "$2" || { [ -n "$(wwn_of "$1")" ] && [ "$(wwn_of "$1")" = "$(plain_wwn "$2")" ]; }
}

# A name that two disks answer to means neither.
is_meant_by() {
	local other
	[ -n "$2" ] && answers_to "$1" "$2" || return 1
	for other in $(disks); do
		[ "$other" = "$1" ] || ! answers_to "$other" "$2" || return 1
	done
}

# Names under wipe, a line each; for a storage pool its name stands in front.
is_named_in() {
	local name
	while read -r name; do ! is_meant_by "$1" "$name" || return 0; done <<-END
		$2
	END
	return 1
}

is_named_under_wipe() {
	is_named_in "$1" "$wipe_names"
}

is_named_with() {
	is_named_in "$1" "$(echo "$wipe_pools" | sed -n "s/^$2 //p")"
}

yaml_word() {
	case $1 in '' | *[!A-Za-z0-9_.-]*) echo "\\"$(echo "$1" | sed 's/[\\\\"]/\\\\&/g')\\"" ;; *) echo "$1" ;; esac
}

# What speaks against erasing it; nothing where it may be. Takes what speaks against its being blank.
refusal_to_erase() {
	local reason=$2 pool again='make the stick again to do it once more'
	[ -n "$reason" ] || return 0
	if was_done_on "$1"; then echo "this stick has erased $1 before, and does so once for each site file; $again"; return; fi
	if was_noted_on "$1"; then
		is_as_left "$1" "$reason" || echo "this stick has begun to install on $1, and somebody has written to it since; $again"
		return
	fi
	pool=$(pool_on "$1")
	if [ -n "$pool" ]; then is_named_with "$1" "$pool" || echo "$1 holds the storage pool $pool, and is erased only if wipe names the pool beside its serial"
	elif carries_system "$1"; then is_named_under_wipe "$1" || echo "$1 carries Pintxo, and is erased only if its serial stands under wipe"
	elif [ "$wipe_any" != yes ] && ! is_named_under_wipe "$1"; then echo "$1 is not blank: $reason; and site.yaml does not allow erasing it (machine.wipe: [$(yaml_word "$(serial_of "$1")")])"
	fi
}
`;
