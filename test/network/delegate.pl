# A provider's DHCPv6 server on eth0 that does nothing but delegate the prefix whose first groups stand in the file $ARGV[0] (`2001:db8:a`),
# as a /56. It counts for $ARGV[1] seconds, 60 unless told, and one that was delegated before ends at once when the file changes.
use strict;
use warnings;
use Socket qw(:DEFAULT IPPROTO_IPV6 IPV6_JOIN_GROUP inet_pton pack_ipv6_mreq pack_sockaddr_in6);

my ($file, $seconds) = (@ARGV, 60);
my ($clientId, $serverId, $prefixes, $prefix) = (1, 2, 25, 26);
my %answers = (1 => 2, 3 => 7, 5 => 7, 6 => 7, 8 => 7);
my %before;

socket(my $socket, PF_INET6, SOCK_DGRAM, 0);
my ($link) = `ip -o link show eth0` =~ /^(\d+)/;
bind($socket, pack_sockaddr_in6(547, Socket::IN6ADDR_ANY())) or die "$!";
setsockopt($socket, IPPROTO_IPV6, IPV6_JOIN_GROUP, pack_ipv6_mreq(inet_pton(AF_INET6, 'ff02::1:2'), $link)) or die "$!";
while (defined(my $from = recv($socket, my $message, 2000, 0))) {
	my ($kind, $transaction, %options) = (unpack('C', $message), substr($message, 1, 3), options(substr($message, 4)));
	my $answer = $answers{$kind} or next;
	my $body = '';
	$body .= option($clientId, $options{$clientId}) if defined $options{$clientId};
	$body .= option($serverId, "\0\3\0\1\2\0\0\0\0\1");
	$body .= option($prefixes, substr($options{$prefixes}, 0, 4) . pack('N2', 3, 5) . delegated()) if defined $options{$prefixes};
	send($socket, pack('C', $answer) . $transaction . $body, 0, $from);
}

sub options {
	my ($bytes) = @_;
	my %found;
	while (length $bytes >= 4) {
		my ($code, $length) = unpack('n2', $bytes);
		$found{$code} = substr($bytes, 4, $length);
		$bytes = substr($bytes, 4 + $length);
	}
	return %found;
}

sub option { my ($code, $content) = @_; return pack('n2', $code, length $content) . $content }

sub delegated {
	open(my $handle, '<', $file) or die "$!";
	chomp(my $now = <$handle>);
	$before{$now} = 1;
	return join '', map { option($prefix, pack('N2C', $_ eq $now ? ($seconds / 2, $seconds) : (0, 0), 56) . inet_pton(AF_INET6, $_ . '::')) } sort keys %before;
}
