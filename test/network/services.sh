# Runs in network, mount and process namespaces of its own: the rendered services with real clients.
# $1: scratch folder with the rendered files in files/   $2: Debian 13 tree   $3: seconds that a client may take for a lease
set -eu
cd "$1"
mkdir scratch
mount -t tmpfs scratch scratch
cd scratch
mkdir upper work root
mount -t overlay -o "lowerdir=$2,upperdir=upper,workdir=work" overlay root
cp -a --remove-destination "$1/files/." root/
mount --rbind /dev root/dev
mount -t proc proc root/proc
mount -t tmpfs run root/run
mount -t sysfs -o ro sysfs root/sys
mount -t tmpfs netns /run/netns 2>/dev/null || { mkdir -p /run/netns && mount -t tmpfs netns /run/netns; }
ip link set lo up
sysctl -qw net.ipv4.ip_forward=1

inside() { chroot root "$@"; }
at() { place=$1; shift; ip netns exec "$place" "$@"; }

cable() {
	ip netns add "$1"
	ip link add "$2" type veth peer name eth0 netns "$1"
	ip link set "$2" up
	ip address add "$3" dev "$2"
	ip -n "$1" link set lo up
	ip -n "$1" link set eth0 up
}
cable mgmt lan0 10.0.0.1/24
cable srv vlan200 10.2.0.1/24
cable home vlan310 10.3.10.1/24
cable guest vlan510 10.5.10.1/24
cable dmz vlan610 10.6.0.1/24
cable internet wan0 198.51.100.20/24
ip -n internet address add 198.51.100.1/24 dev eth0
ip -n internet address add 203.0.113.53/32 dev eth0
ip -n internet route add default via 198.51.100.20
ip route add default via 198.51.100.1
ip -n mgmt address add 10.0.0.7/24 dev eth0
ip -n mgmt route add default via 10.0.0.1

# A name server of the internet. Its root is not the real one, so nothing it says can be proved.
cat > root/run/internet.conf <<'END'
server:
	interface: 203.0.113.53
	access-control: 0.0.0.0/0 allow
	module-config: "iterator"
	chroot: ""
	pidfile: ""
	username: ""
	local-zone: . redirect
	local-data: ". 1 IN A 203.0.113.80"
	local-zone: evil.example. redirect
	local-data: "evil.example. 1 IN A 10.0.0.7"
remote-control:
	control-enable: no
END
printf 'server:\n\tdomain-insecure: "example."\n' > root/etc/unbound/unbound.conf.d/zz-unproved.conf
at internet chroot root unbound -dd -c /run/internet.conf 2>internet.log &

inside nft -f /etc/nftables.conf
inside systemd-sysusers >/dev/null 2>&1
for file in root/etc/tmpfiles.d/pintxo-*; do inside systemd-tmpfiles --create "${file#root}"; done
inside install -d -o dnsmasq /var/lib/dnsmasq
inside setpriv --reuid=dnsmasq --clear-groups --inh-caps=-all,+net_admin,+net_raw,+net_bind_service --ambient-caps=-all,+net_admin,+net_raw,+net_bind_service \
	dnsmasq --keep-in-foreground --conf-file=/etc/dnsmasq.conf --pid-file 2>dnsmasq.log &
inside unbound -dd -p 2>unbound.log &
inside install -d -m 0700 -o _chrony -g _chrony /run/chrony
# -x: the clock of this computer is nobody's business here.
inside chronyd -x -d -f /etc/chrony/chrony.conf 2>chrony.log &
sleep 2

say() { echo "$1=$(eval "$2" 2>/dev/null | tr '\n' ' ' | sed 's/ *$//')"; }
dig() { place=$1; shift; at "$place" dig +short +time=3 +tries=1 "$@"; }
status() { place=$1; shift; at "$place" dig +time=3 +tries=1 "$@" | sed -n 's/.*status: \([A-Z]*\).*/\1/p'; }
# Debian's own network service as the client.
lease() {
	mkdir -p root/run/systemd/network
	printf '[Match]\nName=eth0\n[Network]\nDHCP=ipv4\nLinkLocalAddressing=no\nIPv6AcceptRA=no\nKeepConfiguration=yes\n[DHCPv4]\nHostname=%s\nClientIdentifier=mac\nAnonymize=no\n' "$2" > root/run/systemd/network/10-client.network
	inside install -d -o systemd-network -g systemd-network /run/systemd/netif /run/systemd/netif/leases /run/systemd/netif/links /run/systemd/netif/lldp
	echo 0123456789abcdef0123456789abcdef > root/etc/machine-id
	at "$1" timeout "$3" chroot root /usr/lib/systemd/systemd-networkd >"client-$1.log" 2>&1 || true
	ip -n "$1" -4 -brief address show dev eth0 | awk '{print $3}'
}

say lease_home "lease home laptop $3"
say lease_home_router "ip -n home route show default | awk '{print \$3}'"
ip -n home link set eth0 address 00:1b:21:3a:4f:5e; ip -n home address flush dev eth0
say lease_static "lease home whatever $3"
say name_of_lease "dig home @10.3.10.1 laptop.home.internal"
say reverse_of_lease "dig home @10.3.10.1 -x \$(dig home @10.3.10.1 laptop.home.internal)"
say static_name "dig home @10.3.10.1 printer.home.internal laser.home.internal"
say mgmt_sees_home "dig mgmt @10.0.0.1 printer.home.internal"
say node_name_home "dig home @10.3.10.1 pintxo1.mgmt.internal"
say portal_home "dig home @10.3.10.1 casa.internal"
say lease_guest "lease guest phone $3"
say guest_sees_node "dig guest @10.5.10.1 pintxo1.mgmt.internal"
say guest_sees_home "status guest @10.5.10.1 printer.home.internal"
say guest_sees_home_reverse "status guest @10.5.10.1 -x 10.3.10.20"
say guest_sees_portal "status guest @10.5.10.1 casa.internal"
say guest_sees_itself "dig guest @10.5.10.1 phone.guest.internal"
say unknown_internal "status home @10.3.10.1 nobody.home.internal"
say internet_name "dig home @10.3.10.1 www.example"
for name in one two three four; do dig home @10.3.10.1 $name.example >/dev/null; done
say rebinding "dig home @10.3.10.1 evil.example"
say blocked "status home @10.3.10.1 banner.ads.example"
say outsider "status internet @198.51.100.20 casa.internal"
say names_port_closed "status home @10.3.10.1 -p 53053 printer.home.internal"
say time "at home chroot root chronyd -Q -t 12 -f /dev/null 'server 10.3.10.1 iburst' 2>&1 | grep -c 'System clock wrong by'"

# The uplink is cut. What was known has expired; a new machine comes.
ip link set wan0 down
sleep 2
say outage_known "dig home @10.3.10.1 www.example"
# The quickest of four: this computer may have much else to do.
say outage_milliseconds "for name in one two three four; do at home dig +time=3 +tries=1 @10.3.10.1 \$name.example | sed -n 's/.*Query time: \([0-9]*\) msec/\1/p'; done | sort -n | head -n 1"
say outage_own "dig home @10.3.10.1 printer.home.internal"
say outage_node "dig home @10.3.10.1 pintxo1.mgmt.internal"
say outage_lease "lease dmz newcomer $3"
say outage_time "at home chroot root chronyd -Q -t 12 -f /dev/null 'server 10.3.10.1 iburst' 2>&1 | grep -c 'System clock wrong by'"
ip link set wan0 up
ip route add default via 198.51.100.1
sleep 1
say back "dig home @10.3.10.1 another.example"
[ -z "${4:-}" ] || tail -n 30 ./*.log
