/* sealed.h: sessions under TLS 1.3 (RFC 8446): a handshake as it looks from outside, then records
 * that nobody can read. */
#ifndef HELOISE_BENCH_SEALED_H
#define HELOISE_BENCH_SEALED_H

#include "profile.h"

/* TLS from the first octet. */
void render_tls(struct dialogue *dialogue, const struct subject *subject);

/* SMTP, then STARTTLS (RFC 3207); POP3, then STLS (RFC 2595). */
void render_starttls(struct dialogue *dialogue, const struct subject *subject);
void render_stls(struct dialogue *dialogue, const struct subject *subject);

#endif
