#include "tls/key_schedule.h"

#include <openssl/core_names.h>

#include "base/wire.h"

enum { TLS_1_2 = 0x0303, LABEL_MOST = 32, SEED_MOST = LABEL_MOST + 2 * TLS_RANDOM, SALT = 4 };

/* OpenSSL takes what it only reads as if it wrote to it. */
static OSSL_PARAM octets_parameter(const char *name, struct slice octets) {
    return (OSSL_PARAM)OSSL_PARAM_octet_string(name, (void *)(uintptr_t)octets.data, octets.size);
}

static OSSL_PARAM text_parameter(const char *name, const char *text) {
    return (OSSL_PARAM)OSSL_PARAM_utf8_string(name, (void *)(uintptr_t)text, strlen(text));
}

static bool derive(const struct key_crypto *crypto, const char *function,
                   const OSSL_PARAM *parameters, uint8_t *out, size_t size) {
    EVP_KDF *kdf = crypto->call.EVP_KDF_fetch(crypto->library, function, NULL);
    EVP_KDF_CTX *context = kdf ? crypto->call.EVP_KDF_CTX_new(kdf) : NULL;
    bool good = context && crypto->call.EVP_KDF_derive(context, out, size, parameters) == 1;
    crypto->call.EVP_KDF_CTX_free(context);
    crypto->call.EVP_KDF_free(kdf);
    return good;
}

/* ---- up to TLS 1.2 ---- */

struct prf_input {
    struct slice secret, label, seed;
};

static bool prf(const struct key_crypto *crypto, uint16_t version, const struct suite *suite,
                const struct prf_input *input, uint8_t *out, size_t size) {
    uint8_t whole[SEED_MOST];
    size_t label = input->label.size, seed = input->seed.size;
    if (label + seed > sizeof whole)
        return false;
    memcpy(whole, input->label.data, label);
    memcpy(whole + label, input->seed.data, seed);
    const OSSL_PARAM parameters[] = {
        text_parameter(OSSL_KDF_PARAM_DIGEST, version < TLS_1_2 ? "MD5-SHA1" : suite->prf),
        octets_parameter(OSSL_KDF_PARAM_SECRET, input->secret),
        octets_parameter(OSSL_KDF_PARAM_SEED, slice_of(whole, label + seed)),
        OSSL_PARAM_END,
    };
    return derive(crypto, "TLS1-PRF", parameters, out, size);
}

/* Octets of a nonce that keys bring along; the rest stands in each record. */
static size_t nonce_size(const struct suite *suite) {
    switch (suite->mode) {
    case SUITE_NONCE:
    case SUITE_COUNTED:
        return SALT;
    case SUITE_MIXED:
        return 12;
    case SUITE_BLOCKS: /* from TLS 1.1 on nobody uses it */
        return suite->block;
    default:
        return 0;
    }
}

static void take(uint8_t **block, uint8_t *to, size_t size) {
    memcpy(to, *block, size);
    *block += size;
}

bool key_schedule_block(const struct key_crypto *crypto, uint16_t version,
                        const struct suite *suite, struct slice master,
                        const uint8_t *client_random, const uint8_t *server_random,
                        struct direction_keys keys[2]) {
    uint8_t seed[2 * TLS_RANDOM], block[2 * (KEY_MOST + NONCE_MOST + MAC_MOST)];
    size_t mac = suite->mac ? suite->mac_size : 0, nonce = nonce_size(suite);
    memcpy(seed, server_random, TLS_RANDOM);
    memcpy(seed + TLS_RANDOM, client_random, TLS_RANDOM);
    const struct prf_input input = {master, SLICE("key expansion"), slice_of(seed, sizeof seed)};
    if (!prf(crypto, version, suite, &input, block, 2 * (mac + suite->key + nonce)))
        return false;
    uint8_t *rest = block;
    for (int side = 0; side < 2; side++)
        take(&rest, keys[side].mac, mac);
    for (int side = 0; side < 2; side++)
        take(&rest, keys[side].key, suite->key);
    for (int side = 0; side < 2; side++)
        take(&rest, keys[side].nonce, nonce);
    return true;
}

bool key_schedule_master(const struct key_crypto *crypto, uint16_t version,
                         const struct suite *suite, struct slice premaster, bool extended,
                         struct slice seed, uint8_t master[MASTER_SIZE]) {
    const struct prf_input input = {
        premaster, extended ? SLICE("extended master secret") : SLICE("master secret"), seed};
    return prf(crypto, version, suite, &input, master, MASTER_SIZE);
}

bool key_schedule_digest(const struct key_crypto *crypto, uint16_t version,
                         const struct suite *suite, struct slice handshake, uint8_t *out,
                         size_t *size) {
    unsigned count = 0;
    EVP_MD *digest = crypto->call.EVP_MD_fetch(crypto->library,
                                               version < TLS_1_2 ? "MD5-SHA1" : suite->prf, NULL);
    bool good = digest && crypto->call.EVP_Digest(handshake.data, handshake.size, out, &count,
                                                  digest, NULL) == 1;
    crypto->call.EVP_MD_free(digest);
    *size = count;
    return good;
}

/* ---- TLS 1.3 ---- */

/* HKDF-Expand-Label with an empty context. */
static bool expand(const struct key_crypto *crypto, const struct suite *suite, struct slice secret,
                   const char *label, uint8_t *out, size_t size) {
    static const char PREFIX[] = "tls13 ";
    uint8_t info[2 + 1 + LABEL_MOST + 1] = {(uint8_t)(size >> 8), (uint8_t)(size & 0xff)};
    size_t length = sizeof PREFIX - 1 + strlen(label);
    info[2] = (uint8_t)length;
    memcpy(info + 3, PREFIX, sizeof PREFIX - 1);
    memcpy(info + 3 + sizeof PREFIX - 1, label, strlen(label));
    const OSSL_PARAM parameters[] = {
        text_parameter(OSSL_KDF_PARAM_MODE, "EXPAND_ONLY"),
        text_parameter(OSSL_KDF_PARAM_DIGEST, suite->prf),
        octets_parameter(OSSL_KDF_PARAM_KEY, secret),
        octets_parameter(OSSL_KDF_PARAM_INFO, slice_of(info, 3 + length + 1)),
        OSSL_PARAM_END,
    };
    return derive(crypto, "HKDF", parameters, out, size);
}

bool key_schedule_traffic(const struct key_crypto *crypto, const struct suite *suite,
                          struct slice secret, struct direction_keys *keys) {
    return expand(crypto, suite, secret, "key", keys->key, suite->key) &&
           expand(crypto, suite, secret, "iv", keys->nonce, 12);
}

bool key_schedule_update(const struct key_crypto *crypto, const struct suite *suite,
                         struct key_secret *secret) {
    uint8_t next[KEY_SECRET_MOST];
    struct slice now = slice_of(secret->octets, secret->size);
    if (!expand(crypto, suite, now, "traffic upd", next, suite->prf_size))
        return false;
    secret->size = (uint8_t)suite->prf_size;
    memcpy(secret->octets, next, suite->prf_size);
    return true;
}
