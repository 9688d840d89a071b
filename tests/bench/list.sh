#!/bin/sh
# `heloise list` over 150 MB of small mails: at most 2 times a bare libpcap loop, at most 48 MiB.
exec "$(dirname "$0")/measure" --profile small --megabytes 150 --ratio 2 --memory 48 "$@"
