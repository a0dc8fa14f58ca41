# Which partitions may hold this machine's data, and which machine's each is.

# Remembers what udev knows of a partition: type_<name> and state_<name>. The state is the same on every disk of one
# machine: the UUID of the file system, which an encrypted partition has as its label.
learn() {
    type='' label='' uuid=''
    while IFS='=' read -r key value; do
        case $key in
            ID_FS_TYPE) type=$value ;;
            ID_FS_LABEL) label=$value ;;
            ID_FS_UUID) uuid=$value ;;
        esac
    done << PROPERTIES
$(udevadm info --query=property "/dev/$1")
PROPERTIES
    if [ "$type" = crypto_LUKS ]; then uuid=$label; fi
    eval "type_$1=\$type state_$1=\$uuid"
}

type_of() {
    eval "echo \"\$type_$1\""
}

state_of() {
    eval "echo \"\$state_$1\""
}

# Kernel names of the data partitions of all disks, finished ones first.
data_partitions() {
    for name in pintxo-data pintxo-joining pintxo-incomplete; do
        for uevent in /sys/class/block/*/uevent; do
            while IFS= read -r line; do
                [ "$line" != "PARTNAME=$name" ] || basename_of_folder "$uevent"
            done < "$uevent"
        done
    done
}

basename_of_folder() {
    folder=${1%/*}
    echo "${folder##*/}"
}

# Of several machines' disks in one case, those count that belong with the disk that was started from.
wanted_state() {
    own=$(own_state)
    if is_state "$own"; then
        echo "$own"
        return
    fi
    for partition in $partitions; do
        if is_state "$(state_of "$partition")"; then
            state_of "$partition"
            return
        fi
    done
}

# What the disk holds that the machine was started from; nothing while it has not been seen.
own_state() {
    own=$(own_partition)
    [ -z "$own" ] || state_of "$own"
}

own_partition() {
    disk=$(disk_started_from)
    for partition in $partitions; do
        [ "$(parent_of "$partition")" != "$disk" ] || { echo "$partition" && return; }
    done
}

# A new disk of a mirror may start the machine before it holds any of its data.
is_state() {
    case $1 in '' | pintxo-incomplete) return 1 ;; esac
}

# A disk that is slow must not leave the machine to another machine's data: what it was started from is waited for.
is_own_known() {
    [ ! -r "$loader_partition" ] || [ -n "$(own_state)" ]
}

disk_started_from() {
    [ -r "$loader_partition" ] || return 0
    # Firmware variables cannot be read from the middle.
    uuid=$(cat "$loader_partition" | tail -c +5 | tr -d '\0' | tr A-F a-f)
    [ -e "/dev/disk/by-partuuid/$uuid" ] || return 0
    esp=$(readlink -f "/dev/disk/by-partuuid/$uuid")
    parent_of "${esp##*/}"
}

parent_of() {
    resolved=$(readlink -f "/sys/class/block/$1/..")
    echo "${resolved##*/}"
}

members_of() { # state
    for partition in $partitions; do
        [ "$(state_of "$partition")" != "$1" ] || echo "$partition"
    done
}
