/** What a disk says about itself, as functions of a plain shell: for Debian's installer and for the first start of Proxmox VE. Pure. */
import { diskNames } from '../../../installer/inventory/parse-lsblk.ts';
import { serialProperties, wwnPrefix, wwnProperties } from '../../../installer/plan/disk-identity.ts';

/** Paths of disks are below `dev`, what the kernel says of them below `sys`. */
export const diskFacts = `sys=\${PINTXO_SYS:-/sys}
dev=\${PINTXO_DEV:-/dev}

# Of a file of the kernel; nothing where there is no such file.
first_line() {
	local said=
	{ read -r said < "$1"; } 2>/dev/null
	echo "$said"
}

# All disks of the machine, by their paths.
disks() {
	local folder
	for folder in "$sys"/block/*; do echo "\${folder##*/}"; done | grep -E '${diskNames.source.replaceAll('\\d', '[0-9]')}' | sed "s,^,$dev/,"
}

# udev is asked once for each disk.
for disk in $(disks); do
	eval "udev_\${disk##*/}=\\$(udevadm info --query=property --name=\\"\\$disk\\" 2>/dev/null)"
done
newline='
'

property() {
	local said
	eval "said=\\$newline\\\${udev_\${1##*/}-}\\$newline"
	case $said in *"$newline$2="*) said=\${said#*"$newline$2="}; echo "\${said%%"$newline"*}" ;; esac
}

trimmed() {
	sed 's/^[[:space:]]*//; s/[[:space:]]*$//'
}

# The first of the properties that says something.
first_property() {
	local disk=$1 name value
	shift
	for name; do
		value=$(property "$disk" "$name")
		case $value in [[:space:]]* | *[[:space:]]) value=$(echo "$value" | trimmed) ;; esac
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
	local wwn
	wwn=$(first_property "$1" ${wwnProperties.join(' ')})
	[ -z "$wwn" ] || plain_wwn "$wwn"
}

has_id() {
	property "$1" DEVLINKS | tr ' ' '\\n' | grep -qxF -- "/dev/disk/by-id/$2"
}

sectors_of() {
	local sectors
	sectors=$(first_line "$sys/block/\${1##*/}/size")
	echo "\${sectors:-0}"
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
