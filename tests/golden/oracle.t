#!/bin/bash
# `show --format json` against what the shared captures truly hold.
oracle=../shared/check/oracle
if [ ! -x "$oracle" ]; then
    echo "1..0 # skip $oracle is not there"
    exit 0
fi
echo '1..1'
result=ok
differences=$("$oracle" "$HELOISE" 2>&1) || result='not ok'
echo "$result 1 - every shared capture is read as it was"
[ "$result" = ok ] || printf '%s\n' "$differences" | tail -n 40 | sed 's/^/# /'
