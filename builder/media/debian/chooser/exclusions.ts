/** Disks that are never used, as a function of the installer's shell: in the appliance's order, the first that applies is told. Pure. */
import { virtualMediaNames } from '../../../../installer/plan/exclusions.ts';
import { stickRootLabel } from '../../../../installer/plan/labels.ts';
import { smallestDiskBytes } from '../../../../installer/plan/layout.ts';

/** A partition that only the stick of this carrier has (images/debian/stick). */
export const debianStickLabel = 'pintxo-debian-esp';

export const exclusions = `# The first reason for which the disk is out of the question.
excluded() {
	local folder=$sys/block/\${1##*/} media
	media=$(cat /var/lib/pintxo-media 2>/dev/null || true)
	[ "$1" != "\${PINTXO_MEDIUM:-$media}" ] || { echo 'the installer was started from it'; return; }
	! has_partition "$1" ${stickRootLabel} ${debianStickLabel} || { echo 'it is a Pintxo stick'; return; }
	[ "$(bytes_of "$1")" -gt 0 ] || { echo 'there is no medium in it, so it is too small'; return; }
	! is_virtual_medium "$1" || { echo 'it is virtual media of a remote console (BMC), not a disk of this machine'; return; }
	[ "$(cat "$folder/removable" 2>/dev/null)" = 0 ] || { echo 'it is a removable medium'; return; }
	! is_card "$1" || { echo 'it is a memory card'; return; }
	[ "$(cat "$folder/ro" 2>/dev/null)" = 0 ] || { echo 'it is read-only'; return; }
	! is_path_of_many "$1" || { echo 'it is one of several paths to the same storage, which is not supported'; return; }
	[ "$(bytes_of "$1")" -ge ${smallestDiskBytes} ] || { echo 'it is too small'; return; }
	case $(cat "$folder/queue/logical_block_size" 2>/dev/null || echo 512) in 512 | 4096) ;; *) echo 'its sectors have a size that is not supported'; return ;; esac
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

# Two disks with one name of the world and one serial: storage that is seen over two cables.
is_path_of_many() {
	local wwn other
	! cat "$sys/block/\${1##*/}"/holders/dm-*/dm/uuid 2>/dev/null | grep -q '^mpath-' || return 0
	wwn=$(wwn_of "$1")
	[ -n "$wwn" ] || return
	for other in $(disks); do
		[ "$other" = "$1" ] || [ "$(wwn_of "$other")" != "$wwn" ] || [ "$(serial_of "$other")" != "$(serial_of "$1")" ] || return 0
	done
	return 1
}
`;
