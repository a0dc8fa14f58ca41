# Runs in network, mount and process namespaces of its own: connections that are open while the rules of the firewall change.
# $1: scratch folder with the rendered files in files/, and those of the change in later/   $2: Debian 13 tree
set -eu
programs=$(cd "$(dirname "$0")" && pwd)
. "$programs/scene.sh"

cable srv vlan200 10.2.0.1/24
cable home vlan310 10.3.10.1/24
cable dmz vlan610 10.6.0.1/24
cable provider wan0 198.51.100.20/24
for place in srv.10.2.0 home.10.3.10 dmz.10.6.0 provider.198.51.100; do
	ip -n ${place%%.*} address add ${place#*.}.7/24 dev eth0
	[ ${place%%.*} = provider ] || ip -n ${place%%.*} route add default via ${place#*.}.1
done
ip route add default via 198.51.100.7
for place in srv.10.2.0 dmz.10.6.0; do ip -n ${place%%.*} address add ${place#*.}.8/24 dev eth0; done
inside nft -f /etc/nftables.conf
for place in srv dmz provider; do for port in 5000 5002; do ip netns exec $place perl "$programs/crowd.pl" echo $port & done; done
sleep 1

# $1: name   $2: namespace   $3: address   $4: port
keep() { at "$2" perl "$programs/crowd.pl" hold "$3" "$4" 6 > "kept-$1" 2>/dev/null & }
keep pair home 10.2.0.7 5000
keep outward home 198.51.100.7 5000
keep pinhole_stays dmz 10.2.0.7 5000
keep pinhole_closed dmz 10.2.0.8 5002
keep published_stays provider 198.51.100.20 5000
keep published_closed provider 198.51.100.20 5001
ip netns exec srv perl "$programs/crowd.pl" pour 10.2.0.7 5004 &
ip netns exec srv perl "$programs/crowd.pl" pour 10.2.0.8 5003 &
sleep 1
at home perl "$programs/crowd.pl" drink 10.2.0.7 5004 14 5005 > kept-stream_stays 2>/dev/null &
at dmz perl "$programs/crowd.pl" drink 10.2.0.8 5003 14 > kept-stream_closed 2>/dev/null &
sleep 3
# Somebody in another zone speaks as the one whose connection is open.
ip -n dmz address add 10.3.10.7/32 dev eth0
at dmz perl "$programs/crowd.pl" speak 10.3.10.7 5005 10.2.0.7 5004
say forged "inside nft list counter inet pintxo refused_spoofed | grep -o 'packets [0-9]*'"
ip -n dmz address delete 10.3.10.7/32 dev eth0
say open "grep -c -E 'tcp .*ESTABLISHED' /proc/net/nf_conntrack || true"
cp "$1/later/etc/nftables.conf" root/etc/nftables.conf
inside nft -f /etc/nftables.conf
sleep 14
for name in pair outward pinhole_stays pinhole_closed published_stays published_closed stream_stays stream_closed; do say $name "cat kept-$name"; done
