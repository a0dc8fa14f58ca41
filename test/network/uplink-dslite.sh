# Runs in network, mount and process namespaces of its own: a provider with IPv6 alone, who carries IPv4 through a tunnel (DS-Lite). His
# DHCPv6 server is Debian's dnsmasq; somebody else delegates the prefix, which dnsmasq cannot.
# $1: scratch folder with the rendered files in files/   $2: Debian 13 tree   $3: seconds that a client may take for a lease
set -eu
sources=$(realpath "$(dirname "$0")/../..")
other_end=isp
. "$(dirname "$0")/uplink-scene.sh"
cp "$programs/tunnel.pl" root/run/

ip -n isp link add switch type bridge
ip -n isp link set switch up
ip -n isp link set eth0 master switch
for name in provider delegator; do
	ip netns add $name
	ip -n isp link add $name type veth peer name eth0 netns $name
	ip -n isp link set $name master switch
	ip -n isp link set $name up
	ip -n $name link set lo up
	ip -n $name link set eth0 up
done
for address in 2001:db8:1::1/64 2001:db8:aa::1/128 2001:db8:ffff::53/128 2001:db8:ffff::54/128 2001:db8:ffff::7/128; do ip -n provider address add $address dev eth0 nodad; done
at provider sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
echo 2001:db8:a > root/run/prefix
ip netns exec delegator perl "$programs/delegate.pl" "$PWD/root/run/prefix" 2>delegate.log &
# One resolver of the provider's knows the end of the tunnel; the one that the house asks does not.
knows_end() { names_at provider 2001:db8:ffff::53 "local-data: \"aftr.provider.test. 1 IN AAAA $1\""; knowing=$!; }
knows_end 2001:db8:aa::1
names_at provider 2001:db8:ffff::54

# The internet of IPv4, behind the provider's translator.
ip netns add internet4
ip -n provider link add internet4 type veth peer name eth0 netns internet4
ip -n provider address add 203.0.113.1/24 dev internet4
ip -n provider link set internet4 up
ip -n internet4 link set lo up
ip -n internet4 link set eth0 up
ip -n internet4 address add 203.0.113.80/24 dev eth0
at provider chroot root nft 'add table ip translator; add chain ip translator out { type nat hook postrouting priority srcnat; }; add rule ip translator out oifname internet4 masquerade'
ip netns exec provider perl "$programs/tunnel.pl" aftr 2001:db8:aa::1 any senders 2>aftr.log &
within 5 'ip -n provider link set aftr up' > /dev/null
ip -n provider route add 192.0.0.0/29 dev aftr
for network in 10.3.10.0/24 10.5.10.0/24; do ip -n provider route add $network dev aftr; done
for place in internet4 provider home; do door $place 5000; done
start_house

# What the unit runs, in a hurry. A kernel without such tunnels gets one from a program; like the kernel's, it begins at an address that is there.
mkdir bin found
cat > bin/ip <<-STANDIN
	#!/bin/sh
	case "\$*" in *"type ip6tnl"*) ;; *) exec $(command -v ip) "\$@" ;; esac
	echo "\$*" >> $PWD/asked-of-ip
	$(command -v ip) "\$@" 2>/dev/null && exit 0
	[ ! -e $PWD/tunnel.pid ] || { kill "\$(cat $PWD/tunnel.pid)"; $(command -v sleep) 0.2; }
	perl $programs/tunnel.pl "\$4" \$(echo "\$*" | sed 's/.* local \([^ ]*\) remote \([^ ]*\).*/\1 \2/') >/dev/null 2>$PWD/tunnel.log & echo \$! > $PWD/tunnel.pid
STANDIN
cat > bin/pintxo <<-STANDIN
	#!/bin/sh
	exec node --import "$sources/node_modules/tsx/dist/loader.mjs" "$sources/installer/cli.ts" "\$@" >> $PWD/search.log 2>&1
STANDIN
printf '#!/bin/sh\nexec %s 0.3\n' "$(command -v sleep)" > bin/sleep
chmod +x bin/*
work=$(sed -n "s/^ExecStart=\/bin\/sh -euc '\(.*\)'$/\1/p" root/etc/systemd/system/pintxo-dslite.service | sed 's/turns=120/turns=30/')
unit() { RUNTIME_DIRECTORY=$PWD/found PATH="$PWD/bin:$PATH" sh -euc "$work"; }

say address6 "within 30 'ip -6 -brief address show dev wan0 scope global | grep 2001:db8:1:'"
say silent "unit && echo 0 || echo ends"
say silent_why "cat found/found.json"
ip netns exec provider chroot root dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --interface=eth0 --pid-file --leasefile-ro --enable-ra --dhcp-range=2001:db8:1::,ra-stateless \
	--dhcp-option=option6:dns-server,[2001:db8:ffff::53] --dhcp-option=option6:64,04:61:66:74:72:08:70:72:6f:76:69:64:65:72:04:74:65:73:74:00 2>provider.log &
say address6 "within 30 'ip -6 -brief address show dev wan0 scope global | grep 2001:db8:1:'"
link=$(ip -6 -brief address show dev wan0 scope link | awk '{ sub("/.*", "", $3); print $3 }')
ip -n provider -6 route add 2001:db8:a::/48 via "$link" dev eth0
unit & unit=$!
say search "within 20 'grep address found/found.json'"
say found "cat found/found.json"
say asked_of_ip "sed 's/^link //' asked-of-ip"
say tunnel_address "within 10 'ip -4 -brief address show dev ds-wan | grep 192.0.0.2/29'"
say mtu "ip -json link show ds-wan | sed 's/.*\"mtu\":\([0-9]*\).*/\1/'"
say way "ip -4 route show default | awk '{ print \$1, \$2, \$3 }'"
say outside4 "ip -4 -brief address show dev wan0"

say lease_home "lease home laptop $3"
ip -n home route add default via 10.3.10.1
say node_seen_as "inside perl /run/door.pl knock 203.0.113.80 5000"
say house_seen_as "knock home 203.0.113.80 5000"
say senders "sort -u senders"
say whole_frame "at home chroot root ping -c 1 -W 3 -M do -s 1432 203.0.113.80 >/dev/null && echo passes"
say larger_frame "at home chroot root ping -c 1 -W 3 -M do -s 1433 203.0.113.80 2>&1 | grep -o 'mtu.*1460'"
say house_online6 "within 40 'knock home 2001:db8:ffff::7 5000'"
say house_seen_as6 "knock home 2001:db8:ffff::7 5000 | cut -d: -f1-3"
say name4 "dig home @10.3.10.1 A www.example"
say own_name "dig home @10.3.10.1 casa.internal"
inner=$(ip -n home -4 -brief address show dev eth0 | awk '{ sub("/.*", "", $3); print $3 }')
say inside_opens "knock home $inner 5000"
say gets_in "knock provider $inner 5000"
inside perl /run/door.pl open 5001 &
say node_from_outside "knock provider 192.0.0.2 5001"
say refused "inside nft -j list counters table inet pintxo | tr '{' '\n' | sed -n 's/.*\"refused_no_pair\".*\"packets\": *\([0-9]*\).*/\1/p'"

# The machine reaches the tunnel from another address, here one of the delegated prefix: there it begins from now on.
: > asked-of-ip
ip -6 route add 2001:db8:aa::/48 via "$(ip -n provider -6 -brief address show dev eth0 scope link | awk '{ sub("/.*", "", $3); print $3 }')" dev wan0 \
	src "$(ip -6 -brief address show dev vlan310 | tr ' ' '\n' | sed -n 's|^\(2001:db8:a:.*\)/.*|\1|p')"
say renumbered "within 30 'grep \"change.* local 2001:db8:a:\" asked-of-ip'"
say renumbered_online "within 20 'knock home 203.0.113.80 5000'"

# The provider moves his end.
kill $knowing
wait $knowing || true
knows_end 2001:db8:aa::2
say moved "within 90 'grep \"change.* remote 2001:db8:aa::2\" asked-of-ip'"
say moved_to "within 20 'grep 2001:db8:aa::2 found/found.json'"
[ -z "${4:-}" ] || tail -n 30 ./*.log
