# A cable from the namespace this runs in to a hub, as `eth0`. Frames get the tag of a VLAN on the way out and lose it on the way in, so
# that the kernel here needs no VLANs. $ARGV[0]: path of the hub   $ARGV[1]: VLAN id, 0 for none. Core modules only.
use strict;
use warnings;
use Fcntl;
use Socket;

my ($path, $vlan) = @ARGV;
my ($setInterface, $tapWithoutHeader, $ethernetVlan) = (0x400454ca, 0x1002, 0x8100);
sysopen(my $tap, '/dev/net/tun', O_RDWR) or die "/dev/net/tun: $!";
my $request = pack('a16 S x22', 'eth0', $tapWithoutHeader);
ioctl($tap, $setInterface, $request) or die "making eth0: $!";
socket(my $hub, PF_UNIX, SOCK_STREAM, 0);
connect($hub, sockaddr_un($path)) or die "$path: $!";
$| = 1;
print "plugged in\n";

my $bytes = '';
while (1) {
	my $wanted = '';
	vec($wanted, fileno($_), 1) = 1 for $tap, $hub;
	select(my $ready = $wanted, undef, undef, undef);
	outward() if vec($ready, fileno($tap), 1);
	inward() if vec($ready, fileno($hub), 1);
}

sub outward {
	sysread($tap, my $frame, 65536) or die "eth0: $!";
	$frame = substr($frame, 0, 12) . pack('n2', $ethernetVlan, $vlan) . substr($frame, 12) if $vlan;
	my $left = pack('N', length $frame) . $frame;
	while (length $left) { $left = substr($left, syswrite($hub, $left) // die "$path: $!") }
}

sub inward {
	sysread($hub, $bytes, 65536, length $bytes) or exit;
	while (length $bytes >= 4 && length $bytes >= 4 + unpack('N', $bytes)) {
		my $frame = substr($bytes, 4, unpack('N', $bytes));
		$bytes = substr($bytes, 4 + length $frame);
		my ($kind, $tag) = unpack('x12 n2', $frame);
		my $seen = $kind == $ethernetVlan ? $tag & 0xfff : 0;
		next if $seen != $vlan;
		syswrite($tap, $seen ? substr($frame, 0, 12) . substr($frame, 16) : $frame);
	}
}
