/** What of ours lies on a disk, as functions of the installer's shell. Pure. */
import { dataLabel, espLabel, installationRecordPath, joiningLabel } from '../../../../installer/plan/labels.ts';

/** File system that this carrier makes for its system. */
export const debianRootLabel = 'pintxo';
/** Digest of the site file that this carrier installed the system with, on that file system. */
export const installedFrom = '/var/lib/pintxo/installed-from';

export const contents = `has_partition() {
	local disk=$1 folder name
	shift
	for folder in $(partitions_of "$disk"); do
		for name; do ! grep -qxF "PARTNAME=$name" "$folder/uevent" 2>/dev/null || return 0; done
	done
	return 1
}

# The disk and its partitions with the labels of their file systems and their own names, a line each.
labels_on() {
	local folder part
	echo "$1 $(blkid -p -o value -s LABEL "$1" 2>/dev/null | head -n 1)"
	for folder in $(partitions_of "$1"); do
		part=$dev/\${folder##*/}
		echo "$part $(blkid -p -o value -s LABEL "$part" 2>/dev/null | head -n 1)"
		echo "$part $(blkid -p -o value -s PART_ENTRY_NAME "$part" 2>/dev/null | head -n 1)"
	done
}

# A system of ours, of this carrier or of the appliance.
carries_system() {
	has_partition "$1" ${dataLabel} ${joiningLabel} || labels_on "$1" | grep -qE ' (${debianRootLabel}|${dataLabel}|${joiningLabel})$'
}

# A storage pool of ours: its name is given to nothing else.
carries_pool() {
	labels_on "$1" | grep -qE ' tank[a-z][0-9]+$'
}

carries_pintxo() {
	carries_system "$1" || carries_pool "$1"
}

# What a file on one of the file systems says; fails where that cannot be read.
read_on() {
	local place status=0
	place=$(mktemp -d) || return
	mount -t "$2" -o "$3" "$1" "$place" 2>/dev/null || { rmdir "$place"; return 1; }
	cat "$place$4" 2>/dev/null || status=1
	umount "$place"
	rmdir "$place"
	return "$status"
}

part_named() {
	labels_on "$1" | sed -n "s/ $2\\$//p" | head -n 1
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
		said=$(read_on "$part" vfat ro /${installationRecordPath}) || { is_data_there "$1"; return; }
	else
		part=$(part_named "$1" ${debianRootLabel})
		said=$(read_on "$part" ext4 ro,noload ${installedFrom}) || return 0
	fi
	echo "$said" | grep -qF "$digest"
}
`;
