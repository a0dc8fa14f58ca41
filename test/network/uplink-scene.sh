# The house behind an uplink that Debian's own network service makes; read by the scripts of the kinds of uplink, after scene.sh.
programs=$(cd "$(dirname "$0")" && pwd)
. "$programs/scene.sh"
cp "$programs/delegate.pl" "$programs/crowd.pl" "$programs/door.pl" root/run/

cable srv vlan200
cable home vlan310
cable guest vlan510
cable dmz vlan610
cable mgmt lan
# Who is at the other end of the cable, the provider himself unless told.
cable "${other_end:-provider}" wan0

# The zones' links stand ready: no kernel is asked for VLANs, nor for a bridge that knows them.
rm -rf root/etc/systemd/network/20-*.netdev root/etc/systemd/network/40-*
sed -i '/^\[BridgeVLAN\]$/,/^$/d' root/etc/systemd/network/30-lan.network
start_house() {
	inside /usr/lib/systemd/systemd-networkd >networkd.log 2>&1 &
	start_services
}

# A name server of the internet with addresses of both kinds: $1 is where, $2 is its address, the rest is said besides.
names_at() {
	place=$1; address=$2; shift 2
	printf 'server:\n\tdomain-insecure: "example."\n' > root/etc/unbound/unbound.conf.d/zz-unproved.conf
	cat > "root/run/names-$address.conf" <<-CONF
	server:
		interface: $address
		access-control: 0.0.0.0/0 allow
		access-control: ::/0 allow
		module-config: "iterator"
		chroot: ""
		pidfile: ""
		username: ""
		local-zone: example. redirect
		local-data: "example. 1 IN A 203.0.113.80"
		local-data: "example. 1 IN AAAA 2001:db8:ffff::7"
		$*
	remote-control:
		control-enable: no
	CONF
	at "$place" chroot root unbound -dd -c "/run/names-$address.conf" 2>"names-$address.log" &
}

# Whether something becomes true within so many seconds.
within() { seconds=$1; shift; tries=$((seconds * 5)); while [ $tries -gt 0 ]; do if eval "$1" >/dev/null 2>&1; then echo yes; return; fi; tries=$((tries - 1)); sleep 0.2; done; echo no; }
# Whom the door at $2 (and port $3) takes one for who knocks from $1; nothing where it does not open.
knock() { at "$1" chroot root perl /run/door.pl knock "$2" "$3"; }
door() { ip netns exec "$1" chroot root perl /run/door.pl open "$2" & }
