/** How a disk is attached, as functions of the installer's shell: what lsblk, which is not there, would say. Pure. */

export const attached = `# The kernel's folder of the device itself, through every bus that it hangs on.
chain_of() {
	echo "$(readlink -f "$sys/block/\${1##*/}")/"
}

# The bridge of a USB disk may speak ATA or SCSI: what counts is the cable.
is_usb() {
	case "$(chain_of "$1")" in */usb[0-9]*) return 0 ;; esac
	case "$(property "$1" ID_PATH)" in *-usb-* | *-usbv[0-9]-*) return 0 ;; esac
	[ "$(property "$1" ID_BUS)" = usb ] || [ -n "$(property "$1" ID_USB_DRIVER)" ]
}

is_behind_network() {
	local host
	case "$(property "$1" ID_PATH)" in *-iscsi-* | *-fc-* | *-fcoe-*) return 0 ;; esac
	host=$(host_of "$1")
	[ -z "$host" ] || [ ! -e "$sys/class/fc_host/$host" ] || return 0
	[ -z "$host" ] || [ ! -e "$sys/class/iscsi_host/$host" ] || return 0
	case "$(cat "$sys/block/\${1##*/}"/device/transport "$sys/block/\${1##*/}"/device/nvme*/transport 2>/dev/null)" in *tcp* | *rdma* | *fc* | *loop*) return 0 ;; esac
	return 1
}

# FireWire, Thunderbolt and other ports that things are plugged into while the machine runs. An NVMe disk may hang on a subsystem, which has controllers.
is_outside() {
	local start
	case "$(property "$1" ID_PATH)" in *ieee1394*) return 0 ;; esac
	for start in "$sys/block/\${1##*/}/.." "$sys/block/\${1##*/}"/device/nvme[0-9]*; do
		! is_outside_at "$(readlink -f "$start")" || return 0
	done
	return 1
}

is_outside_at() {
	local folder=$1
	case $folder in */fw[0-9]* | */pcmcia* | */thunderbolt*) return 0 ;; esac
	while [ "\${folder#"$sys"/}" != "$folder" ]; do
		case "$(first_line "$folder/removable")" in removable) return 0 ;; fixed) return 1 ;; esac
		folder=\${folder%/*}
	done
	return 1
}

host_of() {
	chain_of "$1" | sed -n 's,.*/\\(host[0-9]*\\)/.*,\\1,p'
}

transport_of() {
	local host
	is_usb "$1" && { echo usb; return; }
	is_behind_network "$1" && { echo san; return; }
	case \${1##*/} in nvme*) echo nvme; return ;; vd*) echo virtio; return ;; mmcblk*) echo mmc; return ;; hd*) echo ide; return ;; xvd*) echo unknown; return ;; esac
	host=$(host_of "$1")
	[ ! -e "$sys/class/spi_host/$host" ] || [ -z "$host" ] || { echo scsi; return; }
	[ ! -e "$sys/class/sas_host/$host" ] || [ -z "$host" ] || { echo sas; return; }
	[ ! -e "$sys/block/\${1##*/}/device/sas_device" ] || { echo sas; return; }
	case "$(property "$1" ID_PATH)" in *-sas-*) echo sas; return ;; esac
	case "$(cat "$sys/class/scsi_host/$host/proc_name" 2>/dev/null)" in ahci* | sata*) echo sata; return ;; *ata*) echo ide; return ;; esac
	[ "$(property "$1" ID_BUS)" != ata ] || { echo sata; return; }
	echo scsi
}
`;
