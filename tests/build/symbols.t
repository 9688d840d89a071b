#!/usr/bin/perl
# What the library's objects ask of the outside, and what they keep: it ends no process, prints
# nothing, and holds no variable that can change; the waist and the protocols ask for no clock,
# file or socket.
use strict;
use warnings;
use Test::More;

my $build = $ENV{HELOISE_BUILD} // 'build';
plan skip_all => 'objects with sanitizers hold more than ours' if $ENV{HELOISE_SANITIZE};
plan skip_all => 'objects that count lines hold more than ours' if $build =~ /coverage/;
plan skip_all => "no library in $build" if !-e "$build/libheloise.a";

my @objects = sort split /\n/, qx{find $build/src $build/capture -name '*.o'};
my @library = grep { !m{^\Q$build\E/src/(main\.o|command/)} } @objects;
my @pure    = grep { m{/src/(base|facts|session|protocol|explain|diagnose)/} } @library;

my @speakers = asking(\@library, qr/^_?exit$|^abort$|^(__)?printf|^puts$|^putchar$|^std(out|err)$|^perror$/);
is("@speakers", '', 'the library prints nothing and ends no process');
my @curses = asking(\@library, qr/^(initscr|newterm|w?addn?str|endwin)$/);
is("@curses", '', 'the library links without curses');
my @readers = asking(\@pure, qr/^(clock_gettime|gettimeofday|time|open(64)?|fopen(64)?|read|socket|getenv)$/);
is("@readers", '', 'waist and protocols read no clock, file, socket or environment');
my @variables = map { changing($_) } @library;
is("@variables", '', 'the library holds no variable that can change');
done_testing();

sub asking {
    my ($objects, $pattern) = @_;
    my @found;
    for my $object (@$objects) {
        push @found, map { "$object:$_" } grep { $_ =~ $pattern }
            map { /\s(\w+)(?:@\S+)?$/ ? $1 : () } split /\n/, qx{nm -u $object};
    }
    return @found;
}

# Names in .data and .bss; tables of constants with pointers in them stand in .data.rel.ro.
sub changing {
    my ($object) = @_;
    return map { "$object:$_" } map { /\s\.(?:data|bss)\s+[0-9a-f]+\s+(?:\.hidden\s+)?([^.\s]\S*)$/ ? $1 : () }
        grep { !/\s\.data\.rel\.ro/ } split /\n/, qx{objdump -t $object};
}
