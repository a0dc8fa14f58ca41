/** What may be erased on a node, as functions of its first-boot program: what is absent is looked for first, and consent is for one disk, once. Pure. */

/** Names of pools as site.yaml gives them: a disk with such a label carries Pintxo. */
const ownPools = "tank[a-z][0-9]*";

export const eraseFunctions = `exactly_one() {
	[ -n "$1" ] && [ "$(echo "$1" | wc -l)" = 1 ] && return
	say "not exactly one disk answers to its name: \${1:-none}"
	return 1
}

pool_is_there() {
	zpool list -H -o name "$1" >/dev/null 2>&1
}

# A pool that is on disks of this machine is taken in with what it holds. Fails where it is there and cannot be.
import_pool() {
	local answer
	pool_is_there "$1" && return
	answer=$(zpool import "$1" 2>&1) && { say "the pool $1 was there: it is used as it is"; return; }
	case $answer in *'no such pool'* | *'no pools available'*) return 0 ;; esac
	say "the pool $1 is there, and is not used as it is: $answer"
	say "nothing is erased. Where no other machine uses it: zpool import -f $1"
	return 1
}

# Pools of which the disk and its partitions have labels, a line each.
pools_on() {
	local part name
	for part in "$1" $(partitions_of "$1" | sed "s,.*/,$dev/,"); do
		name=$(zdb -l "$part" 2>/dev/null | sed -n "s/^ *name: '\\(.*\\)'$/\\1/p" | sort -u)
		[ -n "$name" ] || [ "$(blkid -p -o value -s TYPE "$part" 2>/dev/null)" != zfs_member ] || name='without a name'
		[ -z "$name" ] || echo "$name"
	done | sort -u
}

# By what a disk is remembered.
mark_of() {
	local serial wwn
	serial=$(serial_of "$1")
	wwn=$(wwn_of "$1")
	echo "\${serial:-$wwn}"
}

was_erased() {
	grep -qxF -- "$digest $(mark_of "$1")" "$state/erased" 2>/dev/null
}

# Whether a pool of this name may be made on the disk; \`yes\` where site.yaml allows erasing it. Writes nothing.
may_become() {
	local pool reason
	pools_on "$2" > "$state/labels"
	while read -r pool; do
		case $pool in "$1" | 'without a name' | ${ownPools}) reason=of ;; *) pool_is_there "$pool" && reason=of || reason= ;; esac
		[ -z "$reason" ] || { say "$2 has a label of the pool $pool: it is never erased here. Where nobody needs it: zpool labelclear -f $2"; return 1; }
	done < "$state/labels"
	reason=$(not_blank "$2")
	[ -n "$reason" ] || return 0
	[ "$3" = yes ] || { say "$2 is not blank, and site.yaml does not allow erasing it: $reason"; return 1; }
	[ -n "$(mark_of "$2")" ] || { say "$2 has neither a serial nor a world wide name: nothing could tell that it was erased before"; return 1; }
	! was_erased "$2" || { say "$2 was erased once by this site file, and is not erased again. Where nobody needs what is on it: wipefs --all $2"; return 1; }
}

# What was noted is on the disk of the node before anything is erased.
clear_disk() {
	! is_blank "$1" || return 0
	echo "$digest $(mark_of "$1")" >> "$state/erased" && sync "$state/erased" "$state" || return
	for part in $(partitions_of "$1" | sed "s,.*/,$dev/,"); do wipefs --all "$part" || return; done
	wipefs --all "$1"
}
`;
