# Runs in network, mount and process namespaces of its own: one client and one server, and between them several routers at once.
# $1: folder with the rendered files in files-5/ and files-50/   $2: Debian 13 tree   $3: measure.pl
set -eu
files=$1
cd "$files"
mkdir scratch
mount -t tmpfs scratch scratch
cd scratch
mkdir upper work root
mount -t overlay -o "lowerdir=$2,upperdir=upper,workdir=work" overlay root
mount --rbind /dev root/dev
mount -t proc proc root/proc
mount -t tmpfs run root/run
mount -t tmpfs netns /run/netns 2>/dev/null || { mkdir -p /run/netns && mount -t tmpfs netns /run/netns; }
cp "$3" root/run/measure.pl
at() { place=$1; shift; ip netns exec "$place" chroot root "$@"; }
measure() { at client perl /run/measure.pl "$@"; }

# $1: name of the router   $2: last number of the client's and the server's addresses on its links
router() {
	ip netns add "$1"
	ip link add vlan310 netns "$1" type veth peer name "$1" netns client
	ip link add vlan200 netns "$1" type veth peer name "$1" netns server
	for link in lo vlan310 vlan200; do ip -n "$1" link set $link up; done
	ip -n "$1" address add 10.3.10.1/24 dev vlan310
	ip -n "$1" address add 10.2.0.1/24 dev vlan200
	ip netns exec "$1" sysctl -qw net.ipv4.ip_forward=1
	end client "$1" "10.3.10.$2" "10.2.0.$2" 10.3.10.1
	end server "$1" "10.2.0.$2" "10.3.10.$2" 10.2.0.1
}
end() {
	ip -n "$1" link set "$2" up
	ip -n "$1" address add "$3/32" dev "$2"
	ip -n "$1" route add "$4" via "$5" dev "$2" onlink src "$3"
}
ip netns add client
ip netns add server
ip -n client link set lo up
ip -n server link set lo up
router empty 6
router five 7
router fifty 8
at five nft -f /dev/stdin < "$files/files-5/etc/nftables.conf"
at fifty nft -f /dev/stdin < "$files/files-50/etc/nftables.conf"
at server nft 'add table ip deaf; add chain ip deaf early { type filter hook prerouting priority raw; }; add rule ip deaf early udp dport 5000 drop'
at server perl /run/measure.pl sink &
sleep 1
# Ten pairs, each with connections of its own: where these come to lie makes some per cent of a difference.
for pair in 1 2 3 4 5 6 7 8 9 10; do measure transfer 15 forward empty=10.2.0.6 ruled=10.2.0.7; done
measure newcomers 400 zones5=10.2.0.7 zones50=10.2.0.8

ip -n empty address add 10.3.10.2/32 dev vlan310
ip -n client route add 10.3.10.2 dev empty src 10.3.10.6
ip -n client route add 10.3.10.1 dev five src 10.3.10.7
# Two resolvers beside each other: the house's, and one with nothing set but where it listens and what the name is.
cp -a root/etc/unbound root/etc/unbound.plain
rm -f root/etc/unbound.plain/unbound.conf.d/*
printf 'server:\n\tinterface: 10.3.10.2\n\taccess-control: 10.0.0.0/8 allow\n\tlocal-data: "casa.internal. A 10.0.0.1"\n\tpidfile: ""\nremote-control:\n\tcontrol-enable: no\n' > root/etc/unbound.plain/unbound.conf
cp -a --remove-destination "$files/files-5/." root/ 2>/dev/null
chroot root systemd-sysusers >/dev/null 2>&1 || true
for file in root/etc/tmpfiles.d/pintxo-*; do chroot root systemd-tmpfiles --create "${file#root}" || true; done
at five nft flush ruleset
at five install -d -o unbound /run/unbound
# Started anew several times: where a process comes to lie in memory makes some per cent of a difference.
for start in 1 2 3 4 5 6; do
	ip netns exec empty chroot root unbound -dd -p -c /etc/unbound.plain/unbound.conf 2>plain.log & plain=$!
	ip netns exec five chroot root unbound -dd -p -c /etc/unbound/unbound.conf 2>ours.log & ours=$!
	sleep 2
	measure questions 30 dns_plain=10.3.10.2 dns_ours=10.3.10.1
	kill $plain $ours
	wait $plain $ours || true
done
