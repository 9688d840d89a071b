#!/bin/bash
# The set-up on a fresh Debian: git, gcc, make and nothing else, in a folder made by debootstrap.
# `make run` installs what is missing, builds and shows a sample; run again it calls no apt;
# `make check` finds all that it needs; without root and sudo it says what is missing.
# shellcheck disable=SC1091,SC2016 # os-release is the machine's; what is in '' is expanded elsewhere
set -u

skip() {
    echo "1..0 # skip $1"
    exit 0
}
[ -n "${HELOISE_LONG:-}" ] || skip 'takes minutes and the network: make check-long'
[ -z "${HELOISE_SANITIZE:-}" ] || skip 'would build the same without sanitizers'
[ "$(id -u)" -eq 0 ] || skip 'needs root'
command -v debootstrap >/dev/null || skip 'needs debootstrap'
[ -e .git ] || skip 'needs a git clone'

suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' "Release: $suite" | head -n 1)
[ -n "$mirror" ] || skip 'knows no mirror: apt has no package lists'

machine=$(mktemp -d "${TMPDIR:-/var/tmp}/heloise-fresh.XXXXXX")
trap 'rm -rf --one-file-system "$machine"' EXIT

number=0
failures=0
check() { # NAME COMMAND...
    local name=$1 status=ok
    shift
    number=$((number + 1))
    "$@" || { status='not ok'; failures=$((failures + 1)); }
    echo "$status $number - $name"
}
show() {
    sed 's/^/# /' "$machine/output" | tail -n "${1:-20}"
}

# Where packages come from, and how they are reached, is this machine's business: copied, not told.
copy_apt_settings() {
    local file
    rm -f "$machine/etc/apt/sources.list"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} \
        /etc/apt/trusted.gpg.d/* /etc/apt/auth.conf.d/* /etc/apt/keyrings/* \
        /usr/share/keyrings/* /etc/ssl/certs/ca-certificates.crt /etc/resolv.conf /etc/hosts; do
        [ -f "$file" ] && install -D -m 644 "$file" "$machine$file"
    done
    apt-config dump | grep '^Acquire::.*::.*".\+";' >"$machine/etc/apt/apt.conf.d/00host"
}

# Puts itself before apt and apt-get and records each call.
record_apt_calls() {
    local name
    for name in apt apt-get; do
        mv "$machine/usr/bin/$name" "$machine/usr/bin/$name.real"
        printf '#!/bin/sh\necho "%s $*" >>/apt-calls\nexec /usr/bin/%s.real "$@"\n' \
            "$name" "$name" >"$machine/usr/bin/$name"
        chmod 755 "$machine/usr/bin/$name"
    done
}

inside() { # USER COMMAND...
    local user=$1
    shift
    : >"$machine/apt-calls"
    unshare --mount sh -c 'mount -t proc proc "$1/proc" && shift && exec chroot "$@"' - \
        "$machine" --userspec="$user" "$machine" \
        /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 CI="${CI:-}" \
        sh -c 'cd /root/heloise && exec "$@"' - "$@" </dev/null >"$machine/output" 2>&1
}
refused() { # USER COMMAND...
    ! inside "$@"
}
said() {
    grep -qE "$1" "$machine/output"
}
not_said() {
    ! said "$1"
}
transcript() {
    sed '0,/^\.\/heloise open/d' "$machine/output"
}
transcript_is() {
    [ -n "$1" ] && [ "$(transcript)" = "$1" ]
}
apt_called() {
    [ -s "$machine/apt-calls" ]
}
apt_not_called() {
    ! apt_called
}

debootstrap --variant=minbase --include=git,gcc,make "$suite" "$machine" "$mirror" \
    >"$machine/output" 2>&1 || { show; echo "Bail out! debootstrap failed"; exit 1; }
copy_apt_settings
record_apt_calls
chmod 755 "$machine" "$machine/root"
git clone --quiet . "$machine/root/heloise" || exit 1

check 'make run without rights fails' refused 65534:65534 make run
check 'and names the packages' said 'missing: .*zlib1g-dev'
check 'make run works' inside 0:0 make run
show
check 'it installed packages' apt_called
check 'and shows a transcript' said '(EHLO|HELO|LHLO|USER|\+OK|220 )'
first=$(transcript)
check 'make run works again' inside 0:0 make run
check 'with no call of apt' apt_not_called
check 'and nothing to build' not_said '^(CC|AR|LINK) '
[ "$failures" -eq 0 ] || show 12
check 'and the same transcript' transcript_is "$first"
check 'make check works' inside 0:0 make -j2 check
show 60
check 'make check again calls no apt' inside 0:0 make check TESTS=tests/build/arrows.t
check 'not even for its own packages' apt_not_called
echo "1..$number"
[ "$failures" -eq 0 ]
