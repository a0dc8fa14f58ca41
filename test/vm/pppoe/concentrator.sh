#!/bin/busybox sh
# The first program of a small computer: an internet provider with an access concentrator on one cable, and on another,
# where there is one, a machine in the house. Afterwards a shell on the serial console.
# On the kernel's command line: user=NAME password=WORDS, for those who are let in.
/bin/busybox mkdir -p /proc /sys /dev /run /tmp /var/log /etc/ppp
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mount -t devtmpfs dev /dev 2>/dev/null
/bin/busybox mkdir -p /dev/pts
/bin/busybox mount -t devpts devpts /dev/pts
/bin/busybox --install -s /bin
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
hostname provider
for module in virtio_pci virtio_net e1000e ppp_generic pppoe af_packet veth; do modprobe $module 2>/dev/null; done
mkdir -p /etc/ppp/plugins
ln -sf /usr/lib/pppd/*/pppoe.so /etc/ppp/plugins/rp-pppoe.so

user=$(sed -n 's/.*user=\([^ ]*\).*/\1/p' /proc/cmdline)
password=$(sed -n 's/.*password=\([^ ]*\).*/\1/p' /proc/cmdline)
umask 077
echo "\"$user\" * \"$password\" *" > /etc/ppp/chap-secrets
cp /etc/ppp/chap-secrets /etc/ppp/pap-secrets
cat > /etc/ppp/pppoe-server-options <<END
require-chap
name provider
lcp-echo-interval 5
lcp-echo-failure 3
noproxyarp
ms-dns 203.0.113.53
+ipv6
debug
logfile /tmp/pppd.log
END
: > /etc/ppp/options
# What a session gets beside its address: router advertisements, and a prefix for the house.
cat > /etc/ppp/ipv6-up <<'END'
#!/bin/sh
ip -6 address add 2001:db8:1::1/64 dev $1
kill $(cat /tmp/dnsmasq.pid /tmp/delegate.pid) 2>/dev/null
sed "s/eth0/$1/" /delegate.pl > /tmp/delegate.pl
perl /tmp/delegate.pl /tmp/prefix 7200 2> /tmp/delegate.log &
echo $! > /tmp/delegate.pid
dnsmasq --conf-file=/dev/null --user=root --port=0 --interface=$1 --pid-file=/tmp/dnsmasq.pid --leasefile-ro --enable-ra --dhcp-range=2001:db8:1::,ra-only
END
chmod 700 /etc/ppp/ipv6-up

ip link set lo up
for address in 203.0.113.53/32 203.0.113.80/32 2001:db8:ffff::7/128; do ip address add $address dev lo; done
echo 2001:db8:b > /tmp/prefix
echo 1 > /proc/sys/net/ipv4/ip_forward
echo 1 > /proc/sys/net/ipv6/conf/all/forwarding
ip link set eth0 up
mkdir -p /tmp/www && echo 'the internet' > /tmp/www/index.html
httpd -h /tmp/www -p 80

cat > /tmp/profile <<'END'
# $1: on or off
concentrator() {
	killall pppoe-server pppd 2>/dev/null
	[ "$1" = off ] || pppoe-server -k -I eth0 -C provider -S internet -L 198.51.100.1 -R 198.51.100.20 -N 8
}
# An address in the house, from the machine that is its router.
lease() {
	ip netns exec house udhcpc -i eth1 -n -q -t 8 -s /lease > /tmp/lease.log 2>&1
	ip -n house -4 -o address show eth1 | sed -n 's/.*inet \([^ ]*\).*/\1/p'
}
END
. /tmp/profile
if [ -e /sys/class/net/eth1 ]; then
	ip netns add house
	ip link set eth1 netns house
	ip -n house link set lo up
	ip -n house link set eth1 up
fi
concentrator on
echo provider is ready
while :; do ENV=/tmp/profile setsid cttyhack sh -i; done
