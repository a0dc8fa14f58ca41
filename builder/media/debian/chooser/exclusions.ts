/** Disks that are never used, as a function of the installer's shell: in the appliance's order, the first that applies is told. Pure. */
import { virtualMediaNames } from '../../../../installer/plan/exclusions.ts';
import { stickRootLabel } from '../../../../installer/plan/labels.ts';
import { smallestDiskBytes } from '../../../../installer/plan/layout.ts';

/** A partition that only the stick of this carrier has (images/debian/stick). */
export const debianStickLabel = 'pintxo-debian-esp';

export const exclusions = `# The first reason for which the disk is out of the question.
excluded() {
	local folder=$sys/block/\${1##*/}
	! is_medium "$1" || { echo 'the installer was started from it'; return; }
	! has_partition "$1" ${stickRootLabel} ${debianStickLabel} || { echo 'it is a Pintxo stick'; return; }
	[ "$(bytes_of "$1")" -gt 0 ] || { echo 'there is no medium in it, so it is too small'; return; }
	! is_virtual_medium "$1" || { echo 'it is virtual media of a remote console (BMC), not a disk of this machine'; return; }
	[ "$(first_line "$folder/removable")" = 0 ] || { echo 'it is a removable medium'; return; }
	! is_card "$1" || { echo 'it is a memory card'; return; }
	[ "$(first_line "$folder/ro")" = 0 ] || { echo 'it is read-only'; return; }
	! is_path_of_many "$1" || { echo 'it is one of several paths to the same storage, which is not supported'; return; }
	[ "$(bytes_of "$1")" -ge ${smallestDiskBytes} ] || { echo 'it is too small'; return; }
	case $(first_line "$folder/queue/logical_block_size") in '' | 512 | 4096) ;; *) echo 'its sectors have a size that is not supported'; return ;; esac
	! is_usb "$1" || is_named_for_usb "$1" || { echo 'it is attached by USB, and site.yaml does not name it'; return; }
	is_usb "$1" || ! is_outside "$1" || is_named "$1" || { echo 'it comes and goes (FireWire, Thunderbolt), and site.yaml does not name it'; return; }
	! is_behind_network "$1" || is_named "$1" || { echo 'it is storage behind a network, and site.yaml does not name it'; return; }
}

# The kernel calls no card removable, not even one that sticks out of the case.
is_card() {
	case \${1##*/} in mmcblk*) [ "$(cat "$sys/block/\${1##*/}/device/type" 2>/dev/null)" != MMC ] ;; *) false ;; esac
}

is_virtual_medium() {
	is_usb "$1" && cat "$sys/block/\${1##*/}/device/vendor" "$sys/block/\${1##*/}/device/model" 2>/dev/null | grep -qiE '${virtualMediaNames.source}'
}

# Two disks with one world wide name, of which no serial says otherwise: storage that is seen over two cables.
is_path_of_many() {
	local wwn serial other
	! cat "$sys/block/\${1##*/}"/holders/dm-*/dm/uuid 2>/dev/null | grep -q '^mpath-' || return 0
	wwn=$(wwn_of "$1")
	serial=$(serial_of "$1")
	case $wwn in *[!0]*) ;; *) return 1 ;; esac
	for other in $(disks); do
		[ "$other" != "$1" ] && [ "$(wwn_of "$other")" = "$wwn" ] || continue
		case "$(serial_of "$other")" in '' | "$serial") return 0 ;; *) [ -n "$serial" ] || return 0 ;; esac
	done
	return 1
}
`;
