#include "tls/decryption.h"

#include <stdlib.h>

#include "tls/early_keys.h"
#include "tls/names.h"
#include "tls/vector.h"

enum { PREMASTER = 48, HEARD_MOST = 256 * 1024, HASH_MOST = 64 };

struct direction {
    struct record_cipher *cipher; /* NULL: nothing can be read */
    struct key_secret secret;     /* TLS 1.3: of its keys */
    bool opened;                  /* a record was read by this cipher */
    bool handshake;               /* TLS 1.3: the keys are those of the handshake */
    bool other;                   /* records of other keys may come before the first that is read */
};

struct decryption {
    struct key_ring *ring;
    const struct key_crypto *crypto; /* once the ServerHello was heard */
    uint8_t client_random[TLS_RANDOM], server_random[TLS_RANDOM];
    bool hello, answered;
    uint16_t version;
    struct suite suite;
    bool suitable; /* somebody knows the suite */
    bool early_data, encrypt_then_mac, extended;
    uint8_t premaster[PREMASTER];
    bool has_premaster;
    struct buffer heard; /* the handshake up to the client's key, where a private key may serve */
    struct direction directions[2];
    struct early_keys early;
};

struct decryption *decryption_new(struct key_ring *ring) {
    struct decryption *decryption = calloc(1, sizeof *decryption);
    if (decryption)
        decryption->ring = ring;
    return decryption;
}

void decryption_free(struct decryption *decryption) {
    if (!decryption)
        return;
    for (int side = 0; side < 2; side++)
        record_cipher_free(decryption->directions[side].cipher);
    early_keys_end(&decryption->early);
    buffer_free(&decryption->heard);
    free(decryption);
}

static bool is_13(const struct decryption *decryption) {
    return decryption->version >= TLS_1_3;
}

static const struct key_entry *find_keys(const struct decryption *decryption) {
    return key_ring_find(decryption->ring, slice_of(decryption->client_random, TLS_RANDOM));
}

/* ---- ciphers ---- */

static void use(struct decryption *decryption, enum side side, struct record_cipher *cipher) {
    struct direction *direction = &decryption->directions[side];
    record_cipher_free(direction->cipher);
    direction->cipher = cipher;
    direction->opened = false;
}

/* TLS 1.3: a cipher of this secret; NULL: there is none. */
static struct record_cipher *cipher_of(const struct decryption *decryption,
                                       const struct key_secret *secret) {
    struct direction_keys keys = {0};
    bool good = secret->size == decryption->suite.prf_size &&
                key_schedule_traffic(decryption->crypto, &decryption->suite,
                                     slice_of(secret->octets, secret->size), &keys);
    return good ? record_cipher_new(decryption->crypto, decryption->version, &decryption->suite,
                                    false, &keys)
                : NULL;
}

/* From here on this secret counts; without one nothing can be read. */
static void use_secret(struct decryption *decryption, enum side side,
                       const struct key_secret *secret) {
    decryption->directions[side].secret = *secret;
    decryption->directions[side].handshake = false;
    use(decryption, side, cipher_of(decryption, secret));
}

/* The cipher that counts when the handshake is over. */
static struct record_cipher *later_cipher(const struct decryption *decryption, enum side side) {
    static const enum key_label labels[] = {KEY_CLIENT_TRAFFIC, KEY_SERVER_TRAFFIC};
    const struct key_entry *keys = find_keys(decryption);
    return keys ? cipher_of(decryption, &keys->secrets[labels[side]]) : NULL;
}

/* Without the secret of the handshake, that of the data is tried from the beginning on. */
static void begin_13(struct decryption *decryption) {
    static const enum key_label labels[2][2] = {{KEY_CLIENT_HANDSHAKE, KEY_CLIENT_TRAFFIC},
                                                {KEY_SERVER_HANDSHAKE, KEY_SERVER_TRAFFIC}};
    const struct key_entry *keys = find_keys(decryption);
    for (int side = 0; keys && side < 2; side++) {
        bool handshake = keys->secrets[labels[side][0]].size > 0;
        use_secret(decryption, (enum side)side, &keys->secrets[labels[side][!handshake]]);
        decryption->directions[side].handshake = handshake;
        decryption->directions[side].other =
            !handshake || (side == SIDE_CLIENT && decryption->early_data);
    }
}

/* The seed is the handshake so far, or both randoms. */
static bool derive_master(struct decryption *decryption, uint8_t master[MASTER_SIZE]) {
    uint8_t seed[HASH_MOST + 2 * TLS_RANDOM];
    size_t size = 2 * TLS_RANDOM;
    memcpy(seed, decryption->client_random, TLS_RANDOM);
    memcpy(seed + TLS_RANDOM, decryption->server_random, TLS_RANDOM);
    if (decryption->extended &&
        !key_schedule_digest(decryption->crypto, decryption->version, &decryption->suite,
                             buffer_slice(&decryption->heard), seed, &size))
        return false;
    return key_schedule_master(decryption->crypto, decryption->version, &decryption->suite,
                               slice_of(decryption->premaster, PREMASTER), decryption->extended,
                               slice_of(seed, size), master);
}

static bool find_master(struct decryption *decryption, uint8_t master[MASTER_SIZE]) {
    const struct key_entry *keys = find_keys(decryption);
    if (!keys || keys->secrets[KEY_MASTER].size != MASTER_SIZE)
        return decryption->has_premaster && derive_master(decryption, master);
    memcpy(master, keys->secrets[KEY_MASTER].octets, MASTER_SIZE);
    return true;
}

void decryption_change(struct decryption *decryption, enum side side) {
    uint8_t master[MASTER_SIZE];
    struct direction_keys keys[2] = {0};
    struct record_cipher *cipher = NULL;
    if (!decryption->suitable || is_13(decryption))
        return;
    if (find_master(decryption, master) &&
        key_schedule_block(decryption->crypto, decryption->version, &decryption->suite,
                           slice_of(master, MASTER_SIZE), decryption->client_random,
                           decryption->server_random, keys))
        cipher = record_cipher_new(decryption->crypto, decryption->version, &decryption->suite,
                                   decryption->encrypt_then_mac, &keys[side]);
    use(decryption, side, cipher);
}

void decryption_finished(struct decryption *decryption, enum side side) {
    const struct key_entry *keys = find_keys(decryption);
    static const enum key_label labels[] = {KEY_CLIENT_TRAFFIC, KEY_SERVER_TRAFFIC};
    if (side == SIDE_CLIENT) {
        decryption->early_data = false;
        early_keys_end(&decryption->early);
    }
    if (is_13(decryption) && keys)
        use_secret(decryption, side, &keys->secrets[labels[side]]);
}

void decryption_update(struct decryption *decryption, enum side side) {
    struct key_secret secret = decryption->directions[side].secret;
    if (is_13(decryption) && secret.size > 0 &&
        key_schedule_update(decryption->crypto, &decryption->suite, &secret))
        use_secret(decryption, side, &secret);
}

/* ---- the handshake ---- */

uint32_t decryption_wants(const struct decryption *decryption) {
    uint32_t hellos = UINT32_C(1) << HANDSHAKE_CLIENT_HELLO | UINT32_C(1) << HANDSHAKE_SERVER_HELLO;
    bool all = key_ring_has_servers(decryption->ring) && !decryption->has_premaster;
    return all ? UINT32_MAX : hellos;
}

/* A handshake begins, the first or another one; a retry keeps its random. */
static void hear_client_hello(struct decryption *decryption, struct slice body) {
    struct client_hello hello;
    if (!client_hello_read(body, &hello))
        return;
    memcpy(decryption->client_random, hello.random.data, TLS_RANDOM);
    decryption->early_data = hello.early_data;
    decryption->hello = true;
    decryption->answered = decryption->suitable = decryption->has_premaster = false;
    early_keys_begin(&decryption->early, hello.early_data ? hello.ciphers : slice_of(NULL, 0));
}

static void hear_server_hello(struct decryption *decryption, struct slice body) {
    struct server_hello hello;
    if (!server_hello_read(body, &hello) || hello.retry || !decryption->hello)
        return;
    memcpy(decryption->server_random, hello.random.data, TLS_RANDOM);
    decryption->answered = true;
    decryption->version = hello.version;
    decryption->encrypt_then_mac = hello.encrypt_then_mac;
    decryption->extended = hello.extended_master_secret;
    decryption->suitable = hello.version > 0x0300 && hello.version <= TLS_1_3 &&
                           suite_find(hello.cipher, &decryption->suite) &&
                           (!is_13(decryption) || suite_seals(&decryption->suite));
    decryption->crypto = decryption->suitable ? key_ring_crypto(decryption->ring) : NULL;
    decryption->suitable = decryption->crypto != NULL;
    if (decryption->suitable && is_13(decryption))
        begin_13(decryption);
}

static void hear_client_key(struct decryption *decryption, struct slice body) {
    struct slice encrypted;
    if (decryption->suitable && decryption->suite.rsa && vector_read(&body, 2, &encrypted))
        decryption->has_premaster =
            key_ring_premaster(decryption->ring, encrypted, decryption->premaster);
}

/* Only a private key needs what was said. */
static void keep(struct decryption *decryption, const struct handshake_message *message) {
    const uint8_t header[] = {message->type, (uint8_t)(message->size >> 16 & 0xff),
                              (uint8_t)(message->size >> 8 & 0xff),
                              (uint8_t)(message->size & 0xff)};
    if (message->type == HANDSHAKE_CLIENT_HELLO)
        decryption->heard.size = 0;
    if (!key_ring_has_servers(decryption->ring) || decryption->has_premaster ||
        message->type == HANDSHAKE_HELLO_REQUEST ||
        decryption->heard.size + message->size > HEARD_MOST)
        return;
    (void)(buffer_add(&decryption->heard, slice_of(header, sizeof header)) &&
           buffer_add(&decryption->heard, message->body));
}

void decryption_hear(struct decryption *decryption, const struct handshake_message *message) {
    keep(decryption, message);
    if (message->type == HANDSHAKE_CLIENT_HELLO)
        hear_client_hello(decryption, message->body);
    else if (message->type == HANDSHAKE_SERVER_HELLO)
        hear_server_hello(decryption, message->body);
    else if (message->type == HANDSHAKE_CLIENT_KEY_EXCHANGE)
        hear_client_key(decryption, message->body);
}

bool decryption_possible(const struct decryption *decryption) {
    if (!decryption->hello || (decryption->answered && !decryption->suitable))
        return false;
    bool by_server =
        key_ring_has_servers(decryption->ring) && (!decryption->answered || decryption->suite.rsa);
    return by_server || find_keys(decryption) != NULL;
}

/* ---- records ---- */

bool decryption_reads(const struct decryption *decryption, enum side side) {
    return decryption->directions[side].cipher != NULL;
}

/* The secret of early data counts until the client has gone over to that of the handshake; where
 * this is not there, as long as it fits. NULL: it does not count, or nobody knows it. */
static const struct key_secret *early_secret(const struct decryption *decryption) {
    const struct key_entry *keys = decryption->early_data ? find_keys(decryption) : NULL;
    bool known = keys && keys->secrets[KEY_CLIENT_EARLY].size > 0;
    return known ? &keys->secrets[KEY_CLIENT_EARLY] : NULL;
}

bool decryption_reads_early(const struct decryption *decryption) {
    return early_secret(decryption) != NULL;
}

static bool open_early(struct decryption *decryption, const uint8_t *header, struct slice fragment,
                       uint8_t *type, struct slice *text) {
    const struct key_secret *secret = early_secret(decryption);
    const struct key_crypto *crypto = secret ? key_ring_crypto(decryption->ring) : NULL;
    return crypto &&
           early_keys_open(&decryption->early, crypto, secret, header, fragment, type, text);
}

enum decryption_result decryption_open(struct decryption *decryption, enum side side,
                                       const uint8_t *header, struct slice fragment, uint8_t *type,
                                       struct slice *text) {
    struct direction *direction = &decryption->directions[side];
    if (direction->cipher && record_cipher_open(direction->cipher, header, fragment, type, text)) {
        direction->opened = true;
        return DECRYPTION_TEXT;
    }
    if (side == SIDE_CLIENT && !direction->opened &&
        open_early(decryption, header, fragment, type, text))
        return DECRYPTION_EARLY;
    if (!direction->cipher && decryption->answered)
        decryption->early_data = false;
    bool other = !direction->cipher || direction->other;
    return other && !direction->opened ? DECRYPTION_OTHER : DECRYPTION_FAILED;
}

bool decryption_miss(struct decryption *decryption, enum side side, uint64_t count) {
    struct direction *direction = &decryption->directions[side];
    if (!record_cipher_recovers(direction->cipher))
        return false;
    record_cipher_skip(direction->cipher, count);
    return true;
}

bool decryption_find(struct decryption *decryption, enum side side, const uint8_t *header,
                     struct slice fragment, uint64_t most) {
    struct direction *direction = &decryption->directions[side];
    if (record_cipher_find(direction->cipher, header, fragment, most))
        return true;
    struct record_cipher *later = direction->handshake ? later_cipher(decryption, side) : NULL;
    if (!later || !record_cipher_find(later, header, fragment, most)) {
        record_cipher_free(later);
        return false;
    }
    decryption_finished(decryption, side);
    use(decryption, side, later);
    return true;
}

void decryption_end(struct decryption *decryption, enum side side) {
    use(decryption, side, NULL);
}
