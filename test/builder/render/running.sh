# Starts Debian's systemd on the tree $2 with the rendered files in $1/files and those of $3 below them, in namespaces of its
# own. It runs $1/inside, whose words go to $1/answers/out, and ends.
set -e
mount --make-rprivate /
mkdir "$1/scratch"
mount -t tmpfs scratch "$1/scratch"
cd "$1/scratch"
mkdir upper work root
mount -t overlay -o "lowerdir=$2,upperdir=upper,workdir=work" overlay root
cp -a --remove-destination "$3/." root/
cp -a --remove-destination "$1/files/." root/
cp "$1/inside" root/inside
echo 0123456789abcdef0123456789abcdef > root/etc/machine-id
mount -t proc proc root/proc
# This computer's kernel, clock and modules are nobody's business here.
mount --bind root/proc/sys root/proc/sys
mount -o remount,ro,bind root/proc/sys
mount -t sysfs -o ro sysfs root/sys
mount -t cgroup2 cgroup2 root/sys/fs/cgroup
mount -t tmpfs -o mode=755 dev root/dev
for device in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 "root/dev/${device%:*}" c 1 "${device#*:}"; done
mknod -m 666 root/dev/tty c 5 0
ln -s pts/ptmx root/dev/ptmx
mkdir root/dev/pts root/dev/shm
mount -t devpts devpts root/dev/pts
mount -t tmpfs -o mode=755 run root/run
mkdir -p root/answers root/run/pintxo root/var/lib/pintxo/ssh
mount --bind "$1/answers" root/answers
ip link set lo up
for link in wan0 lan0; do ip link add "$link" type veth peer name "far-$link" && ip link set "$link" up && ip link set "far-$link" up; done
chroot root systemd-sysusers >/dev/null 2>&1
chroot root ssh-keygen -q -t ed25519 -N '' -f /var/lib/pintxo/ssh/ssh_host_ed25519_key
cat > root/etc/systemd/system/inside.service <<'END'
[Unit]
After=basic.target
Requires=basic.target
[Service]
Type=oneshot
ExecStart=/bin/sh /inside
StandardOutput=file:/answers/out
StandardError=inherit
ExecStopPost=/usr/bin/systemctl exit
END
exec chroot root setpriv --bounding-set=-sys_time,-sys_module,-sys_boot,-sys_rawio,-wake_alarm env -i container=test PATH=/usr/sbin:/usr/bin /usr/lib/systemd/systemd --unit=inside.service --show-status=no --log-target=journal
