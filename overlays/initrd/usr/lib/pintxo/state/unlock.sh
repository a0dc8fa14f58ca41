# Opens what is encrypted: one member by the TPM, or by the person in front of the machine; the others by the key that it holds.

opened_by=nothing

# The member that was opened first.
first=''

# Members that the key of the first does not open.
locked=''

# Those with which the TPM was asked once.
tried=''

# A person is asked only when every disk has had its time to appear.
may_ask=''

open_members() {
    [ "$kind" = crypto_LUKS ] || return 0
    # The disk that was started from comes first, so it is waited for.
    is_own_known || [ -n "$may_ask" ] || return 0
    [ -n "$first" ] || open_first || return 0
    closed=$(echo $(closed_members))
    [ -z "$closed" ] || open_with_first $closed
}

open_first() {
    for member in $members; do
        if ! includes "$member" $tried && open_by_tpm "$member"; then return; fi
    done
    [ -n "$may_ask" ] || return 1
    must_close_way_back
    ask_person
}

# One disk after the other, and over again: the first may be one that no key of this machine opens. Who types something wrong
# so often begins anew with the next start.
ask_person() {
    say 'The TPM of this machine does not open its data: it was cleared or changed, or the disk comes from another machine.'
    rounds=0
    while [ $rounds -lt 10 ]; do
        rounds=$((rounds + 1))
        say 'Type the recovery key from the recovery sheet.'
        for member in $members; do
            if open_by_person "$member"; then return; fi
        done
        say 'That opened none of the disks.'
    done
    return 1
}

is_open() {
    [ "$(type_of "$1")" != crypto_LUKS ] || [ -e "/dev/mapper/pintxo-$1" ]
}

closed_members() {
    for member in $members; do
        is_open "$member" || includes "$member" $locked || echo "$member"
    done
}

open_by_tpm() { # member
    [ -z "$is_closed" ] && [ -e "$tpm" ] || return 1
    tried="$tried $1"
    timeout "$tpm_patience" systemd-cryptsetup attach "pintxo-$1" "/dev/$1" - "$open_options,tpm2-device=auto,token-timeout=10,headless=yes" || {
        close_mapping "$1"
        return 1
    }
    begin_with "$1" tpm && must_close_way_back
}

open_by_person() { # member
    SYSTEMD_CRYPTSETUP_USE_TOKEN_MODULE=0 systemd-cryptsetup attach "pintxo-$1" "/dev/$1" - "$open_options,password-cache=no,tries=1" || return 1
    begin_with "$1" recovery-key
}

# After a power cut a new disk of a mirror may be encrypted already, but hold nothing yet: no key either.
begin_with() { # member, opener
    read_super "$1"
    if [ -z "$(generation_of "$1")" ]; then
        close_mapping "$1"
        return 1
    fi
    first=$1 opened_by=$2
}

# The first may lack what is on the others, but not the key, which is as old as the machine. Nothing is written to it.
open_with_first() { # members
    within=/run/pintxo/first
    mkdir -p $within
    udevadm settle --timeout=10 || true
    if ! mount -t btrfs -o ro,degraded,rescue=nologreplay "$(device_of "$first")" $within; then
        locked="$locked $*"
        return
    fi
    for member in "$@"; do
        open_by_key "$member" $within/lib/pintxo/recovery/key || locked="$locked $member"
    done
    umount $within
    btrfs device scan --forget "$(device_of "$first")" || true
}

open_by_key() { # member, file with the key
    SYSTEMD_CRYPTSETUP_USE_TOKEN_MODULE=0 systemd-cryptsetup attach "pintxo-$1" "/dev/$1" "$2" "$open_options,tries=1,headless=yes"
}

# Nothing stays open that is not used: a start that cannot close it does not go on.
close_mapping() { # member
    for attempt in 1 2 3 4 5; do
        [ -e "/dev/mapper/pintxo-$1" ] || return 0
        systemd-cryptsetup detach "pintxo-$1" || true
        # udev may still be looking at it.
        udevadm settle --timeout=10 || true
    done
    [ -e "/dev/mapper/pintxo-$1" ] || return 0
    say "The disk $1 was opened and cannot be closed again: the machine does not go on."
    exit 1
}

# Reads and writes without the kernel's queues, and tells the disk what is free: for flash, with little loss of secrecy.
open_options=luks,discard,no-read-workqueue,no-write-workqueue

device_of() {
    if [ -e "/dev/mapper/pintxo-$1" ]; then echo "/dev/mapper/pintxo-$1"; else echo "/dev/$1"; fi
}
