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

my @library = grep { -e } map { s/\.c$/.o/r =~ s{^}{$build/}r }
    grep { !m{^src/command/} } glob('src/*/*.c capture/*.c');
my @pure = grep { m{/src/(base|facts|session|protocol|explain|diagnose)/} } @library;

cmp_ok(scalar @library, '>', 10, 'objects are found');
is(asked(qr/^_?exit$|^abort$|^(__)?printf|^puts$|^putchar$|^std(out|err)$|^perror$/, @library), '',
   'the library prints nothing and ends no process');
is(asked(qr/^(initscr|newterm|w?addn?str|endwin)$/, @library), '', 'the library knows no curses');
is(asked(qr/^(clock_gettime|gettimeofday|time|f?open(64)?|read|socket|getenv)$/, @pure), '',
   'waist and protocols read no clock, file, socket or environment');
is(changing(@library), '', 'the library holds no variable that can change');
done_testing();

# "object:symbol" for each undefined symbol that matches.
sub asked {
    my ($pattern, @objects) = @_;
    my @found;
    for my $line (split /\n/, qx{nm --undefined-only --print-file-name @objects}) {
        my ($object, $symbol) = $line =~ /^(\S+):\s+U (\w+)/ or next;
        push @found, "$object:$symbol" if $symbol =~ $pattern;
    }
    return join ' ', @found;
}

# Names in .data and .bss; tables of constants with pointers in them stand in .data.rel.ro.
sub changing {
    my @objects = @_;
    my ($object, @found);
    for my $line (split /\n/, qx{objdump --syms @objects}) {
        $object = $1 if $line =~ /^(\S+):\s+file format/;
        push @found, "$object:$1" if $line =~ /\s\.(?:data|bss)\s+[0-9a-f]+\s+(?:\.hidden )?([^.\s]\S*)$/;
    }
    return join ' ', @found;
}
