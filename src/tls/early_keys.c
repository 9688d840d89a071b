#include "tls/early_keys.h"

#include "tls/names.h"
#include "tls/vector.h"

enum { SUITES_OF_13 = 0x13 }; /* first octet of their numbers (RFC 8446 B.4) */

void early_keys_begin(struct early_keys *early, struct slice ciphers) {
    uint16_t number;
    early_keys_end(early);
    while (early->suite_count < EARLY_SUITES_MOST && vector_number(&ciphers, 2, &number))
        if (number >> 8 == SUITES_OF_13 && suite_find(number, &early->suites[early->suite_count]))
            early->suite_count++;
}

/* A cipher of this suite; NULL: the secret does not fit, or OpenSSL has none. */
static struct record_cipher *cipher_of(const struct suite *suite, const struct key_crypto *crypto,
                                       const struct key_secret *secret) {
    struct direction_keys keys = {0};
    bool good = suite->prf_size == secret->size &&
                key_schedule_traffic(crypto, suite, slice_of(secret->octets, secret->size), &keys);
    return good ? record_cipher_new(crypto, TLS_1_3, suite, false, &keys) : NULL;
}

bool early_keys_open(struct early_keys *early, const struct key_crypto *crypto,
                     const struct key_secret *secret, const uint8_t *header, struct slice fragment,
                     uint8_t *type, struct slice *text) {
    if (early->cipher)
        return record_cipher_open(early->cipher, header, fragment, type, text);
    for (size_t i = 0; i < early->suite_count; i++) {
        struct record_cipher *cipher = cipher_of(&early->suites[i], crypto, secret);
        if (cipher && record_cipher_open(cipher, header, fragment, type, text)) {
            early->cipher = cipher;
            return true;
        }
        record_cipher_free(cipher);
    }
    early->suite_count = 0; /* the first record decides */
    return false;
}

void early_keys_end(struct early_keys *early) {
    record_cipher_free(early->cipher);
    *early = (struct early_keys){0};
}
