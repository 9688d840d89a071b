S: 220 mail.example.org ESMTP
C: EHLO client.example.net
S: 250-mail.example.org
S: 250 AUTH SCRAM-SHA-256 PLAIN
C: AUTH PLAIN AGEAYg==
S: 235 2.7.0 Ok
C: MAIL FROM:<a@example.net>
S: 250 Ok
C: RCPT TO:<b@example.org>
S: 250 Ok
C: DATA
S: 354 go
C: From: A <a@example.net>
C: To: b@example.org
C: Date: Thu, 01 Jan 1970 00:00:00 +0000
C: Message-ID: <1@example.net>
C: Subject: hello
C:
C: text
C: .
S: 250 Ok: queued as 4F2A1
