% client 1.2.3.4:40000
% server 5.6.7.8:587
S: 220 mail.example.org ESMTP
C: EHLO client.example.net
S: 250-mail.example.org
S: 250 AUTH PLAIN
C: AUTH PLAIN AGEAYg==
S: 235 2.7.0 Ok
C: MAIL FROM:<a@example.net>
S: 250 2.1.0 Ok
C: RCPT TO:<somebody@gmail.com>
S: 250 2.1.5 Ok
C: DATA
S: 354 go
C: Subject: hello
C:
C: text
C: .
S: 250 2.0.0 Ok: queued as 4F2A1
