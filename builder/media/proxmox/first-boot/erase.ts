/** What may be erased on a node, as functions of its first-boot program: what is absent is looked for first, and consent is for one disk, once. Pure. */

/** Names of pools as site.yaml gives them: a disk with such a label carries Pintxo. */
const ownPools = "tank[a-z][0-9]*";

/** Types of partitions: ZFS, and what it reserves behind. */
const zfsTypes = ['6a898cc3-1dd2-11b2-99a6-080020736631', '6a945a3b-1dd2-11b2-99a6-080020736631'];

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

# Pools of which the disk and its partitions have labels, a line each: those of ZFS, and those of an appliance.
pools_on() {
	local part name
	for part in "$1" $(partitions_of "$1" | sed "s,.*/,$dev/,"); do
		name=$(zdb -l "$part" 2>/dev/null | sed -n "s/^ *name: '\\(.*\\)'$/\\1/p" | sort -u)
		[ -n "$name" ] || [ "$(blkid -p -o value -s TYPE "$part" 2>/dev/null)" != zfs_member ] || name='without a name'
		[ -z "$name" ] || echo "$name"
	done | { cat && pool_on "$1"; } | sort -u
}

# What this site file began and ended on the disks of this node.
known_by() {
	echo here
}
machine=here

recall() {
	notes_one=$(cat "$state/erased" 2>/dev/null | of_this_site)
	notes_two=$(notes_in_firmware)
}
recall

# On the disk of the node when this returns; a line that a power cut tore is ended first. A node that is made anew has only what its firmware remembers.
note() {
	local text
	text=$(note_of "$@")
	printf '\\n%s\\n' "$text" >> "$state/erased" && sync "$state/erased" "$state" || return
	keep_in_firmware "$text" || say 'the firmware of this machine keeps no notes: let nobody install this node again while its disks hold something else than its pools'
	recall
}

carries_pintxo() {
	carries_appliance "$1" || has_debian_root "$1"
}

# What zpool leaves that was cut off before the disk has a label.
is_own_work() {
	local folder part
	for folder in $(partitions_of "$1"); do
		part=$dev/\${folder##*/}
		case $(told_of "$part" PART_ENTRY_TYPE) in ${zfsTypes.join(' | ')}) ;; *) return 1 ;; esac
		[ -z "$(kind_on "$part")" ] || return
	done
}

# Whether a pool of this name may be made on the disk: \`named\` where site.yaml names it under wipe, \`any\` where it allows any, \`none\` else; and the pool of ours that it allows erasing. Writes nothing.
may_become() {
	local pool reason is_allowed=
	pools_on "$2" > "$state/labels"
	while read -r pool; do
		case $pool in "$4") pool_is_there "$pool" && reason=of || { reason= is_allowed=yes; } ;; "$1" | 'without a name' | ${ownPools}) reason=of ;; *) pool_is_there "$pool" && reason=of || reason= ;; esac
		[ -z "$reason" ] || { say "$2 has a label of the pool $pool: it is never erased here. Where nobody needs it: zpool labelclear -f $2 or, where it is no pool of ZFS, wipefs --all $2"; return 1; }
	done < "$state/labels"
	[ "$3" = named ] || ! carries_pintxo "$2" || { say "$2 carries Pintxo, and is erased only if its serial stands under wipe"; return 1; }
	reason=$(not_blank "$2")
	[ -n "$reason" ] || return 0
	! was_done_on "$2" || { say "$2 was erased once by this site file, and is not erased again. Where nobody needs what is on it: wipefs --all $2"; return 1; }
	if was_noted_on "$2"; then
		is_as_left "$2" "$reason" || { say "this site file has begun to erase $2, and somebody has written to it since. Where nobody needs that: wipefs --all $2"; return 1; }
		return
	fi
	[ "$3$is_allowed" != none ] || { say "$2 is not blank, and site.yaml does not allow erasing it: $reason"; return 1; }
	case $(name_of "$2") in @*) say "$2 has neither a serial nor a world wide name: nothing could tell that it was erased before"; return 1 ;; esac
}

# What is begun is noted first, as it was then.
clear_disk() {
	local reason part
	reason=$(not_blank "$1")
	was_begun_on "$1" || note begun "$1" "$reason" || return
	[ -n "$reason" ] || return 0
	for part in $(partitions_of "$1" | sed "s,.*/,$dev/,"); do wipefs --all "$part" || return; done
	wipefs --all "$1"
}

make_pool() {
	local disk
	zpool create -o ashift=12 "$@" || return
	shift
	for disk; do [ "$disk" = mirror ] || note 'done' "$disk" pool || return; done
}
`;
