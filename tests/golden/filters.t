#!/bin/bash
# `list -Y` against the sessions that filters must choose by what the shared captures truly hold.
filters=../shared/check/filters
if [ ! -x "$filters" ]; then
    echo "1..0 # skip $filters is not there"
    exit 0
fi

# What the check does not know: an attempt is a row too, and no SMTP; a recipient that was refused at
# RCPT is one, though no message followed; a capture that is cut or damaged has status 65, whatever
# the filter chose.
known="^mercury-dns-packet.capture2.pcap: -Y '(not smtp|ip.addr == 192.168.0.0/16)': 1 too many, 0 missing
^arkime-(arkime-synthetic|smtp-rcpt-553).pcap: -Y '(recipient|sender) .*': 1 too many, 0 missing
^(john-samples-apop-sample.pcapng|suricata-verify-smtp-to-comma.pcap): .*: status 65\$
^[0-9]+ agree, [0-9]+ differ\$"

echo '1..2'
said=$("$filters" "$HELOISE" 2>&1)
result=ok
grep -Eq '^[0-9]{4,} agree, [0-9]+ differ$' <<<"$said" || result='not ok'
echo "$result 1 - the check has run to its end"
result=ok
differences=$(grep -Evf <(printf '%s\n' "$known") <<<"$said") && result='not ok'
echo "$result 2 - every filter chooses the sessions that it must"
[ "$result" = ok ] || printf '%s\n' "$differences" | head -n 40 | sed 's/^/# /'
