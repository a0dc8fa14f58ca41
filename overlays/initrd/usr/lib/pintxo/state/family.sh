# Which of the partitions that say they hold this machine's data do, and which only say so.

# Data of another kind than that of the disk that was started from is nobody's: what is encrypted is never replaced by what
# anybody can write. Where that disk holds none, encrypted data counts.
data_kind() {
    if [ -n "$own" ] && is_state "$(state_of "$own")"; then
        type_of "$own"
        return
    fi
    for partition in $members; do
        if [ "$(type_of "$partition")" = crypto_LUKS ]; then
            echo crypto_LUKS
            return
        fi
    done
    echo btrfs
}

# Leaves in `members` those of the right kind, the one on the disk that was started from first.
keep_own_kind() {
    same=''
    for member in $members; do
        if [ "$(type_of "$member")" != "$kind" ]; then foreign="$foreign $member:kind"
        elif [ "$member" = "$own" ]; then same="$member $same"
        else same="$same $member"
        fi
    done
    members=$(echo $same)
}

# A disk belongs to the data when the file system on one that does names it. Leaves in `members` those that do, and in
# `strangers` the others.
find_family() {
    family='' strangers=''
    [ "$(count $members)" -gt 1 ] || return 0
    listed=''
    next=$(anchor)
    while [ -n "$next" ]; do
        family="$family $next"
        listed="$listed $(echo $(devices_listed "$next"))"
        next=$(newest_of $(listed_members))
    done
    for member in $members; do includes "$member" $family || strangers="$strangers $member"; done
    members=$(echo $family)
}

# What was opened first, by the TPM or a person; of plain data what the disk that was started from holds, else what is newest.
anchor() {
    if includes "$first" $members; then echo "$first"
    elif includes "$own" $members; then echo "$own"
    else newest_of $members
    fi
}

# Ids of the disks that the file system on a member consists of, as it says itself.
devices_listed() { # member
    btrfs inspect-internal dump-tree --noscan -t chunk "$(device_of "$1")" 2> /dev/null | while read -r key value rest; do
        [ "$key" != uuid ] || echo "$value"
    done
}

listed_members() {
    for member in $members; do
        if includes "$(id_of "$member")" $listed && ! is_copy "$member"; then echo "$member"; fi
    done
}

# A clone says everything that its original says.
is_copy() { # member
    for relative in $family; do
        if [ "$(id_of "$relative")" = "$(id_of "$1")" ]; then return 0; fi
    done
    return 1
}

# A disk that was replaced long ago is only old; what claims to be as new as the data is none of it.
judge_strangers() {
    for stranger in $strangers; do
        if is_copy "$stranger"; then foreign="$foreign $stranger:copy"
        elif [ "$(generation_of "$stranger")" -lt "$(generation_of "$newest")" ]; then stale="$stale $stranger"
        else foreign="$foreign $stranger:unlisted"
        fi
    done
}

# Where nothing is missing, a disk that does not open with the key of the others is none of them.
judge_locked() {
    [ "$(count $current)" -ge "$expected" ] || return 0
    for member in $locked; do foreign="$foreign $member:key"; done
    locked=''
}

# Nothing but the data in use stays open.
close_others() {
    for partition in $partitions; do
        if [ -e "/dev/mapper/pintxo-$partition" ] && ! includes "$partition" $current; then close_mapping "$partition"; fi
    done
}

includes() { # word, words
    sought=$1
    shift
    case " $* " in *" $sought "*) [ -n "$sought" ] ;; *) return 1 ;; esac
}
