/* suite.h: what the name of a cipher suite says of keys, ciphers and digests. */
#ifndef HELOISE_TLS_SUITE_H
#define HELOISE_TLS_SUITE_H

#include "base/slice.h"

enum suite_mode {
    SUITE_NONCE,   /* GCM: sealed, with half of the nonce in the record up to TLS 1.2 */
    SUITE_COUNTED, /* CCM: the same, and the length has to be known beforehand */
    SUITE_MIXED,   /* ChaCha20-Poly1305: sealed; the nonce is the record's number */
    SUITE_BLOCKS,  /* CBC with a MAC */
    SUITE_STREAM,  /* RC4 with a MAC */
    SUITE_NOTHING, /* a MAC alone */
};

/* Octets of the nonce that stand in the record. */
enum { EXPLICIT_NONCE = 8 };

struct suite {
    const char *cipher; /* OpenSSL's name */
    enum suite_mode mode;
    size_t key, block; /* octets; block: of the tag where it is sealed */
    const char *mac;   /* digest of the MAC; NULL where it is sealed */
    size_t mac_size;   /* octets of it, and of its key */
    const char *prf;   /* digest by which keys are derived, from TLS 1.2 on */
    size_t prf_size;
    bool rsa; /* the client sends the secret, encrypted by the server's key */
};

static inline bool suite_seals(const struct suite *suite) {
    return suite->mode == SUITE_NONCE || suite->mode == SUITE_COUNTED || suite->mode == SUITE_MIXED;
}

/* False: nothing is known of the suite, or nobody can decrypt it. */
bool suite_find(uint16_t number, struct suite *suite);

#endif
