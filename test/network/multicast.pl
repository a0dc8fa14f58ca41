# Speaks by multicast DNS' address, with plain text. $1: own address   $2: what to ask; without it, what others ask is printed and answered.
use strict; use warnings;
use Socket qw(:DEFAULT pack_ip_mreq IPPROTO_IP IP_ADD_MEMBERSHIP IP_MULTICAST_IF IP_MULTICAST_LOOP);
my ($own, $question) = @ARGV;
my $everyone = sockaddr_in(5353, inet_aton('224.0.0.251'));
$| = 1;
socket(my $socket, PF_INET, SOCK_DGRAM, 0) or die "$!";
setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1) and bind($socket, sockaddr_in(5353, INADDR_ANY)) or die "$!";
setsockopt($socket, IPPROTO_IP, IP_ADD_MEMBERSHIP, pack_ip_mreq(inet_aton('224.0.0.251'), inet_aton($own))) or die "$!";
setsockopt($socket, IPPROTO_IP, IP_MULTICAST_IF, inet_aton($own)) && setsockopt($socket, IPPROTO_IP, IP_MULTICAST_LOOP, 0) or die "$!";
send($socket, $question, 0, $everyone) // die "$!" if defined $question;
while (defined recv($socket, my $text, 999, 0)) {
	print "$text\n";
	last if defined $question;
	send($socket, "here is $text", 0, $everyone);
}
