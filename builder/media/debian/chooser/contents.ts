/** What of ours lies on a disk, as functions of the installer's shell. Pure. */
import { dataLabel, espLabel, installationRecordPath, joiningLabel } from '../../../../installer/plan/labels.ts';
import { debianRootLabel } from '../../disks/own.ts';

/** There from when the installer makes the base system until its last step is done (overlays/debian): the login screen shows it. */
export const unfinishedMark = '/etc/issue.d/pintxo-unfinished.issue';
/** Digest of the site file that this carrier installed the system with, on that file system. */
export const installedFrom = '/var/lib/pintxo/installed-from';

/** What a system without is not finished. */
export const siteOnDisk = '/var/lib/pintxo/site.yaml';

/** Types of the partitions that partman makes of the recipe; without UEFI the second is one for data. */
const types = { grub: '21686148-6449-6e6f-744e-656564454649', efi: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b', data: 'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7', root: '0fc63daf-8483-4772-8e79-3d69d8477de4' };

export const contents = `# A system of ours, of this carrier or of the appliance.
carries_system() {
	carries_appliance "$1" || { has_debian_root "$1" && ! is_unfinished "$1" && ! is_cut_short "$1"; }
}

# An installation of this carrier that was cut short says so itself: what is only missing could have been taken away.
is_unfinished() {
	in_root "$1" test -e .${unfinishedMark}
}

# But where this stick has begun, and not ended. The site file comes last, also in systems that do not say what they were made from.
is_cut_short() {
	was_begun_on "$1" && in_root "$1" test ! -e .${installedFrom} -a ! -e .${siteOnDisk}
}

# A stick that was cut off just before its last note learns of it from the disk.
learn_from() {
	was_done_on "$1" || ! in_root "$1" grep -qxF "$digest" .${installedFrom} || note 'done' "$1" installed
}

# Whether the partitions are those of the recipe, and the last holds nothing yet, or what was cut short.
is_own_work() {
	local folder part types=
	for folder in $(partitions_of "$1"); do
		part=$dev/\${folder##*/}
		types="$types $(told_of "$part" PART_ENTRY_TYPE)"
	done
	case $types in " ${types.grub} ${types.efi} ${types.root}" | " ${types.grub} ${types.data} ${types.root}" | " ${types.grub} ${types.root} ${types.root}") ;; *) return 1 ;; esac
	[ -z "$(kind_on "$part")" ] || is_unfinished "$1" || is_cut_short "$1"
}

# What a command says in one of the file systems; fails where that cannot be read.
inside() {
	local part=$1 place status=0
	place=$(mktemp -d) || return
	mount -t "$2" -o "$3" "$part" "$place" 2>/dev/null || { rmdir "$place"; return 1; }
	shift 3
	(cd "$place" && "$@") 2>/dev/null || status=1
	umount "$place"
	rmdir "$place"
	return "$status"
}

in_root() {
	local part
	part=$(part_named "$1" ${debianRootLabel})
	shift
	[ -n "$part" ] && inside "$part" ext4 ro,noload "$@"
}

is_data_there() {
	local label part
	for label in ${dataLabel} ${joiningLabel}; do
		part=$(part_named "$1" $label)
		[ -z "$part" ] || [ -z "$(signature_on "$part")" ] || return 0
	done
	return 1
}

# Whether what this site file asks for was done to the disk before: true too where the disk does not say, for it may have been long ago.
was_done_before() {
	local said part
	part=$(part_named "$1" ${espLabel})
	if [ -n "$part" ] && has_partition "$1" ${dataLabel} ${joiningLabel}; then
		# A reset that was cut short erased the data first.
		said=$(inside "$part" vfat ro cat ${installationRecordPath}) || { is_data_there "$1"; return; }
	else
		said=$(in_root "$1" cat .${installedFrom}) || return 0
	fi
	echo "$said" | grep -qF "$digest"
}
`;
