# IPv4 in IPv6 (RFC 2473) between the link $ARGV[0], which it makes, at the address $ARGV[1], and the address $ARGV[2], or `any`: whoever
# spoke last. It writes to the file $ARGV[3] who the senders within are, with the segment size that they offer, a line each.
use strict;
use warnings;
use Socket qw(:DEFAULT inet_ntop inet_pton pack_sockaddr_in6 unpack_sockaddr_in6);

my ($link, $own, $remote, $file) = @ARGV;
my ($makeTunnel, $tunWithoutHeader, $ipv4InIpv6) = (0x400454ca, 0x1001, 4);
my $to = $remote eq 'any' ? undef : inet_pton(AF_INET6, $remote);

open(my $tunnel, '+<', '/dev/net/tun') or die "$!";
ioctl($tunnel, $makeTunnel, pack('a16 S x22', $link, $tunWithoutHeader)) or die "$!";
socket(my $outside, AF_INET6, SOCK_RAW, $ipv4InIpv6) or die "$!";
bind($outside, pack_sockaddr_in6(0, inet_pton(AF_INET6, $own))) or die "$!";
open(my $notes, '>', $file // '/dev/null') or die "$!";
$notes->autoflush(1);

while (1) {
	my $waiting = '';
	vec($waiting, fileno($_), 1) = 1 for $tunnel, $outside;
	select($waiting, undef, undef, undef);
	if (vec($waiting, fileno($tunnel), 1)) {
		sysread($tunnel, my $packet, 2000) or die "$!";
		send($outside, $packet, 0, pack_sockaddr_in6(0, $to)) if defined $to && ord($packet) >> 4 == 4;
	}
	if (vec($waiting, fileno($outside), 1)) {
		my ($from) = (unpack_sockaddr_in6(recv($outside, my $packet, 2000, 0)))[1];
		if ($remote eq 'any') { $to = $from } elsif ($from ne $to) { next }
		print $notes inet_ntop(AF_INET, substr($packet, 12, 4)), ' ', segmentSize($packet), "\n";
		syswrite($tunnel, $packet);
	}
}

# What a first segment of TCP offers; `-` for every other packet.
sub segmentSize {
	my ($packet) = @_;
	my $tcp = substr($packet, 4 * (ord($packet) & 15));
	return '-' unless ord(substr($packet, 9, 1)) == 6 && (ord(substr($tcp, 13, 1)) & 0x12) == 2;
	return substr($tcp, 20) =~ /^\x02\x04(..)/s ? unpack('n', $1) : '-';
}
