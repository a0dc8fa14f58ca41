# The TPM gives the key once a start, and only to this early system.

tpm=/dev/tpmrm0
tpm_register=/sys/class/tpm/tpm0/pcr-sha256/12
is_closed=''

# sha256 of "the key of this start was given".
given=f091933ee1e2f17bdeef28aee15701c366defae83efb7eebc79ce4a0ead09bfd

# One that does not answer, or takes its time, may answer others later: it counts as there.
has_tpm() {
    [ -e "$tpm" ] && [ -e "$tpm_register" ]
}

read_register() {
    timeout "$tpm_patience" cat "$tpm_register"
}

# The key is bound to register 12 as it is before anything is added to it: whoever asks after this, root of the running
# system too, finds the key shut until the next start.
close_way_back() {
    before=$(read_register) || return 1
    timeout "$tpm_patience" tpm2_pcrextend --tcti="device:$tpm" "12:sha256=$given" || return 1
    after=$(read_register) || return 1
    [ -n "$before" ] && [ -n "$after" ] && [ "$after" != "$before" ] || return 1
    is_closed=yes
}

# Also where nothing was asked of the TPM: a disk with other data must not start a system that could still ask it.
must_close_way_back() {
    if [ -n "$is_closed" ] || ! has_tpm || close_way_back || close_way_back; then return; fi
    say 'The TPM of this machine does not answer, or does not do what it is told, and could give the key to others: the machine does not go on.'
    say 'If that stays so, switch the TPM off in the settings of the firmware; the recovery key then opens the data.'
    exit 1
}
