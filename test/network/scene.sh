# The house and the world outside as namespaces, with the rendered files in a Debian 13 tree; read by the other scripts.
# $1: scratch folder with the rendered files in files/   $2: Debian 13 tree
cd "$1"
mkdir scratch
mount -t tmpfs scratch scratch
cd scratch
mount -t tmpfs netns /run/netns 2>/dev/null || { mkdir -p /run/netns && mount -t tmpfs netns /run/netns; }
ip link set lo up
sysctl -qw net.ipv4.ip_forward=1

# A machine's root folder, over the tree that stays as it is.
machine() {
	mkdir -p "upper-$1" "work-$1" "$1"
	mount -t overlay -o "lowerdir=$2,upperdir=upper-$1,workdir=work-$1" overlay "$1"
	mount --rbind /dev "$1/dev"
	mount -t proc proc "$1/proc"
	mount -t tmpfs run "$1/run"
	mount -t sysfs -o ro sysfs "$1/sys"
	echo 0123456789abcdef0123456789abcdef > "$1/etc/machine-id"
	chroot "$1" install -d -o systemd-network -g systemd-network /run/systemd/netif /run/systemd/netif/leases /run/systemd/netif/links /run/systemd/netif/lldp
}
machine root "$2"
machine client "$2"
cp -a --remove-destination "$1/files/." root/

inside() { chroot root "$@"; }
at() { place=$1; shift; ip netns exec "$place" "$@"; }

# $1: namespace   $2: link of the node that leads there   $3: the node's address on it, if any
cable() {
	ip netns add "$1"
	ip link add "$2" type veth peer name eth0 netns "$1"
	ip link set "$2" up
	[ -z "${3:-}" ] || ip address add "$3" dev "$2"
	ip -n "$1" link set lo up
	ip -n "$1" link set eth0 up
}

# A name server of the internet, in namespace $1. Its root is not the real one, so nothing it says can be proved.
internet_names() {
	printf 'server:\n\tdomain-insecure: "example."\n' > root/etc/unbound/unbound.conf.d/zz-unproved.conf
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
	at "$1" chroot root unbound -dd -c /run/internet.conf 2>internet.log &
}

start_services() {
	inside nft -f /etc/nftables.conf
	inside systemd-sysusers >/dev/null 2>&1
	for file in root/etc/tmpfiles.d/pintxo-*; do inside systemd-tmpfiles --create "${file#root}"; done
	inside install -d -o dnsmasq /var/lib/dnsmasq
	inside setpriv --reuid=dnsmasq --clear-groups --inh-caps=-all,+net_admin,+net_raw,+net_bind_service --ambient-caps=-all,+net_admin,+net_raw,+net_bind_service \
		dnsmasq --keep-in-foreground --conf-file=/etc/dnsmasq.conf --pid-file 2>dnsmasq.log &
	inside install -d -o unbound /run/unbound
	inside unbound -dd -p 2>unbound.log &
	inside install -d -m 0700 -o _chrony -g _chrony /run/chrony
	# -x: the clock of this computer is nobody's business here.
	inside chronyd -x -d -f /etc/chrony/chrony.conf 2>chrony.log &
	sleep 2
}

say() { echo "$1=$(eval "$2" 2>/dev/null | tr '\n' ' ' | sed 's/ *$//')"; }
dig() { place=$1; shift; at "$place" dig +short +time=3 +tries=1 "$@"; }
status() { place=$1; shift; at "$place" dig +time=3 +tries=1 "$@" | sed -n 's/.*status: \([A-Z]*\).*/\1/p'; }
# Milliseconds of the middle one of these questions, asked in $1 of the resolver $2.
typical() {
	place=$1; server=$2; shift 2
	for name in "$@"; do at "$place" dig +time=3 +tries=1 "@$server" "$name" | sed -n 's/.*Query time: \([0-9]*\) msec/\1/p;s/.*timed out.*/3000/p'; done | sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}
# Debian's own network service as the client in namespace $1, called $2, for $3 seconds.
lease() {
	mkdir -p client/run/systemd/network
	printf '[Match]\nName=eth0\n[Network]\nDHCP=ipv4\nLinkLocalAddressing=no\nIPv6AcceptRA=no\nKeepConfiguration=yes\n[DHCPv4]\nHostname=%s\nClientIdentifier=mac\nAnonymize=no\n' "$2" > client/run/systemd/network/10-client.network
	at "$1" timeout "$3" chroot client /usr/lib/systemd/systemd-networkd >"client-$1.log" 2>&1 || true
	ip -n "$1" -4 -brief address show dev eth0 | awk '{print $3}'
}
