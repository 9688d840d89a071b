# The last line may be among the octets that are missing.
S: 220 mail.example.org ESMTP
C: EHLO client.example.net
S: 250-mail.example.org
gap S 20
end S fin
