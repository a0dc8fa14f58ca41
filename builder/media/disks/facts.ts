/** What a disk says about itself, as functions of a plain shell: for Debian's installer and for the first start of Proxmox VE. Pure. */
import { diskNames } from '../../../installer/inventory/parse-lsblk.ts';
import { serialProperties, wwnPrefix, wwnProperties } from '../../../installer/plan/disk-identity.ts';

/** Paths of disks are below `dev`, what the kernel says of them below `sys`. */
export const diskFacts = `sys=\${PINTXO_SYS:-/sys}
dev=\${PINTXO_DEV:-/dev}

# All disks of the machine, by their paths.
disks() {
	local folder
	for folder in "$sys"/block/*; do
		! echo "\${folder##*/}" | grep -Eq '${diskNames.source.replaceAll('\\d', '[0-9]')}' || echo "$dev/\${folder##*/}"
	done
}

property() {
	udevadm info --query=property --name="$1" 2>/dev/null | sed -n "s/^$2=//p" | head -n 1
}

trimmed() {
	sed 's/^[[:space:]]*//; s/[[:space:]]*$//'
}

# The first of the properties that says something.
first_property() {
	local disk=$1 name value
	shift
	for name; do
		value=$(property "$disk" "$name" | trimmed)
		[ -z "$value" ] || { echo "$value"; return; }
	done
}

serial_of() {
	first_property "$1" ${serialProperties.join(' ')}
}

plain_wwn() {
	echo "$1" | trimmed | tr 'A-Z' 'a-z' | sed -E 's/${wwnPrefix}//'
}

wwn_of() {
	plain_wwn "$(first_property "$1" ${wwnProperties.join(' ')})"
}

has_id() {
	property "$1" DEVLINKS | tr ' ' '\\n' | grep -qxF -- "/dev/disk/by-id/$2"
}

sectors_of() {
	cat "$sys/block/\${1##*/}/size" 2>/dev/null || echo 0
}

bytes_of() {
	echo $(($(sectors_of "$1") * 512))
}

# The kernel's folders of its partitions.
partitions_of() {
	local folder
	for folder in "$sys/block/\${1##*/}/\${1##*/}"*; do
		[ ! -e "$folder/partition" ] || echo "$folder"
	done
}
`;
