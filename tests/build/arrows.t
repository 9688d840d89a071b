#!/usr/bin/perl
# Order of knowledge: reads every #include and fails on an arrow that is not drawn here.
use strict;
use warnings;
use Test::More;

# What stands right may include what stands left of it, and no arrow goes the other way.
my $drawn = <<'ARROWS';
base <- facts
base <- session
base <- capture
facts, session <- protocol <- message <- explain <- diagnose
session <- tls
capture, protocol, tls, diagnose <- index <- report <- ui, command
protocol, tls, capture <- net <- live, practice <- ui, command
index <- live
ui, command <- main
ARROWS

# Third-party headers, and the only places that may include them. What is in neither table is
# a library that the project has not chosen.
my @libraries = (
    [qr{^n?cursesw?(/|\.h)|^(term|panel)\.h}, qr{^ui/}],
    [qr{^pcap(/|\.h)},                        qr{^(capture|tests)/}],
    [qr{^archive(_entry)?\.h},                qr{^tests/}],
    [qr{^(zlib|bzlib|lzma|lz4frame|zstd)\.h}, qr{^capture/codec_}],
    [qr{^openssl/},                           qr{^src/(base/digest\.c|tls/|net/)|^tests/}],
    [qr{^(gmime|glib)},                       qr{^src/message/|^tests/}],
    [qr{^(unbound|idn2)\.h},                  qr{^src/live/|^tests/}],
    [qr{^gsasl\.h},                           qr{^src/net/}],
    [qr{^(seccomp|cap-ng)\.h},                qr{^(capture|src/net)/}],
    [qr{^readline/},                          qr{^ui/}],
    [qr{^pcre2\.h},                           qr{^(src|ui)/}],
    [qr{^cmocka\.h},                          qr{^tests/}],
);
my %system = map { $_ => 1 } qw(
    assert ctype errno fcntl float grp inttypes iconv langinfo libintl limits locale math poll setjmp
    signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings
    cpuid dirent dlfcn endian getopt glob immintrin malloc netdb pthread pwd regex spawn termios threads
    time uchar unistd wchar wctype
);

# The protocols and the waist never touch a clock, a file, a socket or the screen.
my $pure = qr{^src/(facts|session|protocol|explain|message|diagnose)/};
my $outside = qr{^(dirent|fcntl|netdb|poll|spawn|termios|unistd)\.h|^sys/|^netinet/};

my %knows = known_rooms($drawn);
my @sources = sort split /\n/, qx{find src capture ui tests -name '*.[ch]' -o -name '*.def' 2>/dev/null};
cmp_ok(scalar @sources, '>', 10, 'sources are found');
my @wrong = map { wrong_includes($_) } @sources;
is(scalar @wrong, 0, 'every #include follows an arrow that is drawn') or diag(join "\n", @wrong);

my @loaders = grep { !m{^src/message/} && /libgmime/ } map { lines_with($_, qr/"libgmime/) } @sources;
is(scalar @loaders, 0, 'only src/message/ loads GMime') or diag(join "\n", @loaders);

# The test itself must be able to fail.
for my $case (['src/base/slice.c', '"session/event.h"'],  ['capture/tcp.c', '"session/session.h"'],
              ['src/session/x.c', '"protocol/smtp.h"'],   ['src/protocol/smtp.c', '"tls/layer.h"'],
              ['src/index/index.c', '<pcap/pcap.h>'],     ['src/report/text.c', '<ncursesw/curses.h>'],
              ['src/base/slice.c', '<openssl/evp.h>'],    ['capture/reader.c', '<gmime/gmime.h>'],
              ['src/net/poll.c', '<event2/event.h>'],     ['src/protocol/smtp.c', '<sys/socket.h>'],
              ['src/command/list.c', '"ui/app.h"'],      ['src/message/path.c', '"explain/telling.h"']) {
    isnt(complaint(@$case), '', "$case->[0] may not include $case->[1]");
}
for my $case (['src/index/index.c', '"session/event.h"'], ['src/command/list.c', '"base/slice.h"'],
              ['ui/app.c', '<curses.h>'],                 ['src/base/digest.c', '<openssl/evp.h>'],
              ['tests/unit/test_x.c', '"index/index.h"'], ['src/main.c', '"command/command.h"'],
              ['src/explain/trace.c', '"message/path.h"']) {
    is(complaint(@$case), '', "$case->[0] may include $case->[1]");
}
done_testing();

# room => { each room that it may include }: the arrows and what follows from them.
sub known_rooms {
    my ($text) = @_;
    my %left;
    for my $row (split /\n/, $text) {
        my @groups = map { [split /,\s*/] } split /\s*<-\s*/, $row;
        for my $i (1 .. $#groups) {
            for my $room (@{ $groups[$i] }) {
                $left{$room}{$_} = 1 for @{ $groups[$i - 1] };
            }
        }
    }
    my %all;
    my $reach;
    $reach = sub {
        my ($from, $room) = @_;
        for my $next (keys %{ $left{$room} }) {
            next if $all{$from}{$next}++;
            $reach->($from, $next);
        }
    };
    $reach->($_, $_) for keys %left;
    return %all;
}

sub room_of {
    my ($path) = @_;
    return $1 if $path =~ m{^src/(\w+)\.c$};
    return $1 if $path =~ m{^(?:src/)?(\w+)/};
    return '';
}

sub lines_with {
    my ($path, $pattern) = @_;
    open my $file, '<', $path or die "$path: $!";
    my @found;
    while (my $line = <$file>) {
        push @found, "$path:$.: $line" if $line =~ $pattern;
    }
    return @found;
}

sub wrong_includes {
    my ($path) = @_;
    my @wrong;
    for my $found (lines_with($path, qr/^\s*#\s*include\b/)) {
        my ($included) = $found =~ /include\s*(["<][^">]+[">])/;
        my $why = defined $included ? complaint($path, $included) : 'an include that is computed';
        chomp $found;
        push @wrong, "$found  -- $why" if $why ne '';
    }
    return @wrong;
}

# Why this file may not include that header; '' where it may.
sub complaint {
    my ($path, $included) = @_;
    my ($open, $name) = $included =~ /^(["<])(.*)[">]$/;
    return $open eq '"' ? project_complaint($path, $name) : system_complaint($path, $name);
}

sub project_complaint {
    my ($path, $name) = @_;
    return '' if $path =~ m{^tests/};
    my ($from, $to) = (room_of($path), $name =~ m{^(\w+)/} ? $1 : '');
    return 'a header is named by its room: "room/header.h"' if $to eq '';
    return '' if $from eq $to || $knows{$from}{$to};
    return "no arrow from $to to $from is drawn";
}

sub system_complaint {
    my ($path, $name) = @_;
    for my $library (@libraries) {
        my ($header, $place) = @$library;
        next unless $name =~ $header;
        return $path =~ $place ? '' : 'this library is not known here';
    }
    return 'no clock, file, socket or screen here' if $path =~ $pure && $name =~ $outside;
    my ($plain) = $name =~ m{^(\w+)\.h$};
    return '' if $name =~ m{^(sys|netinet|net|arpa|linux)/\w+\.h$};
    return '' if defined $plain && $system{$plain};
    return 'a library that the project does not use';
}
