/* fingerprint.h: JA3 and JA4 of a ClientHello, by which programs are told apart.
 *
 * JA3 is the MD5 of version, ciphers, extensions, groups and point formats in the order in which
 * they were sent; JA4 (FoxIO) sorts ciphers and extensions, so that shuffling changes nothing. */
#ifndef HELOISE_TLS_FINGERPRINT_H
#define HELOISE_TLS_FINGERPRINT_H

#include "base/arena.h"
#include "tls/crypto.h"
#include "tls/hello.h"

/* In the arena; empty when memory ran out or OpenSSL fails. */
struct slice fingerprint_ja3(const struct crypto *crypto, const struct client_hello *hello,
                             struct arena *arena);
struct slice fingerprint_ja4(const struct crypto *crypto, const struct client_hello *hello,
                             struct arena *arena);

#endif
