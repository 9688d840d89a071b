# A server that takes STARTTLS off its list once somebody has logged in.
S: 220 mail.example.org ESMTP
C: EHLO client.example.net
S: 250-mail.example.org
S: 250-STARTTLS
S: 250 AUTH PLAIN
C: AUTH PLAIN AGEAYg==
S: 235 2.7.0 Ok
C: EHLO client.example.net
S: 250 mail.example.org
