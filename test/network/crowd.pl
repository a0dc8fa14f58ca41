# Many at once. Core modules only.
use strict;
use warnings;
use Socket;

my ($mode, @arguments) = @ARGV;
my %modes = (echo => \&echo, connections => \&connections, flood => \&flood, hold => \&hold, pour => \&pour, drink => \&drink, speak => \&speak);
$modes{$mode}->(@arguments);

# Takes connections as they come, and once this many are there, sends each back the byte that it sent.
sub echo {
	my ($port) = @_;
	socket(my $listening, PF_INET, SOCK_STREAM, 0);
	setsockopt($listening, SOL_SOCKET, SO_REUSEADDR, 1);
	bind($listening, sockaddr_in($port, INADDR_ANY)) or die "$!";
	listen($listening, 4096);
	while (accept(my $connection, $listening)) {
		setsockopt($connection, SOL_SOCKET, SO_RCVTIMEO, pack('q2', 20, 0));
		sysread($connection, my $count, 8) or next;
		my @all = ($connection);
		while (@all < $count) { accept(my $next, $listening) or die "$!"; push @all, $next }
		for my $each (@all) { sysread($each, my $byte, 1); syswrite($each, $byte) }
	}
}

# Opens this many connections, keeps them, and only then speaks on each; prints how many answered.
sub connections {
	my ($address, $port, $count) = @_;
	alarm(3 + $count / 200);
	my @all = map { socket(my $socket, PF_INET, SOCK_STREAM, 0); setsockopt($socket, SOL_SOCKET, SO_RCVTIMEO, pack('q2', 5, 0)); connect($socket, sockaddr_in($port, inet_aton($address))) or die "$_: $!"; syswrite($socket, sprintf('%8d', $count)) if $_ == 1; $socket } 1 .. $count;
	syswrite($_, '!') for @all;
	print scalar grep { (sysread($_, my $byte, 1) // 0) == 1 } @all;
}

# One connection on which something is said now and then; prints `kept` when it still answers after so many seconds.
sub hold {
	my ($address, $port, $seconds) = @_;
	socket(my $socket, PF_INET, SOCK_STREAM, 0);
	setsockopt($socket, SOL_SOCKET, SO_RCVTIMEO, pack('q2', 10, 0));
	connect($socket, sockaddr_in($port, inet_aton($address))) or die "$!";
	syswrite($socket, sprintf('%8d', 1));
	sleep $seconds;
	syswrite($socket, '!');
	print 'kept' if (sysread($socket, my $byte, 1) // 0) == 1;
}

# Answers the first datagram that comes to the address, for ever.
sub pour {
	my ($address, $port) = @_;
	socket(my $socket, PF_INET, SOCK_DGRAM, 0);
	bind($socket, sockaddr_in($port, inet_aton($address))) or die "$!";
	my $who = recv($socket, my $question, 99, 0);
	while (1) { send($socket, '!', 0, $who); select(undef, undef, undef, 0.2) }
}

# Asks by UDP every second, for so many of them; prints `flows` when something came in the last three, else `ended` or `never`.
sub drink {
	my ($address, $port, $seconds, $from) = @_;
	socket(my $socket, PF_INET, SOCK_DGRAM, 0);
	bind($socket, sockaddr_in($from // 0, INADDR_ANY)) or die "$!";
	my ($now, $last) = (time(), 0);
	my $end = $now + $seconds;
	while (($now = time()) < $end) {
		send($socket, '?', 0, sockaddr_in($port, inet_aton($address)));
		my $ready = '';
		vec($ready, fileno($socket), 1) = 1;
		$last = time(), recv($socket, my $answer, 99, 0) while time() == $now && select(my $seen = $ready, undef, undef, 0.3);
	}
	print $last >= $end - 3 ? 'flows' : $last ? 'ended' : 'never';
}

# Says a word as this sender, which may be somebody else.
sub speak {
	my ($sender, $from, $address, $port) = @_;
	socket(my $socket, PF_INET, SOCK_DGRAM, 0);
	bind($socket, sockaddr_in($from, inet_aton($sender))) or die "$!";
	send($socket, '?', 0, sockaddr_in($port, inet_aton($address)));
}

# Asks a resolver as fast as it can for names that nobody asked for before, for so many seconds: from one port, and from ever new ones.
sub flood {
	my ($address, $seconds) = @_;
	my $until = time() + $seconds;
	my $fork = fork();
	my $socket;
	for (my $count = 0; time() < $until; $count++) {
		socket($socket, PF_INET, SOCK_DGRAM, 0) if !$socket || $fork;
		my $name = sprintf('x%d-%d', $$, $count);
		send($socket, pack('n6', $count & 65535, 256, 1, 0, 0, 0) . pack('C', length $name) . $name . "\7example\0" . pack('n2', 1, 1), 0, sockaddr_in(53, inet_aton($address)));
	}
	wait() if $fork;
}
