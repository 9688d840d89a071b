/* key_schedule.h: from secrets to keys.
 *
 * Up to TLS 1.2 a pseudo-random function makes a block of keys of the master secret and both
 * randoms (RFC 2246 5, RFC 5246 5); in TLS 1.3 each direction has a secret of its own, which HKDF
 * expands (RFC 8446 7.1). */
#ifndef HELOISE_TLS_KEY_SCHEDULE_H
#define HELOISE_TLS_KEY_SCHEDULE_H

#include "tls/key_ring.h"
#include "tls/suite.h"

enum {
    KEY_MOST = 32,   /* octets of a key */
    NONCE_MOST = 16, /* of a nonce or initialisation vector */
    MAC_MOST = 48,
    MASTER_SIZE = 48,
};

/* Of one direction. */
struct direction_keys {
    uint8_t key[KEY_MOST], nonce[NONCE_MOST], mac[MAC_MOST];
};

/* Keys of both directions, by enum side, from the master secret (MASTER_SIZE octets). Randoms have
 * TLS_RANDOM octets each. False when OpenSSL fails. */
bool key_schedule_block(const struct key_crypto *crypto, uint16_t version,
                        const struct suite *suite, struct slice master,
                        const uint8_t *client_random, const uint8_t *server_random,
                        struct direction_keys keys[2]);

/* Key and nonce of one direction in TLS 1.3. */
bool key_schedule_traffic(const struct key_crypto *crypto, const struct suite *suite,
                          struct slice secret, struct direction_keys *keys);

/* The secret that follows a key update (RFC 8446 7.2), in the place of the one before. */
bool key_schedule_update(const struct key_crypto *crypto, const struct suite *suite,
                         struct key_secret *secret);

/* The digest of a handshake, as an extended master secret is made of (RFC 7627 3). `out` has room
 * for 64 octets. */
bool key_schedule_digest(const struct key_crypto *crypto, uint16_t version,
                         const struct suite *suite, struct slice handshake, uint8_t *out,
                         size_t *size);

/* The master secret of a premaster secret. `seed`: the randoms, client's first; with an extended
 * master secret (RFC 7627) the digest of the handshake. */
bool key_schedule_master(const struct key_crypto *crypto, uint16_t version,
                         const struct suite *suite, struct slice premaster, bool extended,
                         struct slice seed, uint8_t master[MASTER_SIZE]);

#endif
