# The new beginning that `pintxo reset` asked for.

# `pintxo reset` leaves a wish. The default subvolume changes in one step: a power cut leaves the old /var or the new one.
carry_out_reset() { # device
    top=/run/pintxo/top
    mkdir -p $top
    mount -t btrfs -o "$options,subvolid=5" "$1" $top
    case $(btrfs subvolume get-default $top) in
        *' path var.new') finish_reset || say 'The new beginning has not got its name yet; the next start tries again.' ;;
        *) [ ! -e $top/var/lib/pintxo/reset-request ] || reset_or_go_on ;;
    esac
    # What cannot be deleted, such as a subvolume that holds others, must not keep the machine from starting.
    [ ! -e $top/var.old ] || btrfs --quiet subvolume delete $top/var.old || say 'What was forgotten could not be deleted from the disk.'
    umount $top
}

# On a full disk there may be no room for the new beginning: the same wish must not keep the machine from ever starting.
reset_or_go_on() {
    say 'Everything on this machine but its site.yaml is forgotten now, as was asked for.'
    if make_new_var && sync && btrfs subvolume set-default $top/var.new; then
        sync
        finish_reset || say 'The new beginning has not got its name yet; the next start tries again.'
        return
    fi
    delete_new_var || true
    rm -f $top/var/lib/pintxo/reset-request || true
    say 'That did not work, perhaps because the disk is full: nothing was forgotten, and the machine starts as it was.'
}

# Every command says itself what follows from its failure: `set -e` does not hold in a condition.
make_new_var() {
    delete_new_var &&
        btrfs --quiet subvolume create $top/var.new &&
        cp -a $target/. $top/var.new/ &&
        # A change may have broken the first; then the machine is what the last one that worked says.
        keep site.yaml && keep site.last-good.yaml && keep recovery && keep histories && keep pools-behind && keep taken-in &&
        tr -d - < /proc/sys/kernel/random/uuid > $top/var.new/lib/pintxo/machine-id
}

delete_new_var() {
    [ ! -e $top/var.new ] || btrfs --quiet subvolume delete $top/var.new
}

keep() { # name
    [ ! -e $top/var/lib/pintxo/"$1" ] || cp -a $top/var/lib/pintxo/"$1" $top/var.new/lib/pintxo/"$1"
}

finish_reset() {
    { [ ! -e $top/var ] || mv $top/var $top/var.old; } && mv $top/var.new $top/var
}
