# The configuration that bring-up kept for the next start.

# What it rendered for this very image the last time; it removes and corrects what has changed since.
place_prepared() { # root of the running system
    prepared=$target/lib/pintxo/prepared
    [ -e $prepared/mark ] || return 0
    read -r root_hash rest < $prepared/mark
    case " $(cat /proc/cmdline) " in *" roothash=$root_hash "*) ;; *) return 0 ;; esac
    # Without the list of what is placed, nobody would take away what is rendered no more.
    if cp $prepared/rendered.json /run/pintxo/rendered.json && (cd $prepared && copy_listed "$1"); then return; fi
    rm -f $prepared/mark
    return 1
}

# Only what bring-up has on its lists, and only where all of it is as it was then. The files are in the list of sha256sum,
# the paths of the links in `links`, where they lead in `targets`, line by line.
copy_listed() { # root of the running system
    sha256sum --check --quiet --strict files || return 1
    root=$1
    set --
    while read -r digest path; do set -- "$@" "$path"; done < files
    while read -r path; do set -- "$@" "$path"; done < links
    # A file that became a link would show among them.
    [ "$(readlink "$@")" = "$(cat targets)" ] || return 1
    cp -a --parents --remove-destination "$@" "$root"
}
