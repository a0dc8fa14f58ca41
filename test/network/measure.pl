# Speaks to several routers in turns, a few milliseconds each, so that whatever else the computer does hits all of them alike.
# Core modules only; one line `name=seconds` for each turn, or `name=ratio` for all turns of two.
use strict;
use warnings;
use Socket;

my ($mode, @arguments) = @ARGV;
my %modes = (sink => \&sink, transfer => \&transfer, newcomers => \&newcomers, questions => \&questions);
$modes{$mode}->(@arguments);

# The clock that nobody sets (system call 228 of x86-64), in seconds.
sub now {
	my $buffer = "\0" x 16;
	syscall(228, 1, $buffer);
	my ($seconds, $nanoseconds) = unpack('q2', $buffer);
	return $seconds + $nanoseconds / 1e9;
}

# Answers each MiB of a connection with a dot.
sub sink {
	socket(my $listening, PF_INET, SOCK_STREAM, 0);
	setsockopt($listening, SOL_SOCKET, SO_REUSEADDR, 1);
	bind($listening, sockaddr_in(5000, INADDR_ANY)) or die "$!";
	listen($listening, 9);
	$SIG{CHLD} = 'IGNORE';
	while (accept(my $connection, $listening)) {
		next if fork();
		my $seen = 0;
		while (my $count = sysread($connection, my $bytes, 262144)) {
			for ($seen += $count; $seen >= 1048576; $seen -= 1048576) { syswrite($connection, '.') }
		}
		exit;
	}
}

# After the name of what is told, each of two arguments is name=address. A turn sends 16 MiB over a connection that stays open.
# The median is told of what the first took beside the second in the same turn.
sub transfer {
	my ($turns, $told, @ends) = @_;
	my $bytes = 'x' x 262144;
	my %took;
	take_turns($turns, connections(@ends), sub {
		my ($socket) = @_;
		for (1 .. 16) { for (1 .. 4) { my $left = length $bytes; while ($left > 0) { $left -= syswrite($socket, $bytes, $left) // die "$!" } } }
		for (my $left = 16; $left > 0;) { $left -= sysread($socket, my $dots, $left) || die 'the connection broke' }
	}, sub { my ($name, $seconds) = @_; push @{$took{$name}}, $seconds });
	my ($first, $second) = map { $took{(split /=/)[0]} } @ends;
	my @ratios = sort { $a <=> $b } map { $first->[$_] / $second->[$_] } 0 .. $#$first;
	printf "%s=%.6f\n", $told, $ratios[@ratios / 2];
}

# Nobody answers, so that the connection never counts as established and every packet is judged in full.
sub newcomers {
	my ($turns, @ends) = @_;
	take_turns($turns, sockets(5000, @ends), sub { my ($socket) = @_; send($socket, '?', 0) for 1 .. 2000 });
}

# Twenty questions for the address of casa.internal are always under way.
sub questions {
	my ($turns, @ends) = @_;
	my $question = pack('n6', 1, 256, 1, 0, 0, 0) . "\4casa\10internal\0" . pack('n2', 1, 1);
	take_turns($turns, sockets(53, @ends), sub {
		my ($socket) = @_;
		send($socket, $question, 0) for 1 .. 20;
		for my $count (1 .. 1000) {
			defined recv($socket, my $answer, 2000, 0) or die 'no answer';
			send($socket, $question, 0) if $count <= 980;
		}
	});
}

# Forwards and backwards, so that nobody is always first.
sub take_turns {
	my ($turns, $sockets, $work, $tell) = @_;
	$tell //= sub { printf "%s=%.6f\n", @_ };
	my @names = sort keys %$sockets;
	for my $turn (1 .. $turns) {
		for my $name ($turn % 2 ? @names : reverse @names) {
			my $began = now();
			$work->($sockets->{$name});
			$tell->($name, now() - $began);
		}
	}
}

sub connections {
	return { map { my ($name, $address) = split /=/; socket(my $socket, PF_INET, SOCK_STREAM, 0); connect($socket, sockaddr_in(5000, inet_aton($address))) or die "$name: $!"; ($name, $socket) } @_ };
}

sub sockets {
	my ($port, @ends) = @_;
	return { map {
		my ($name, $address) = split /=/;
		socket(my $socket, PF_INET, SOCK_DGRAM, 0);
		setsockopt($socket, SOL_SOCKET, SO_RCVTIMEO, pack('q2', 5, 0));
		connect($socket, sockaddr_in($port, inet_aton($address))) or die "$name: $!";
		($name, $socket)
	} @ends };
}
