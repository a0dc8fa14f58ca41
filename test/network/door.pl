# `open PORT`: tells whoever connects, by IPv4 or IPv6, from which address. `knock ADDRESS PORT`: prints what was told. Core modules only.
use strict;
use warnings;
use IO::Socket::IP;

my ($mode, @arguments) = @ARGV;
if ($mode eq 'open') {
	my $listening = IO::Socket::IP->new(LocalHost => '::', LocalPort => $arguments[0], Listen => 9, ReuseAddr => 1, V6Only => 0) or die "$@";
	while (my $connection = $listening->accept) { print $connection $connection->peerhost =~ s/^::ffff://r, "\n"; close $connection }
} else {
	my $connection = IO::Socket::IP->new(PeerHost => $arguments[0], PeerPort => $arguments[1], Timeout => 4) or exit 1;
	print scalar <$connection> // '';
}
