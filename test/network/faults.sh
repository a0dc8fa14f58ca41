# Runs in network, mount and process namespaces of its own: what can go wrong on the side of the provider, and who asks too much inside.
# $1: scratch folder with the rendered files in files/   $2: Debian 13 tree   $3: seconds that a client may take for a lease
set -eu
programs=$(cd "$(dirname "$0")" && pwd)
. "$programs/scene.sh"
cp "$programs/delegate.pl" "$programs/crowd.pl" root/run/
ulimit -n "$(ulimit -H -n)"

cable srv vlan200
cable home vlan310
cable guest vlan510
cable dmz vlan610
cable mgmt lan
# The provider's side is a switch with two who give addresses.
cable isp wan0
ip -n isp link add switch type bridge
ip -n isp link set switch up
ip -n isp link set eth0 master switch
for name in provider rogue; do
	ip netns add $name
	ip -n isp link add $name type veth peer name eth0 netns $name
	ip -n isp link set $name master switch
	ip -n isp link set $name up
	ip -n $name link set lo up
	ip -n $name link set eth0 up
done
for address in 198.51.100.1/24 203.0.113.53/32 203.0.113.80/32 2001:db8:1::1/64 2001:db8:ffff::7/128; do ip -n provider address add $address dev eth0; done
at provider sysctl -qw net.ipv6.conf.all.forwarding=1
ip -n mgmt address add 10.0.0.7/24 dev eth0
ip -n mgmt route add default via 10.0.0.1
for place in srv.10.2.0 home.10.3.10 guest.10.5.10; do
	ip -n ${place%%.*} address add ${place#*.}.7/24 dev eth0
	ip -n ${place%%.*} route add default via ${place#*.}.1
done

gives() { echo "$1" > root/run/prefix; }
provide() { ip netns exec provider chroot root dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --interface=eth0 --pid-file --leasefile-ro --no-ping --dhcp-authoritative \
	--dhcp-range=198.51.100.20,198.51.100.60,2m --dhcp-option=option:router,198.51.100.1 --dhcp-option=option:dns-server,203.0.113.53 --enable-ra --dhcp-range=2001:db8:1::,ra-only 2>provider.log & provider=$!; }
gives 2001:db8:a
ip netns exec provider perl "$programs/delegate.pl" "$PWD/root/run/prefix" 2>delegate.log &
ip netns exec provider perl "$programs/crowd.pl" echo 5000 &
ip netns exec srv perl "$programs/crowd.pl" echo 5000 &
provide
internet_names provider

# The zones' links stand ready: no kernel is asked for VLANs, nor for a bridge that knows them.
rm -rf root/etc/systemd/network/20-*.netdev root/etc/systemd/network/40-*
sed -i '/^\[BridgeVLAN\]$/,/^$/d' root/etc/systemd/network/30-lan.network
inside /usr/lib/systemd/systemd-networkd >networkd.log 2>&1 &
start_services

# Whether something becomes true within so many seconds.
within() { seconds=$1; shift; tries=$((seconds * 5)); while [ $tries -gt 0 ]; do if eval "$1" >/dev/null 2>&1; then echo yes; return; fi; tries=$((tries - 1)); sleep 0.2; done; echo no; }
online='at home perl root/run/crowd.pl connections 203.0.113.80 5000 1 | grep -qx 1'
own='[ "$(dig home @10.3.10.1 casa.internal)" = 10.0.0.1 ]'
say wan_up "within 30 \"\$online\""

# WAN flaps.
at home perl root/run/crowd.pl hold 10.2.0.7 5000 9 > held-inside &
held=$!
failed=0
for time in 1 2 3 4 5 6 7 8 9 10; do
	ip -n isp link set eth0 down
	eval "$own" || failed=$((failed + 1))
	sleep 0.2
	ip -n isp link set eth0 up
	eval "$own" || failed=$((failed + 1))
	sleep 0.3
done
wait $held || true
say flaps_names_failed "echo $failed"
say flaps_inside "cat held-inside"
say flaps_over "within 20 \"\$online\""
say flaps_addresses "ip -4 -oneline address show wan0 | wc -l"
say flaps_routes "ip route show default dev wan0 | wc -l"

# Another prefix of the provider's. Machines hear of it with the next advertisement, which may take 16 seconds.
link=$(ip -6 -brief address show dev wan0 scope link | awk '{ sub("/.*", "", $3); print $3 }')
for prefix in a b; do ip -n provider -6 route add 2001:db8:$prefix::/48 via "$link" dev eth0; done
outward='ip netns exec home chroot root ping -6 -c 1 -W 1 2001:db8:ffff::7'
say prefix_first "within 20 'ip -6 -brief address show dev vlan310 scope global | grep 2001:db8:a:'"
say prefix_reaches "within 40 \"\$outward\""
gives 2001:db8:b
say prefix_second "within 20 'ip -6 -brief address show dev vlan310 scope global | grep 2001:db8:b:'"
say prefix_old_gone "within 20 '! ip -6 -brief address show dev vlan310 scope global | grep 2001:db8:a:'"
say prefix_client_moves "within 40 'ip -n home -6 route get 2001:db8:ffff::7 | grep \"src 2001:db8:b:\"'"
say prefix_reaches_again "within 40 \"\$outward\""
say prefix_own_stays "ip -6 -brief address show dev vlan310 scope global | grep -c ' fd'"

# Ten thousand connections at once through the node, each alive.
say connections "at home perl root/run/crowd.pl connections 203.0.113.80 5000 10000"
say connections_known "[ \$(cat /proc/sys/net/netfilter/nf_conntrack_count) -gt 9000 ] && echo yes"
say connections_names "typical home 10.3.10.1 casa.internal www.example casa.internal www.example casa.internal"
say connections_one_more "$online && echo yes"

# Guests ask as fast as they can; others go on asking.
at guest perl root/run/crowd.pl flood 10.5.10.1 8 &
flood=$!
sleep 1
say flood_own "typical home 10.3.10.1 casa.internal pintxo1.mgmt.internal casa.internal pintxo1.mgmt.internal casa.internal"
say flood_internet "typical home 10.3.10.1 one.example two.example three.example four.example five.example"
wait $flood || true
say flood_refused "inside nft -j list counters table inet pintxo | tr '{' '\n' | grep refused_flood | sed 's/.*\"packets\": *\([0-9]*\).*/\1/'"
say flood_over "status home @10.3.10.1 six.example"

# Longer than networkd takes a cable for one that blinks.
out_and_in() { ip -n isp link set eth0 down; sleep 7; ip -n isp link set eth0 up; }
# The provider falls silent, and somebody else on its side gives addresses, of the very network that is the house's own.
kill $provider
wait $provider || true
say outside_unserved "lease rogue stranger 4"
ip -n rogue address add 10.0.0.66/24 dev eth0
ip netns exec rogue chroot root dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --interface=eth0 --pid-file --leasefile-ro --no-ping --dhcp-authoritative \
	--dhcp-range=10.0.0.200,10.0.0.220,2m --dhcp-option=option:router,10.0.0.66 2>rogue.log & rogue=$!
sleep 0.5
out_and_in
say rogue_taken "within 15 'ip -4 -brief address show wan0 | grep 10.0.0.2'"
say rogue_mgmt "dig mgmt @10.0.0.1 casa.internal"
say rogue_mgmt_to_srv "at mgmt perl root/run/crowd.pl connections 10.2.0.7 5000 1"
say rogue_home "dig home @10.3.10.1 casa.internal"
ip -n rogue route replace 10.2.0.0/24 via "$(ip -4 -brief address show wan0 | awk '{ sub("/.*", "", $3); print $3 }')"
say rogue_gets_in "at rogue perl root/run/crowd.pl connections 10.2.0.7 5000 1"
say rogue_names "status rogue @\$(ip -4 -brief address show wan0 | awk '{ sub(\"/.*\", \"\", \$3); print \$3 }') casa.internal"
say rogue_lease "lease dmz newcomer $3"
kill $rogue
provide
out_and_in
say back "within 30 \"\$online\""
[ -z "${4:-}" ] || tail -n 30 ./*.log
