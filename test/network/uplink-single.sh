# Runs in network, mount and process namespaces of its own: a provider who gives a single address, and whose router is elsewhere.
# $1: scratch folder with the rendered files in files/   $2: Debian 13 tree   $3: seconds that a client may take for a lease
set -eu
. "$(dirname "$0")/uplink-scene.sh"

for address in 198.51.100.1/32 203.0.113.53/32 203.0.113.80/32; do ip -n provider address add $address dev eth0; done
ip -n provider route add 203.0.113.10/32 dev eth0
names_at provider 203.0.113.53
at provider sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
door provider 5000
door home 5000
start_house

say lease_home "lease home laptop $3"
ip -n home route add default via 10.3.10.1
say node_online "within 20 'inside perl /run/door.pl knock 203.0.113.80 5000'"
say address "ip -4 -brief address show dev wan0 scope global | awk '{print \$3}'"
say way "ip -4 route show default dev wan0 | sed 's/ proto.*onlink/ onlink/'"
say seen_as "knock home 203.0.113.80 5000"
say name "dig home @10.3.10.1 www.example"
say own_name "dig home @10.3.10.1 casa.internal"
ip -n provider route add 10.3.10.0/24 via 203.0.113.10
say gets_in "knock provider \$(ip -n home -4 -brief address show dev eth0 | awk '{sub(\"/.*\", \"\", \$3); print \$3}') 5000"
say node_from_outside "knock provider 203.0.113.10 22"
ip -n provider link set eth0 down
sleep 7
say outage_own "dig home @10.3.10.1 casa.internal"
ip -n provider link set eth0 up
ip -n provider route replace 203.0.113.10/32 dev eth0
say back "within 20 'knock home 203.0.113.80 5000'"
[ -z "${4:-}" ] || tail -n 30 ./*.log
