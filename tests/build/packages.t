#!/bin/bash
# install-packages calls apt for what is missing, for nothing else, and never where nothing is;
# without root it asks sudo, without sudo it says what is missing. All four are played by scripts.
set -u

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
play() { # NAME LINE
    printf '#!/bin/sh\n%s\n' "$2" >"$stage/bin/$1"
    chmod +x "$stage/bin/$1"
}
mkdir "$stage/bin"
for tool in awk cat dirname env grep mkdir mv rm sed sh; do
    ln -s "$(command -v "$tool")" "$stage/bin/$tool"
done
play dpkg-query "sed 's/^/installed /' $stage/installed"
play apt-get "echo apt-get \"\$@\" >>$stage/calls"

number=0
check() { # NAME COMMAND...
    local name=$1 status=ok
    shift
    number=$((number + 1))
    "$@" || status='not ok'
    echo "$status $number - $name"
}
install_as() { # UID SET...
    play id "echo $1"
    shift
    : >"$stage/calls"
    PATH=$stage/bin tests/tools/install-packages "$@" >"$stage/output" 2>&1
}
fails_as() {
    ! install_as "$@"
}
called() {
    grep -q -- "$1" "$stage/calls"
}
said() {
    grep -q -- "$1" "$stage/output"
}

awk -F '\t' '!/^#/ && $2 != "aside" { print $1 }' docs/packages.tsv >"$stage/installed"
check 'all there: done' install_as 1000 build check ci tools
check 'no call' test ! -s "$stage/calls"
check 'no word' test ! -s "$stage/output"

sed -i '/^libssl-dev$/d; /^tshark$/d' "$stage/installed"
check 'root: done' install_as 0 build
check 'what is missing is installed' called ' install --no-install-recommends libssl-dev$'
check 'root: both sets' install_as 0 build check
check 'what is missing of both is installed' called 'libssl-dev tshark$'

check 'no root, no sudo: fails' fails_as 1000 build
check 'the package is named' said 'missing: libssl-dev$'
check 'no call' test ! -s "$stage/calls"

play sudo "echo sudo >>$stage/calls; exec \"\$@\""
check 'sudo: done' install_as 1000 build
check 'sudo is asked' called '^sudo$'
check 'for the missing package' called ' install .*libssl-dev$'

# In a copy: what is unpacked would stay.
mkdir -p "$stage/copy/tests/tools" "$stage/copy/docs"
cp tests/tools/install-packages "$stage/copy/tests/tools"
printf 'all\tcheck\tx\nother\taside\tx\n' >"$stage/copy/docs/packages.tsv"
cp "$stage/installed" "$stage/installed.before"
echo all >"$stage/installed"
play apt-get "echo apt-get \"\$@\" >>$stage/calls; [ \"\$4\" != download ] || : >\"\$5_1_all.deb\""
play dpkg-deb 'mkdir -p usr/sbin'
cd "$stage/copy" || exit 1
check 'aside: done' install_as 1000 check aside
check 'it is fetched, not installed' test "$(cat "$stage/calls")" = 'apt-get -q -o APT::Sandbox::User=root download other'
check 'it is unpacked' test -d build/aside/other/usr/sbin
check 'once more: done' install_as 1000 check aside
check 'no call' test ! -s "$stage/calls"
rm -r build
play apt-get 'exit 100'
check 'it cannot be fetched: done all the same' install_as 1000 check aside
check 'that is said' said 'could not be fetched'
check 'and nothing is left of it' test ! -e build/aside/other
cd "$OLDPWD" || exit 1
cp "$stage/installed.before" "$stage/installed"

play apt-get 'exit 100'
check 'apt fails: fails' fails_as 0 build
check 'the package is named' said 'missing: libssl-dev$'
echo "1..$number"
