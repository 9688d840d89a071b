#!/usr/bin/perl
# The build: an up-to-date tree builds nothing, a header builds what includes it, another compiler
# builds everything; what install puts somewhere works there, and uninstall takes all of it away.
use strict;
use warnings;
use Cwd 'getcwd';
use File::Path 'make_path';
use File::Temp 'tempdir';
use Test::More;

my $make = $ENV{HELOISE_MAKE} or plan skip_all => 'run by make';
delete @ENV{qw(MAKEFLAGS MAKELEVEL MFLAGS MAKEOVERRIDES)};
my $folder = tempdir(CLEANUP => 1);

# In a copy with all its times, so that an editor that saves meanwhile does no harm. What git ignores
# comes and goes; so do other tests, in scratch; a folder with flags of its own is another build.
my $tree = "$folder/tree";
my ($build) = ($ENV{HELOISE_BUILD} // '') =~ m{^\Q@{[getcwd]}\E/(.+)};
my @built = $build ? grep { !m{/(scratch|aside)$} && !-e "$_/flags" } glob("$build/*") : ();
my @files = split /\0/, -e '.git' ? qx{git ls-files -z --cached --others --exclude-standard} : '';
@files = qw(Makefile docs src capture ui samples tests) if !@files;
make_path($build ? "$tree/$build" : $tree);
is(system('cp', '-a', '--parents', grep({ -e } @files, 'heloise'), $tree)
 | (@built ? system('cp', '-a', @built, "$tree/$build") : 0), 0, 'the tree is copied');
chdir $tree or die "$tree: $!";
system("$make tests >/dev/null") == 0 or BAIL_OUT('the tree does not build');

is(system("$make -q tests"), 0, 'an up-to-date tree has nothing to build');
unlike(qx{$make tests}, qr/^(CC|AR|LINK) /m, 'and builds nothing');

my $after_header = qx{$make -n V=1 -W src/base/slice.h tests};
like($after_header, qr{-o \S*src/base/slice\.o}, 'a header builds its source');
like($after_header, qr{-o \S*tests/unit/test_slice\.o}, 'and the test of it') if -e 'tests/unit/test_slice.c';
unlike($after_header, qr{-o \S*src/base/error\.o}, 'and no source that does not include it')
    if !grep { /slice\.h/ } qx{cat src/base/error.h src/base/error.c};

my $one_source = qx{$make -n V=1 -W src/base/slice.c tests};
is(scalar(() = $one_source =~ / -c -o /g), 1, 'a source builds one object');
my $sources = grep { !m{/fuzz_\w+\.c$} }
    glob('src/*.c src/*/*.c capture/*.c ui/*.c ui/*/*.c tests/unit/*.c tests/property/*.c tests/fuzz/*.c
         tests/bench/*.c tests/bench/*/*.c');
my $compiled = () = qx{$make -n V=1 CFLAGS=-DANOTHER tests} =~ / -c -o /g;
is($compiled, $sources, 'another flag builds every object');

my $where = "DESTDIR=$folder/root PREFIX=/opt/heloise";
is(system("$make $where install >/dev/null"), 0, 'install');
my $program = "$folder/root/opt/heloise/bin/heloise";
ok(-x $program, 'the program stands in PREFIX/bin');
is(system("$program --version >/dev/null"), 0, 'and runs');
like(qx{cd / && $program list sample: 2>&1}, qr/^sample:greylist /m, 'finds its samples where DESTDIR put them');
is(system("mv $folder/root/opt/heloise $folder/moved && cd / && $folder/moved/bin/heloise list -q sample:greylist >/dev/null && "
          . "mv $folder/moved $folder/root/opt/heloise"), 0, 'and where it was moved to');
like(qx{cat $folder/root/opt/heloise/share/man/man1/heloise.1}, qr/^\.TH HELOISE/im, 'with its manual page');
is(system("$make $where uninstall >/dev/null"), 0, 'uninstall');
is(qx{find $folder/root -type f}, '', 'leaves no file');
chdir '/';
done_testing();
