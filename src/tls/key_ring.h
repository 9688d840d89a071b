/* key_ring.h: secrets by which connections are read, found by the random of their ClientHello.
 *
 * Filled from key logs (tls/key_log.h), from secrets inside captures, and from private keys of
 * servers. It never holds more than KEY_RING_MOST connections; what comes after is left out. */
#ifndef HELOISE_TLS_KEY_RING_H
#define HELOISE_TLS_KEY_RING_H

#include "tls/crypto.h"
#include "tls/hello.h"

enum {
    KEY_RING_MOST = 1 << 18, /* connections */
    KEY_SECRET_MOST = 64,    /* octets of a secret */
    KEY_SERVERS_MOST = 64,   /* private keys */
};

/* What a secret is for, in the order of key_log.def. */
enum key_label {
#define KEY_LABEL(id, word) KEY_##id,
#include "tls/key_labels.def"
#undef KEY_LABEL
    KEY_LABELS
};

struct key_secret {
    uint8_t size; /* 0: not known */
    uint8_t octets[KEY_SECRET_MOST];
};

/* Of one connection. */
struct key_entry {
    uint8_t random[TLS_RANDOM];
    struct key_secret secrets[KEY_LABELS];
};

struct key_ring;

/* An empty ring; libcrypto is bound with the first use of key_ring_crypto(). NULL when memory ran
 * out. */
struct key_ring *key_ring_new(void);
void key_ring_free(struct key_ring *ring);

/* Adds a secret, or puts it in the place of the one that was there. `random` has TLS_RANDOM octets.
 * False: it is too long, the ring is full, or memory ran out. */
bool key_ring_add(struct key_ring *ring, struct slice random, enum key_label label,
                  struct slice secret);

/* The secrets of a connection, or NULL. Valid until the next key_ring_add(). */
const struct key_entry *key_ring_find(const struct key_ring *ring, struct slice random);

/* Adds the private key of a server (PEM, not encrypted). False: it is none, or there are too many.
 */
bool key_ring_add_server(struct key_ring *ring, struct slice pem);

/* Decrypts a premaster secret (RFC 5246 7.4.7.1) by the private keys, in turn, into `premaster`,
 * which has 48 octets. False: none of them fits. */
bool key_ring_premaster(struct key_ring *ring, struct slice encrypted, uint8_t *premaster);

/* Whether there is any key in it, any private key; how often it has changed. */
bool key_ring_empty(const struct key_ring *ring);
bool key_ring_has_servers(const struct key_ring *ring);
uint64_t key_ring_revision(const struct key_ring *ring);

/* libcrypto with its ciphers, the old ones too where the system has them. NULL: it cannot be
 * loaded.
 */
struct key_crypto {
    struct crypto call;
    OSSL_LIB_CTX *library;
    OSSL_PROVIDER *providers[2]; /* NULL: the system has it not */
};
const struct key_crypto *key_ring_crypto(struct key_ring *ring);

#endif
