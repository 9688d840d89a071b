#!/usr/bin/perl
# The text reports as people see them, held against files that a human has read. After a change that is
# wanted, HELOISE_GOLDEN=write tests/golden/reports.t writes them anew: read the difference.
use strict;
use warnings;
use Test::More;

my $heloise = $ENV{HELOISE} // './heloise';
@ENV{qw(TZ LC_ALL)} = qw(UTC0 C.UTF-8);
delete @ENV{qw(NO_COLOR COLUMNS)};

-x $heloise or BAIL_OUT("$heloise is not there");

# A report of each: read as one, captures of the same ends and times are one capture.
sub each_of {
    my ($report, @names) = @_;
    return join "; $heloise ", map { "$report tests/captures/$_.pcap" } @names;
}
my @attempts = map { "attempt-$_" } qw(unanswered refused unreachable silent closed unconfirmed client-speaks ports-again one-side);
my $together = 'retry-too-fast,greylist-no-retry,duplicate-risk,msg-backscatter,pop3-uidl-changed';
my @network = qw(retransmissions fragmentation-needed packet-too-big);

# [golden file, columns (0: no terminal, nothing is cut), arguments]
my @cases = (
    ['lost-content.show',  80,  'show tests/captures/lost-content.pcap'],
    ['lmtp.show',          80,  'show tests/captures/lmtp.pcap'],
    ['pop3.show',          80,  'show tests/captures/pop3.pcap'],
    ['auth.show',          80,  'show -t d tests/captures/auth.pcap'],
    ['reset.full.show',    100, 'show --full -t u --color always tests/captures/reset.pcap'],
    ['xexch50.hex.show',   80,  'show --hex -q tests/captures/xexch50.pcap'],
    ['odd-replies.hex.show', 80, 'show --hex -q tests/captures/odd-replies.pcap'],
    ['socks5.show',        80,  'show tests/captures/socks5.pcap'],
    ['http-connect.show',  100, 'show -q --show-secrets tests/captures/http-connect.pcap'],
    ['proxy-v2.show',      80,  'show -q tests/captures/proxy-v2-extras.pcap'],
    ['tls.show',           80,  each_of('show', 'tls-old', 'tls-refused')],
    ['tls.list',           100, "list -q samples/starttls.pcap samples/starttls-12.pcapng; $heloise list -q --decrypt samples/starttls.pcap samples/starttls-12.pcapng samples/pop3s-keys.pcapng"],
    ['decrypted.show',     80,  'show samples/starttls-13.pcapng'],
    ['tls.teach.show',     100, 'show -q --explain --depth teach tests/captures/tls-old.pcap'],
    ['tls.json',           0,   'show --format json tests/captures/tls-refused.pcap'],
    ['list.80',            80,  'list tests/captures/lmtp.pcap tests/captures/ipv6.pcap tests/captures/pop3.pcap'],
    ['list.160',           160, 'list tests/captures/lmtp.pcap tests/captures/ipv6.pcap tests/captures/pop3.pcap'],
    ['list.findings.160',  160, 'list -v tests/captures/lmtp.pcap tests/captures/ipv6.pcap tests/captures/pop3.pcap'],
    ['list.findings',      0,   'list -v tests/captures/lmtp.pcap tests/captures/ipv6.pcap tests/captures/pop3.pcap'],
    ['list.whole',         0,   'list tests/captures/lmtp.pcap tests/captures/smtputf8.pcap'],
    ['list.csv',           0,   'list --format csv samples/one-refused.pcap samples/blocked-port.pcap samples/pop3.pcap samples/bounce.pcap'],
    ['list.md',            0,   'list --format md tests/captures/smtputf8.pcap'],
    ['transactions.csv',   0,   'list --transactions --digest --format csv samples/one-refused.pcap samples/pop3.pcap'],
    ['transactions.md',    0,   'list --transactions --format md tests/captures/lmtp.pcap'],
    ['transactions.100',   100, 'list --transactions tests/captures/lmtp.pcap tests/captures/ipv6.pcap'],
    ['deliveries.80',      80,  'list --deliveries samples/greylist.pcap samples/lmtp-one-refused.pcap'],
    ['deliveries.json',    0,   'list --deliveries --format json samples/greylist.pcap'],
    ['one-refused.explain.show', 80, 'show --explain samples/one-refused.pcap'],
    ['pop3-scram.explain.show', 100, 'show --explain --depth brief samples/pop3-scram.pcap'],
    ['headers.explain.show', 100, 'show --explain -q tests/captures/headers.pcap'],
    ['headers.json',       0,   'show --format json -q tests/captures/headers.pcap'],
    ['bounce.teach.show',  100, 'show --explain --depth teach -q samples/bounce.pcap'],
    ['explain.80',         80,  'explain <tests/golden/explain/lines'],
    ['explain.teach',      100, 'explain --depth teach "RCPT TO:<c@d>"'],
    ['explain.json',       0,   'explain --format json <tests/golden/explain/lines'],
    ['explain.md',         0,   'explain --format md <tests/golden/explain/lines'],
    ['explain.bounce',     80,  'explain --bounce tests/golden/explain/bounce.eml'],
    ['explain.list',       80,  'explain --list response-codes'],
    ['attempts.show',      80,  each_of('show', @attempts)],
    ['attempts.list.80',   80,  each_of('list', @attempts)],
    ['attempts.list.160',  160, each_of('list --color always', @attempts)],
    ['attempts.statistics', 80, each_of('list --stats', @attempts)],
    ['network.show',       80,  each_of('show', @network)],
    ['several-sessions.check', 80, "check --only $together tests/captures/several-sessions.pcap"],
    ['several-sessions.show', 80, q{show -q -Y 'finding in {retry-too-fast, duplicate-risk, pop3-uidl-changed}' tests/captures/several-sessions.pcap}],
    ['auth-refused.check', 80,  'check samples/auth-refused.pcap'],
    ['auth-refused.csv',   0,   'check --format csv samples/auth-refused.pcap'],
    ['auth-refused.finding.json', 0, 'check --format json --only auth-failed samples/auth-refused.pcap'],
    ['smuggling.check',    80,  'check --only smuggling-sequence,ambiguous-dot,end-of-data-not-crlf,smuggled-message tests/captures/smuggling.pcap'],
    ['smuggling.json',     0,   'check --format json --only smuggling-sequence tests/captures/smuggling.pcap'],
    ['smuggling.explain.show', 80, q(show -q --explain --depth brief -Y 'tcp.stream == 2' tests/captures/smuggling.pcap | sed -n '/message of 145/,/Reference/p')],
    ['statistics.json',    0,   'list --stats --format json samples/greylist.pcap samples/pop3.pcap samples/starttls.pcap'],
    ['statistics.132',     132, 'list --stats samples/one-refused.pcap samples/auth-login.pcap samples/submissions.pcap'],
    ['statistics',         80,  'list --stats tests/captures/lmtp.pcap tests/captures/ipv6.pcap'],
);

for my $case (@cases) {
    my ($name, $columns, $arguments) = @$case;
    my $file = "tests/golden/reports/$name";
    my $got = output($columns, $arguments);
    write_file($file, $got) if ($ENV{HELOISE_GOLDEN} // '') eq 'write';
    is($got, read_file($file), "$name: heloise $arguments");
}
done_testing;

sub output {
    my ($columns, $arguments) = @_;
    local $ENV{COLUMNS} = $columns if $columns;
    my $text = qx{$heloise $arguments 2>&1};
    return $text . ($? == 0 ? '' : "exit status " . ($? >> 8) . "\n");
}

sub read_file {
    my ($file) = @_;
    open my $in, '<', $file or return "$file: $!";
    local $/;
    return scalar <$in>;
}

sub write_file {
    my ($file, $text) = @_;
    open my $out, '>', $file or die "$file: $!";
    print $out $text;
}
