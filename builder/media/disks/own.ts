/** What of ours a disk says that it holds, as functions of a plain shell: for every carrier the same words (installer/plan/labels.ts). Pure. */
import { dataLabel, joiningLabel } from '../../../installer/plan/labels.ts';

/** File system that the Debian carrier makes for its system. */
export const debianRootLabel = 'pintxo';

/** Needs the functions that say what a disk is. */
export const ownFunctions = `has_partition() {
	local disk=$1 folder name
	shift
	for folder in $(partitions_of "$disk"); do
		for name; do ! grep -qxF "PARTNAME=$name" "$folder/uevent" 2>/dev/null || return 0; done
	done
	return 1
}

# One thing that blkid knows of a disk or a partition.
told_of() {
	blkid -p -o value -s "$2" "$1" 2>/dev/null | head -n 1
}

# The disk and its partitions with the labels of their file systems and their own names, a line each.
labels_on() {
	local folder part
	echo "$1 $(told_of "$1" LABEL)"
	for folder in $(partitions_of "$1"); do
		part=$dev/\${folder##*/}
		echo "$part $(told_of "$part" LABEL)"
		echo "$part $(told_of "$part" PART_ENTRY_NAME)"
	done
}

part_named() {
	labels_on "$1" | sed -n "s/ $2\\$//p" | head -n 1
}

# The system of an appliance.
carries_appliance() {
	has_partition "$1" ${dataLabel} ${joiningLabel} || labels_on "$1" | grep -qE ' (${dataLabel}|${joiningLabel})$'
}

has_debian_root() {
	labels_on "$1" | grep -q ' ${debianRootLabel}$'
}

# The storage pool of ours on it, whole or in part: that name is given to nothing else.
pool_on() {
	labels_on "$1" | sed -nE 's/^.* (tank[a-z][0-9]+)([.][0-9]+-[0-9a-f]+)?$/\\1/p' | head -n 1
}
`;
