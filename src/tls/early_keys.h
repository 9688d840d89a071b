/* early_keys.h: opens early data, what a client sends before the server has answered (RFC 8446
 * 4.2.10).
 *
 * Its suite is that of the session which goes on, and no message names it: each suite of the
 * client's offer that the secret fits is tried, until one opens the first record. */
#ifndef HELOISE_TLS_EARLY_KEYS_H
#define HELOISE_TLS_EARLY_KEYS_H

#include "tls/record_cipher.h"

enum { EARLY_SUITES_MOST = 8 }; /* TLS 1.3 has five */

/* Zeroed: there is no early data. */
struct early_keys {
    struct suite suites[EARLY_SUITES_MOST]; /* that may be the one */
    size_t suite_count;
    struct record_cipher *cipher; /* NULL: nothing was opened yet */
};

/* A client announces early data; `ciphers`: its offer, two octets each. */
void early_keys_begin(struct early_keys *early, struct slice ciphers);

/* Opens the next record by the secret; as record_cipher_open(). */
bool early_keys_open(struct early_keys *early, const struct key_crypto *crypto,
                     const struct key_secret *secret, const uint8_t *header, struct slice fragment,
                     uint8_t *type, struct slice *text);

/* There is no (more) early data. */
void early_keys_end(struct early_keys *early);

#endif
