# Opens what is encrypted: by the TPM, or by the person in front of the machine.

opened_by=nothing

# Members that nobody could open; the others do without them.
locked=''

# Those with which the TPM was asked once.
tried=''

# A person is asked only when every disk has had its time to appear.
may_ask=''

# Nobody is asked for a key where the TPM opens another disk of the mirror: that is tried first.
open_members() {
    for member in $members; do
        is_open "$member" || was_tried "$member" || open_by_tpm "$member" || true
    done
    [ -n "$may_ask" ] || return 0
    for member in $members; do
        is_open "$member" || is_locked "$member" || open_by_person "$member" || locked="$locked $member"
    done
}

is_open() {
    [ "$(type_of "$1")" != crypto_LUKS ] || [ -e "/dev/mapper/pintxo-$1" ]
}

was_tried() {
    case " $tried " in *" $1 "*) ;; *) return 1 ;; esac
}

is_locked() {
    case " $locked " in *" $1 "*) ;; *) return 1 ;; esac
}

is_any_open() {
    for other in $members; do
        if is_open "$other"; then return 0; fi
    done
    return 1
}

open_by_tpm() {
    [ "$opened_by" != recovery-key ] && [ -e /dev/tpmrm0 ] || return 1
    tried="$tried $1"
    timeout "$tpm_patience" systemd-cryptsetup attach "pintxo-$1" "/dev/$1" - "$open_options,tpm2-device=auto,token-timeout=10,headless=yes" || return 1
    opened_by=tpm
}

# Where another disk of the mirror is open, the machine does not wait for somebody who may never come.
open_by_person() {
    bound=''
    if is_any_open; then bound="timeout $person_patience"; fi
    say 'The TPM of this machine does not open its data: it was cleared or changed, or the disk comes from another machine.'
    say 'Type the recovery key from the recovery sheet.'
    if SYSTEMD_CRYPTSETUP_USE_TOKEN_MODULE=0 $bound systemd-cryptsetup attach "pintxo-$1" "/dev/$1" - "$open_options,password-cache=yes,tries=0"; then
        opened_by=recovery-key
        return 0
    fi
    say "The disk of $1 stays closed: what is written from now on, it lacks."
    return 1
}

# Reads and writes without the kernel's queues, and tells the disk what is free: for flash, with little loss of secrecy.
open_options=luks,discard,no-read-workqueue,no-write-workqueue

device_of() {
    if [ -e "/dev/mapper/pintxo-$1" ]; then echo "/dev/mapper/pintxo-$1"; else echo "/dev/$1"; fi
}
