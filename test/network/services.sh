# Runs in network, mount and process namespaces of its own: the rendered services with real clients.
# $1: scratch folder with the rendered files in files/   $2: Debian 13 tree   $3: seconds that a client may take for a lease
set -eu
tests=$(realpath "$(dirname "$0")")
. "$tests/scene.sh"

cable mgmt lan 10.0.0.1/24
cable srv vlan200 10.2.0.1/24
cable home vlan310 10.3.10.1/24
cable things vlan410 10.4.10.1/24
ip -n things address add 10.4.10.60/24 dev eth0
ip -n things route add default via 10.4.10.1
cable iot vlan420 10.4.20.1/24
cable guest vlan510 10.5.10.1/24
cable dmz vlan610 10.6.0.1/24
cable internet wan0 198.51.100.20/24
ip -n internet address add 198.51.100.1/24 dev eth0
ip -n internet address add 203.0.113.53/32 dev eth0
ip -n internet route add default via 198.51.100.20
ip route add default via 198.51.100.1
ip -n mgmt address add 10.0.0.7/24 dev eth0
ip -n iot address add 10.4.20.60/24 dev eth0
ip -n iot route add default via 10.4.20.1
ip -n mgmt route add default via 10.0.0.1
internet_names internet
start_services

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
say rebinding_exception "dig home @10.3.10.1 kind.evil.example"
say canary "status home @10.3.10.1 use-application-dns.net"
say things_see_node "dig things @10.4.10.1 pintxo1.mgmt.internal"
say things_ask_outside "status things @10.4.10.1 data-in-a-name.example"
say blocked "status home @10.3.10.1 banner.ads.example"
say outsider "status internet @198.51.100.20 casa.internal"
say names_port_closed "status home @10.3.10.1 -p 53053 printer.home.internal"
say time "at home chroot root chronyd -Q -t 12 -f /dev/null 'server 10.3.10.1 iburst' 2>&1 | grep -c 'System clock wrong by'"

# A question to everyone in the home: who hears it, and whose answer comes back.
for place in iot guest; do
	address=$(ip -n $place -4 -brief address show dev eth0 | awk '{sub("/.*", "", $3); print $3}')
	at $place timeout 20 perl "$tests/multicast.pl" "$address" > heard-$place &
done
inside setpriv --reuid=nobody --clear-groups $(sed -n 's/^ExecStart=//p' root/etc/systemd/system/pintxo-discovery-home-iotCloud.service) &
sleep 2
say discovery_answer "at home timeout 10 perl $tests/multicast.pl 10.3.10.20 'any printers?'"
say discovery_heard "cat heard-iot"
say discovery_guest "cat heard-guest"

# Something that the node publishes: here it is only whether it can be reached.
perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalAddr => "0.0.0.0", LocalPort => 443, Listen => 9, ReuseAddr => 1) or die; while ($c = $s->accept) { print $c "published\n"; close $c }' &

# The uplink is cut. What was known has expired; a new machine comes.
ip link set wan0 down
sleep 2
say outage_known "dig home @10.3.10.1 www.example"
say outage_milliseconds "typical home 10.3.10.1 one.example two.example three.example four.example one.example two.example three.example"
say outage_own_milliseconds "typical home 10.3.10.1 printer.home.internal casa.internal pintxo1.mgmt.internal laser.home.internal casa.internal"
say outage_published "at home perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(PeerAddr => q(10.0.0.1), PeerPort => 443, Timeout => 3)->getline'"
say outage_own "dig home @10.3.10.1 printer.home.internal"
say outage_node "dig home @10.3.10.1 pintxo1.mgmt.internal"
say outage_lease "lease dmz newcomer $3"
say outage_time "at home chroot root chronyd -Q -t 12 -f /dev/null 'server 10.3.10.1 iburst' 2>&1 | grep -c 'System clock wrong by'"
ip link set wan0 up
ip route add default via 198.51.100.1
sleep 1
say back "dig home @10.3.10.1 another.example"
[ -z "${4:-}" ] || tail -n 30 ./*.log
