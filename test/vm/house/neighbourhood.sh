# Runs in network, mount and process namespaces of its own: the machines of a house, each in its VLAN, and the provider.
# Then it does what is written on standard input, line by line, and ends each answer with `end` and the exit status.
# $1: scratch folder with an empty files/   $2: Debian 13 tree   $3: hub of the house   $4: hub of the street   $5: zones and VLAN ids, `mgmt:0 srv:200`
set -eu
here=$(cd "$(dirname "$0")" && pwd)
programs=$here/../../network
. "$programs/scene.sh"

# $1: namespace   $2: hub   $3: VLAN id
plug() {
	ip netns add "$1"
	ip -n "$1" link set lo up
	ip netns exec "$1" perl "$here/cable.pl" "$2" "$3" > "cable-$1.log" 2>&1 &
	for try in $(seq 50); do grep -q plugged "cable-$1.log" && break; sleep 0.1; done
	ip -n "$1" link set eth0 up
}
for zone in $5; do plug "${zone%:*}" "$3" "${zone#*:}"; done
plug internet "$4" 0
for address in 198.51.100.1/24 192.0.2.1/24 203.0.113.53/32 203.0.113.80/32 2001:db8:1::1/64 2001:db8:ffff::7/128; do ip -n internet address add $address dev eth0; done
at internet sysctl -qw net.ipv6.conf.all.forwarding=1 net.ipv4.ip_forward=1
echo 2001:db8:a > prefix
ip netns exec internet perl "$programs/delegate.pl" "$PWD/prefix" 7200 2>delegate.log &
ip netns exec internet chroot root dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --interface=eth0 --pid-file --leasefile-ro --no-ping --dhcp-authoritative \
	--dhcp-range=198.51.100.20,198.51.100.20,10m --dhcp-option=option:router,198.51.100.1 --dhcp-option=option:dns-server,203.0.113.53 --enable-ra --dhcp-range=2001:db8:1::,ra-only 2>provider.log &
internet_names internet

ping_from() { at "$1" chroot client ping -c 1 -W 3 -n "$2" >/dev/null && echo passes || echo stopped; }
# Seconds that a lease may take on an emulated machine.
address_by_dhcp() { ip -n "$1" -4 address flush dev eth0; lease "$1" "$1-machine" 12; }

echo 'end 0'
while IFS= read -r line; do
	if eval "$line" </dev/null 2>&1; then echo 'end 0'; else echo "end $?"; fi
done
