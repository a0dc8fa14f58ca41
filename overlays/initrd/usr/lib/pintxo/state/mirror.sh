# Which disks of a mirror go together, and which were left behind.

# What the file system on a member says of itself: generation_<m>, devices_<m>, id_<m> of the disk within it, and history_<m>,
# which is the name of its history (see below). Without a generation it holds none.
read_super() { # member
    read_fields "$1"
    [ -z "$torn" ] || ! mend_torn "$1" || read_fields "$1"
    eval "generation_$1=\$generation devices_$1=\$devices history_$1=\${history:-none} id_$1=\$id"
}

read_fields() { # member
    generation='' devices='' history='' id='' torn=''
    while read -r key value rest; do
        case $key in
            csum) case $rest in *"DON'T MATCH"*) torn=yes ;; esac ;;
            generation) generation=$value ;;
            num_devices) devices=$value ;;
            label) history=$value ;;
            dev_item.uuid) id=$value ;;
        esac
    done << FIELDS
$(btrfs inspect-internal dump-super "$(device_of "$1")" 2> /dev/null)
FIELDS
}

generation_of() {
    eval "echo \"\$generation_$1\""
}

devices_of() {
    eval "echo \"\$devices_$1\""
}

history_of() {
    eval "echo \"\$history_$1\""
}

id_of() {
    eval "echo \"\$id_$1\""
}

newest_of() { # members
    latest=''
    for candidate in "$@"; do
        [ -n "$latest" ] && [ "$(generation_of "$candidate")" -le "$(generation_of "$latest")" ] || latest=$candidate
    done
    echo "$latest"
}

# A power cut may have come when a new disk was encrypted for the mirror already, but not yet part of it.
filled_members() {
    for member in $members; do
        [ -z "$(generation_of "$member")" ] || echo "$member"
    done
}

# A disk that was away while the others were written to has an older generation: it is left out until it is repaired.
# A power cut leaves a difference of one. Two disks that each ran without the other may be as close as that by chance, and
# together would be neither: their histories have different names. How many disks there should be, only the newest knows.
leave_out_stale() {
    newest=$(newest_of $members)
    expected=1
    [ -z "$newest" ] || expected=$(devices_of "$newest")
    stale=''
    current=''
    for member in $members; do
        if shares_history "$member"; then current="$current $member"; else stale="$stale $member"; fi
    done
}

shares_history() { # member
    [ "$(history_of "$1")" = "$(history_of "$newest")" ] &&
        [ $(($(generation_of "$newest") - $(generation_of "$1"))) -le 1 ]
}

# Whenever a disk runs without any other, its history gets a new name: the label of the file system. What joins it later gets
# the same. Only ever on one disk: a power cut must not leave two that belong together with different names. The file of
# histories says where each ended: NAME GENERATION.
begin_history() {
    read -r begun < /proc/sys/kernel/random/uuid
    echo "$(history_of "$newest") $(generation_of "$newest")" >> "$histories" &&
        sync "$histories" &&
        btrfs filesystem label $target "pintxo-$begun"
}

# A disk that was left out holds nothing of its own when it shares the history of those in use, or ended where they went on.
holds_own_data() { # member
    [ "$(history_of "$1")" != "$(history_of "$newest")" ] || return 1
    [ -e "$histories" ] || return 0
    while read -r name generation; do
        if [ "$name" = "$(history_of "$1")" ] && [ $(($(generation_of "$1") - generation)) -le 1 ]; then return 1; fi
    done < "$histories"
}

with_own_data() {
    for member in $stale; do
        if holds_own_data "$member"; then echo "$member"; fi
    done
}
