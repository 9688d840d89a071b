#!/usr/bin/perl
# What a shell sees of heloise: exit statuses, messages on stderr, where output goes.
use strict;
use warnings;
use Test::More;
use File::Temp 'tempdir';

my $heloise = $ENV{HELOISE} // './heloise';
my $folder = tempdir(CLEANUP => 1);
my $good = 'tests/captures/lmtp.pcap';
delete @ENV{qw(NO_COLOR COLUMNS)};
$ENV{LC_ALL} = 'C.UTF-8';

sub run_it {
    my ($command) = @_;
    my $out = qx{$command 2>$folder/stderr};
    my $status = $? & 127 ? 128 + ($? & 127) : $? >> 8;
    open my $in, '<', "$folder/stderr" or die $!;
    my $said = do { local $/; <$in> } // '';
    return ($status, $out, $said);
}

sub status_is {
    my ($command, $expected, $said_like, $name) = @_;
    my ($status, undef, $said) = run_it($command);
    is($status, $expected, "$name: status $expected");
    like($said, $said_like, "$name: says so");
    cmp_ok(($said =~ tr/\n//), '<=', 1, "$name: in one line");
}

my $bytes = do { open my $in, '<:raw', $good or die $!; local $/; <$in> };
make('empty', '');
make('text', "not a capture\n");
make('cut', substr $bytes, 0, length($bytes) - 700);
make('wifi', pack('VvvVVVV', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 105) . pack('VVVV', 1, 2, 4, 4) . 'abcd');
make("esc\e[2Jape", '');

status_is("$heloise", 64, qr/^heloise: no SOURCE/, 'no arguments');
status_is("$heloise list --no-such x", 64, qr/^heloise: unknown option --no-such/, 'unknown option');
status_is("$heloise list -t x y", 64, qr/^heloise: -t: 'x' is none of a, ad, d, r, u/, 'wrong argument');
status_is("$heloise $folder/none", 66, qr{^heloise: $folder/none: .*No such file}, 'no such file');
status_is("$heloise $folder", 66, qr{^heloise: $folder: .*directory}, 'a folder');
status_is("$heloise $folder/empty", 65, qr{^heloise: $folder/empty: .*empty}, 'an empty file');
status_is("$heloise $folder/text", 65, qr{^heloise: $folder/text: .*octet 0}, 'no capture');
status_is("$heloise list $folder/wifi", 65, qr{^heloise: $folder/wifi: .*link type 105 .*octet \d+\)$}, 'a link type that is not read');
status_is("$heloise $good >/dev/full", 74, qr/^heloise: stdout: No space left/, 'a full disk');
status_is("$heloise $good >&-", 74, qr/^heloise: stdout: Bad file/, 'stdout closed');
status_is("$heloise --help >/dev/full", 74, qr/^heloise: stdout: No space left/, 'help to a full disk');
status_is("$heloise - <&-", 74, qr/^heloise: -: /, 'stdin closed');
unlike((run_it("$heloise '$folder/esc\e[2Jape'"))[2], qr/\e/, 'a file name cannot steer the terminal');

my ($status, $out, $said) = run_it("$heloise -q $folder/cut");
is($status, 65, 'a cut file: status 65');
like($out, qr/LHLO/, 'a cut file: what was decoded is printed');
like($said, qr{^heloise: $folder/cut: is cut: .* \(at octet \d+\)$}m, 'a cut file: where');

my $other = 'tests/captures/ipv6.pcap';
($status, $out, $said) = run_it("$heloise list -q $good $folder/none $other");
is($status, 66, 'one of three cannot be opened: status 66');
is($out =~ tr/\n//, 2, 'one of three cannot be opened: the others are listed');
like($said, qr{^heloise: $folder/none: cannot be opened}, 'one of three cannot be opened: says which');

($status, $out, $said) = run_it("$heloise list -T json $good $other");
my @ids = $out =~ /"id":(\d+)/g;
is_deeply(\@ids, [0, 1], 'ids run on over several sources');
is_deeply([sort $out =~ /"file":"([^"]*)"/g], [$other, $good], 'each object names its file');
unlike((run_it("$heloise list -T json $good"))[1], qr/"file"/, 'one source is not named');

is((run_it("cat $good | $heloise list -T json -"))[1], (run_it("$heloise list -T json $good"))[1], 'stdin is the same');
is((run_it("$heloise $good"))[1], (run_it("$heloise show -r $good"))[1], 'without a terminal no command means show');
is((run_it("$heloise open $good"))[1], (run_it("$heloise show $good"))[1], 'and so does open');
is((run_it("$heloise --full --hex $good"))[1], (run_it("$heloise show --full --hex $good"))[1], 'with its options');
($status, $out) = run_it("$heloise -V");
like($out, qr/^heloise \d+\.\d+/, 'version');
my $manual = (run_it("$heloise --generate man"))[1] =~ s/\\-/-/gr;
my @named = do { local (@ARGV, $/) = 'src/command/options.def'; <> =~ /^\w+\('[^']*',\s*"([\w-]+)".*N_\(/mg };
cmp_ok(scalar @named, '>', 60, 'options are found in their table');
is(join(' ', grep { $manual !~ /--\Q$_\E\\fR/ } @named), '', 'the manual has every option');
is((run_it("sh -c '$heloise $good; :' | head -n 1"))[2], '', 'a reader who goes away is no error');

like((run_it("$heloise show --color always $good"))[1], qr/\e\[/, '--color always');
unlike((run_it("TERM=xterm $heloise show $good"))[1], qr/\e/, 'no colour where there is no terminal');

my $web = 'tests/captures/not-mail-unanswered.pcap';
my %attempts = ($web => 0, "-d 80=pop3 $web" => 3, "-d 80=pop3 -d 80=none $web" => 0,
                'samples/blocked-port.pcap' => 1, '-d 25=none samples/blocked-port.pcap' => 0);
for my $arguments (sort keys %attempts) {
    my $out = (run_it("$heloise list -T json $arguments"))[1];
    is(scalar(() = $out =~ /"protocol":"unknown"/g), $attempts{$arguments}, "attempts of list $arguments");
}
like((run_it("$heloise list -d 80=pop3 $web"))[1], qr/pop3\?.*\n.*, 0 mail sessions, 3 attempts, 0 not mail$/s, 'and are counted');
like((run_it("$heloise list $web"))[1], qr/, 0 mail sessions, 3 not mail$/, 'elsewhere nobody misses mail');

my $auth = 'tests/captures/auth.pcap';
for my $format ('show', 'show -T json', 'show --hex', 'list -T json') {
    my ($masked, $shown) = map { (run_it("$heloise $format $_ $auth"))[1] } '', '--show-secrets';
    unlike($masked, qr/(?<![A-Za-z0-9+\/=])(?:d29uZGVybGFuZA==|AGFsaWNlAHdvbmRlcmxhbmQ=)/, "$format masks");
    cmp_ok(length $shown, '>', 0, "$format --show-secrets");
}
like((run_it("$heloise show --show-secrets $auth"))[1], qr/AGFsaWNlAHdvbmRlcmxhbmQ=|d29uZGVybGFuZA==/, 'and shows when asked');

is((run_it("$heloise show sample:greylist"))[1], (run_it("$heloise show samples/greylist.pcap"))[1], 'a sample by name');
is((run_it("$heloise list sample:greylist.pcap"))[0], 0, 'or by the name of its file');
status_is("$heloise show sample:graylist", 66, qr/^heloise: sample:graylist: .*near is greylist /, 'an unknown sample');
status_is("$heloise show sample:../README", 66, qr/no such sample/, 'a sample is no path');
status_is("$heloise show sample:qqqqqqqq", 66, qr/no such sample \(/, 'a sample far from all');
like((run_it("cd / && $heloise list sample:"))[1], qr/^sample:greylist +Greylisting: 450/m, 'all samples, from anywhere');
is(() = (run_it("$heloise list sample:"))[1] =~ /^sample:\S+ +\S/mg, scalar(() = glob 'samples/*.pcap*'),
   'and what each of them teaches');
like(qx{bash -c '. <($heloise --generate bash); PATH=\$(dirname $heloise):\$PATH; COMP_LINE="heloise show sample:grey" COMP_POINT=24
                COMP_WORDS=(heloise show sample : grey) COMP_CWORD=4; _heloise; echo "[\${COMPREPLY[*]}]"'}, qr/^\[greylist\]$/m,
     'bash completes samples') if -x '/bin/bash';

# ---- filters ----

# Which ids of the shared samples a filter chooses, and the status; nothing chosen: 1.
sub chooses {
    my ($arguments, $expected, $ids, $name) = @_;
    my ($status, $out, $said) = run_it("$heloise list -q -T json $arguments");
    is($status, $expected, "$name: status $expected");
    is(join(' ', $out =~ /"id":(\d+)/g), $ids, "$name: sessions");
    return $said;
}
my $both = "$good $auth";
my ($all) = map { join ' ', (run_it("$heloise list -T json $both"))[1] =~ /"id":(\d+)/g } 1;
my ($lmtp) = (run_it("$heloise list -T json $both"))[1] =~ /"id":(\d+)[^\n]*"protocol":"lmtp"/;
chooses("-Y lmtp $both", 0, $lmtp, 'a filter leaves the ids alone');
chooses("--filter 'lmtp or not lmtp' $both", 0, $all, 'a filter that all satisfy');
chooses("-Y '' $both", 0, $all, 'an empty filter');
chooses("-Y 'pop and mechanism == nothing' $both", 1, '', 'a filter that none satisfies');
chooses("-Y lmtp $good $folder/none", 66, '0', 'a source that cannot be opened');
chooses("-Y pop $good $folder/none", 66, '', 'the same, and nothing is chosen');
chooses("-Y 'finding and severity >= note' $auth", 0, '0', 'findings');
for my $command (qw(show check)) {
    is((run_it("$heloise $command -Y pop $good"))[0], 1, "$command -Y that none satisfies: status 1");
    is((run_it("$heloise $command -q -Y lmtp $good"))[1], (run_it("$heloise $command -q $good"))[1], "$command -Y");
}
my $long = 'samples/bdat.pcap'; # with a message of more octets than show prints
for my $format ('list', 'show', 'show --hex', 'show --full', 'show -T json', 'list --stats', 'list --transactions') {
    my ($status, $plain) = run_it("$heloise $format -q $long");
    my (undef, $chosen) = run_it("$heloise $format -q -Y 'body and (imf.to or imf.message_id or not finding)' $long");
    cmp_ok(length $plain, '>', 100, "$format prints something");
    is($chosen, $plain, "$format prints the same, whatever the filter needs");
}
like((run_it("$heloise list -Y lmtp $both"))[1], qr/, 1 chosen by the filter$/, 'the totals count what was chosen');
unlike((run_it("$heloise list $both"))[1], qr/chosen/, 'without a filter they do not');

sub points_at {
    my ($filter, $expected) = @_;
    my ($status, $out, $said) = run_it("$heloise list -Y " . quotemeta($filter) . " $good");
    is($status, 64, "$filter: status 64");
    is($out, '', "$filter: nothing is printed");
    is($said, $expected, "$filter: is pointed at");
}
points_at('lmtp and cod == 5', <<'SAID');
heloise: column 10: no field has this name; near is code
  lmtp and cod == 5
           ^^^
SAID
points_at('code == "abc', <<'SAID');
heloise: column 9: this text has no closing quote
  code == "abc
          ^^^^
SAID
points_at('user == "Zoë" or', <<'SAID');
heloise: column 17: a field is missing here
  user == "Zoë" or
                  ^
SAID
points_at('(' x 20000 . 'smtp' . ')' x 20000, <<'SAID');
heloise: column 201: the parentheses are too deep here
  ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((
                                          ^
SAID
unlike((run_it("$heloise list -Y \"\$(printf 'a\\033[2J b')\" $good"))[2], qr/\e/, 'a filter cannot steer the terminal');
status_is("$heloise explain -Y smtp 550", 64, qr/explain does not know --filter/, 'explain has no filter');

for my $document (qw(man bash zsh fish)) {
    my ($status, $text) = run_it("$heloise --generate $document");
    is($status, 0, "--generate $document");
    like($text, qr/transactions/, "--generate $document knows the options");
}
# ---- explain ----

status_is("$heloise explain 550 5.1.1", 0, qr/^$/, 'explain a reply');
status_is("$heloise explain STRATTLS", 1, qr/^$/, 'explain a word that is not known');
status_is("$heloise explain --list no-such", 64, qr/is none of commands, extensions/, 'a kind of facts that is not there');
status_is("$heloise explain --depth deep RCPT", 64, qr/is none of brief, normal, teach/, 'a depth that is not there');
status_is("$heloise explain --bounce $good", 65, qr/no delivery report/, 'a bounce that is none');
status_is("$heloise explain --bounce $folder/absent", 66, qr/No such file/, 'a bounce that is not there');
status_is("$heloise list --deliveries --format csv $good", 64, qr/list is not written in this format/, 'CSV is not for deliveries');
status_is("$heloise explain --format $_ 250", 64, qr/explain is not written in this format/, "$_ is not for explain") for qw(csv tap);
{
    my $refused = 'samples/one-refused.pcap samples/pop3-wrong-password.pcap samples/greylist.pcap';
    for my $how ('list -T json', 'show -T json', 'check -T json', 'list --stats -T json', 'show', 'list') {
        my ($plain, $written) = map { (run_it("$heloise $how -q -Y 'code >= 400' $_ $refused"))[1] } '', "-w $folder/written";
        is($written, $plain, "$how tells the same where packets are written");
    }
    my ($kept) = map { (run_it("$heloise list -q -T json $_"))[1] } "$folder/written";
    is(($kept =~ tr/\n//), 2, '-w writes the packets of those that are chosen');
    unlike($kept, qr/"events":/, 'list has no events, though the filter needed them');
    is((run_it("$heloise show -q $folder/written"))[1] =~ s/^samples.*\n//mr, (run_it("$heloise show -q -Y 'code >= 400' $refused"))[1] =~ s/^samples.*\n//mgr =~ s/^#2/#1/mr,
       'and the same is said in them');
    status_is("cp samples/pop3.pcap $folder/read; $heloise list -q -w $folder/read $folder/read", 73, qr/is being read/, 'a capture that is being read is not written over');
    status_is("$heloise list -q -w $folder/none/x samples/pop3.pcap", 73, qr/No such file/, 'a file that cannot be made');
}
status_is("$heloise list --explain $good", 64, qr/list does not know --explain/, 'list explains nothing');
{
    my (undef, $one) = run_it("$heloise explain 550 5.1.1");
    my (undef, $quoted) = run_it("$heloise explain '550 5.1.1'");
    my (undef, $piped) = run_it("printf '550 5.1.1\\r\\n' | $heloise explain");
    is($one, $quoted, 'words are one line');
    is($piped, $one, 'and so is a line of stdin');
    my (undef, $lines) = run_it("printf 'RCPT\\n\\nDATA' | $heloise explain --format json");
    is(($lines =~ tr/\n//), 3, 'each line of stdin gets its object, the empty one and the last one too');
    my ($status) = run_it("head -c 300000 /dev/zero | tr '\\0' x | $heloise explain");
    is($status, 1, 'a line without end is cut');
}
{
    mkdir "$folder/heloise" or die $!;
    local $ENV{XDG_CONFIG_HOME} = $folder;
    make('heloise/rules', "# ours\nExample\tRelay access denied\trelay\tOur cause.\tOur remedy.\n");
    my (undef, $ours) = run_it("$heloise explain '550 5.7.1 Relay access denied'");
    like($ours, qr/Words of Example \(relay\)\n\s+Cause: Our cause\.\n\s+Remedy: Our remedy\./, 'the user\'s rules come first');
    make('heloise/rules', "# ours\n\nExample\t(\trelay\tc\tr\n");
    status_is("$heloise explain 550", 65, qr{^heloise: \Q$folder\E/heloise/rules: line 3: octet 1 of the pattern}, 'a bad rule');
    status_is("$heloise show --explain $good", 65, qr/rules: line 3/, 'a bad rule in show');
    status_is("$heloise show $good", 0, qr/^$/, 'who explains nothing reads no rules');
}

done_testing;

sub make {
    my ($name, $octets) = @_;
    open my $out, '>:raw', "$folder/$name" or die $!;
    print $out $octets;
}
