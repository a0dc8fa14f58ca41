# A power cut may tear the block that says where all else of a file system is. There are copies of it behind, of now or of just
# before, and what either says is whole; but the kernel looks at the first alone, and udev then knows nothing of the file system.

# Mends what lies open: of encrypted data what its key has opened, of plain data only where there is no other, as anybody can make it.
mend_plain() {
    for partition in $partitions; do
        if [ "$(type_of "$partition")" = crypto_LUKS ]; then return; fi
    done
    for partition in $partitions; do
        if [ -z "$(type_of "$partition")" ] && is_torn "$partition" && mend_torn "$partition"; then learn "$partition"; fi
    done
}

is_torn() { # member
    case $(btrfs inspect-internal dump-super "$(device_of "$1")" 2> /dev/null) in *"[DON'T MATCH]"*) ;; *) return 1 ;; esac
}

# It ends with 2 where it has mended something.
mend_torn() { # member
    btrfs rescue super-recover -y "$(device_of "$1")" > /dev/null 2>&1 || [ $? -eq 2 ] || return 1
    udevadm settle --timeout=10 || true
    say "A power cut had torn the beginning of the data on $1. It was mended from its copy; nothing is lost."
}
