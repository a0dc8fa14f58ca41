# Runs in network, mount and process namespaces of its own.
# $1: folder with the rendered files in files-5/ and files-50/   $2: Debian 13 tree
set -eu
cd "$1"
mkdir scratch
mount -t tmpfs scratch scratch
cd scratch
mkdir upper work root
mount -t overlay -o "lowerdir=$2,upperdir=upper,workdir=work" overlay root
mount --rbind /dev root/dev
mount -t proc proc root/proc
mount -t tmpfs run root/run
mount -t tmpfs netns /run/netns 2>/dev/null || { mkdir -p /run/netns && mount -t tmpfs netns /run/netns; }
ip link set lo up
sysctl -qw net.ipv4.ip_forward=1
inside() { chroot root "$@"; }

cable() {
	ip netns add "$1"
	ip link add "$2" type veth peer name eth0 netns "$1"
	ip link set "$2" up
	ip address add "$3" dev "$2"
	ip -n "$1" link set lo up
	ip -n "$1" link set eth0 up
	ip -n "$1" address add "$4" dev eth0
	ip -n "$1" route add default via "${3%/*}"
}
cable home vlan310 10.3.10.1/24 10.3.10.7/24
cable srv vlan200 10.2.0.1/24 10.2.0.7/24


rules() {
	inside nft flush ruleset
	[ "$1" = empty ] || inside nft -f /dev/stdin < "$1/etc/nftables.conf"
}
# Seconds of the clock that nobody sets (system call 228 of x86-64); the tree has Perl's core only.
clock='sub now { my $b = "\0" x 16; syscall(228, 1, $b); my ($s, $n) = unpack("q2", $b); $s + $n / 1e9 } '
# One connection, as many bytes as go; seconds.
ip netns exec srv chroot root perl -MSocket -e 'socket(my $s, PF_INET, SOCK_STREAM, 0); setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1); bind($s, sockaddr_in(5000, INADDR_ANY)); listen($s, 9); while (accept(my $c, $s)) { while (sysread($c, my $b, 262144)) {} syswrite($c, "."); close($c) }' &
transfer() { ip netns exec home chroot root perl -MSocket -e "$clock"'my $t = now(); socket(my $s, PF_INET, SOCK_STREAM, 0); connect($s, sockaddr_in(5000, inet_aton("10.2.0.7"))) or die; my $b = "x" x 262144; syswrite($s, $b) for 1 .. 400; shutdown($s, 1); sysread($s, $b, 1); print now() - $t'; }
# Every packet is a connection of its own, so every one is judged; seconds.
newcomers() { ip netns exec home chroot root perl -MSocket -e "$clock"'socket(my $s, PF_INET, SOCK_DGRAM, 0); my $a = inet_aton("10.2.0.7"); my $t = now(); send($s, "?", 0, sockaddr_in($_, $a)) for 10000 .. 19999; print now() - $t'; }
sysctl -qw net.netfilter.nf_conntrack_udp_timeout=1 2>/dev/null || true
sleep 1
files="$(dirname "$PWD")"
for round in 1 2 3 4 5; do
	rules empty
	echo "empty=$(transfer)"
	for zones in 5 50; do
		rules "$files/files-$zones"
		echo "zones$zones=$(newcomers)"
		[ $zones = 50 ] || echo "ruled=$(transfer)"
	done
done
rules empty

# Answers a second from the same kind of data, twenty questions under way at a time.
questions() { ip netns exec home chroot root perl -MSocket -e "$clock"'socket(my $s, PF_INET, SOCK_DGRAM, 0); connect($s, sockaddr_in(53, inet_aton("10.3.10.1"))); setsockopt($s, SOL_SOCKET, SO_RCVTIMEO, pack("q2", 2, 0)); my $q = pack("n6", 1, 256, 1, 0, 0, 0) . "\4casa\10internal\0" . pack("n2", 1, 1); my $t = now(); my $n = 0; send($s, $q, 0) for 1 .. 20; while ($n < 10000 && defined recv($s, my $b, 2000, 0)) { $n++; send($s, $q, 0) } print $n / (now() - $t)'; }
cp -a root/etc/unbound root/etc/unbound.plain
rm -f root/etc/unbound.plain/unbound.conf.d/*
printf 'server:\n\tinterface: 10.3.10.1\n\taccess-control: 10.0.0.0/8 allow\n\tlocal-data: "casa.internal. A 10.0.0.1"\n\tpidfile: ""\nremote-control:\n\tcontrol-enable: no\n' > root/etc/unbound.plain/unbound.conf
cp -a --remove-destination "$files/files-5/." root/ 2>/dev/null
inside systemd-sysusers >/dev/null 2>&1 || true
for file in root/etc/tmpfiles.d/pintxo-*; do inside systemd-tmpfiles --create "${file#root}" || true; done
for round in 1 2 3 4 5; do
	for which in plain ours; do
		config=/etc/unbound/unbound.conf
		[ $which = ours ] || config=/etc/unbound.plain/unbound.conf
		inside unbound -dd -p -c $config 2>$which.log & server=$!
		sleep 1
		echo "dns_$which=$(questions)"
		kill $server
		wait $server || true
	done
done
