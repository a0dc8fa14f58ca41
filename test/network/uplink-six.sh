# Runs in network, mount and process namespaces of its own: a provider with IPv6 alone, who advertises himself and delegates a prefix.
# $1: scratch folder with the rendered files in files/   $2: Debian 13 tree   $3: seconds that a client may take for a lease
set -eu
. "$(dirname "$0")/uplink-scene.sh"

for address in 2001:db8:1::1/64 2001:db8:ffff::53/128 2001:db8:ffff::7/128; do ip -n provider address add $address dev eth0 nodad; done
echo 2001:db8:a > root/run/prefix
ip netns exec provider perl "$programs/delegate.pl" "$PWD/root/run/prefix" 2>delegate.log &
ip netns exec provider chroot root dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --interface=eth0 --pid-file --leasefile-ro --enable-ra --dhcp-range=2001:db8:1::,ra-only 2>provider.log &
names_at provider 2001:db8:ffff::53
at provider sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
door provider 5000
door home 5000
start_house

say node_online "within 40 'inside perl /run/door.pl knock 2001:db8:ffff::7 5000'"
link=$(ip -6 -brief address show dev wan0 scope link | awk '{ sub("/.*", "", $3); print $3 }')
ip -n provider -6 route add 2001:db8:a::/48 via "$link" dev eth0
say outside4 "ip -4 -brief address show dev wan0 scope global"
say lease_home "lease home laptop $3"
ip -n home route add default via 10.3.10.1
say lease_guest "lease guest phone $3"
say house_online "within 40 'knock home 2001:db8:ffff::7 5000'"
say seen_as "knock home 2001:db8:ffff::7 5000 | cut -d: -f1-3"
say by_name "knock home \$(dig home @10.3.10.1 AAAA www.example) 5000 | cut -d: -f1-3"
say name6 "dig home @10.3.10.1 AAAA www.example"
say name4 "dig home @10.3.10.1 A www.example"
say own_name "dig home @10.3.10.1 casa.internal"
say name_of_lease "dig home @10.3.10.1 laptop.home.internal"
say guest_sees_itself "dig guest @10.5.10.1 phone.guest.internal"
say ipv4_outward "at home chroot root ping -c 1 -W 3 203.0.113.80 2>&1 | grep -o 'Net Unreachable'"
say time "at home chroot root chronyd -Q -t 12 -f /dev/null 'server 10.3.10.1 iburst' 2>&1 | grep -c 'System clock wrong by'"
inner=$(ip -n home -6 -brief address show dev eth0 scope global | tr ' ' '\n' | sed -n 's|^\(2001:db8:a:.*\)/.*|\1|p' | head -n 1)
say inner "echo $inner | cut -d: -f1-3"
say gets_in "knock provider $inner 5000"
say node_from_outside "knock provider \$(ip -6 -brief address show dev wan0 scope global | awk '{ sub(\"/.*\", \"\", \$3); print \$3 }') 22"
# By this the machine knows that somebody answers outside.
say routes "ip -6 route show default"
[ -z "${4:-}" ] || tail -n 30 ./*.log
