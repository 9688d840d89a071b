#include "tls/key_ring.h"

#include <stdlib.h>

#include "base/wire.h"

enum { ROOM_AT_FIRST = 64, PROBES_MOST = 64, PREMASTER = 48 };

/* Connections stand in one array, found by an open-addressing table of their places. */
struct key_ring {
    struct key_entry *entries;
    size_t count, room;
    uint32_t *slots; /* place + 1; 0: free */
    size_t slot_count;
    EVP_PKEY *servers[KEY_SERVERS_MOST];
    size_t server_count;
    uint64_t revision;
    struct key_crypto crypto;
    bool bound, failed;
};

static void unbind(struct key_crypto *crypto) {
    for (size_t i = 0; i < sizeof crypto->providers / sizeof *crypto->providers; i++)
        if (crypto->providers[i])
            (void)crypto->call.OSSL_PROVIDER_unload(crypto->providers[i]);
    crypto->call.OSSL_LIB_CTX_free(crypto->library);
}

struct key_ring *key_ring_new(void) {
    return calloc(1, sizeof(struct key_ring));
}

void key_ring_free(struct key_ring *ring) {
    if (!ring)
        return;
    for (size_t i = 0; i < ring->server_count; i++)
        ring->crypto.call.EVP_PKEY_free(ring->servers[i]);
    if (ring->bound)
        unbind(&ring->crypto);
    free(ring->entries);
    free(ring->slots);
    free(ring);
}

/* ---- libcrypto ---- */

/* A library context of our own: asking for old ciphers must not change what others get. */
static bool bind(struct key_crypto *crypto) {
    if (!crypto_bind(&crypto->call))
        return false;
    crypto->library = crypto->call.OSSL_LIB_CTX_new();
    if (!crypto->library)
        return false;
    static const char *const names[] = {"default", "legacy"}; /* the second has RC4 */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        crypto->providers[i] = crypto->call.OSSL_PROVIDER_load(crypto->library, names[i]);
    if (crypto->providers[0])
        return true;
    unbind(crypto);
    return false;
}

const struct key_crypto *key_ring_crypto(struct key_ring *ring) {
    if (!ring->bound && !ring->failed) {
        ring->bound = bind(&ring->crypto);
        ring->failed = !ring->bound;
    }
    return ring->bound ? &ring->crypto : NULL;
}

/* ---- secrets ---- */

static size_t first_slot(const struct key_ring *ring, const uint8_t *random) {
    uint64_t hash = 0;
    for (size_t i = 0; i < TLS_RANDOM; i += sizeof hash) {
        hash = (hash ^ read_be64(random + i)) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    return (size_t)hash & (ring->slot_count - 1);
}

/* The slot of this random, or the free one where it belongs; SIZE_MAX: there is no room near. */
static size_t find_slot(const struct key_ring *ring, const uint8_t *random) {
    size_t slot = first_slot(ring, random);
    for (size_t i = 0; i < PROBES_MOST; i++) {
        uint32_t place = ring->slots[slot];
        if (place == 0 || memcmp(ring->entries[place - 1].random, random, TLS_RANDOM) == 0)
            return slot;
        slot = (slot + 1) & (ring->slot_count - 1);
    }
    return SIZE_MAX;
}

/* Twice the entries, four times the slots. Who has no room near any more is not found. */
static bool grow(struct key_ring *ring) {
    size_t room = ring->room ? ring->room * 2 : ROOM_AT_FIRST;
    struct key_entry *entries = realloc(ring->entries, room * sizeof *entries);
    if (!entries)
        return false;
    ring->entries = entries;
    uint32_t *slots = calloc(room * 4, sizeof *slots);
    if (!slots)
        return false;
    free(ring->slots);
    ring->slots = slots;
    ring->slot_count = room * 4;
    ring->room = room;
    for (size_t i = 0; i < ring->count; i++) {
        size_t slot = find_slot(ring, entries[i].random);
        if (slot != SIZE_MAX)
            slots[slot] = (uint32_t)(i + 1);
    }
    return true;
}

static struct key_entry *entry_of(struct key_ring *ring, const uint8_t *random) {
    size_t slot = ring->slot_count > 0 ? find_slot(ring, random) : SIZE_MAX;
    if (slot != SIZE_MAX && ring->slots[slot] != 0)
        return &ring->entries[ring->slots[slot] - 1];
    if (ring->count == KEY_RING_MOST || (ring->count == ring->room && !grow(ring)))
        return NULL;
    slot = find_slot(ring, random);
    if (slot == SIZE_MAX)
        return NULL;
    struct key_entry *entry = &ring->entries[ring->count++];
    *entry = (struct key_entry){0};
    memcpy(entry->random, random, TLS_RANDOM);
    ring->slots[slot] = (uint32_t)ring->count;
    return entry;
}

bool key_ring_add(struct key_ring *ring, struct slice random, enum key_label label,
                  struct slice secret) {
    if (random.size != TLS_RANDOM || secret.size == 0 || secret.size > KEY_SECRET_MOST)
        return false;
    struct key_entry *entry = entry_of(ring, random.data);
    if (!entry)
        return false;
    entry->secrets[label].size = (uint8_t)secret.size;
    memcpy(entry->secrets[label].octets, secret.data, secret.size);
    ring->revision++;
    return true;
}

const struct key_entry *key_ring_find(const struct key_ring *ring, struct slice random) {
    if (ring->slot_count == 0 || random.size != TLS_RANDOM)
        return NULL;
    size_t slot = find_slot(ring, random.data);
    return slot != SIZE_MAX && ring->slots[slot] != 0 ? &ring->entries[ring->slots[slot] - 1]
                                                      : NULL;
}

/* ---- private keys ---- */

/* Nobody is asked for a password. */
static int no_password(char *text, int size, int writing, void *context) {
    (void)text, (void)size, (void)writing, (void)context;
    return -1;
}

bool key_ring_add_server(struct key_ring *ring, struct slice pem) {
    const struct key_crypto *crypto = key_ring_crypto(ring);
    if (!crypto || ring->server_count == KEY_SERVERS_MOST || pem.size > INT32_MAX)
        return false;
    BIO *in = crypto->call.BIO_new_mem_buf(pem.data, (int)pem.size);
    EVP_PKEY *key = in ? crypto->call.PEM_read_bio_PrivateKey(in, NULL, no_password, NULL) : NULL;
    (void)crypto->call.BIO_free(in);
    if (!key)
        return false;
    ring->servers[ring->server_count++] = key;
    ring->revision++;
    return true;
}

static bool decrypt(const struct crypto *call, EVP_PKEY *key, struct slice encrypted,
                    uint8_t *premaster) {
    uint8_t octets[2048];
    size_t size = sizeof octets;
    EVP_PKEY_CTX *context = call->EVP_PKEY_CTX_new(key, NULL);
    bool good = context && call->EVP_PKEY_decrypt_init(context) == 1 &&
                call->EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
                call->EVP_PKEY_decrypt(context, NULL, &size, encrypted.data, encrypted.size) == 1 &&
                size <= sizeof octets &&
                call->EVP_PKEY_decrypt(context, octets, &size, encrypted.data, encrypted.size) == 1;
    call->EVP_PKEY_CTX_free(context);
    if (!good || size != PREMASTER)
        return false;
    memcpy(premaster, octets, PREMASTER);
    return true;
}

bool key_ring_premaster(struct key_ring *ring, struct slice encrypted, uint8_t *premaster) {
    for (size_t i = 0; i < ring->server_count; i++)
        if (decrypt(&ring->crypto.call, ring->servers[i], encrypted, premaster))
            return true;
    return false;
}

bool key_ring_empty(const struct key_ring *ring) {
    return ring->count == 0 && ring->server_count == 0;
}

bool key_ring_has_servers(const struct key_ring *ring) {
    return ring->server_count > 0;
}

uint64_t key_ring_revision(const struct key_ring *ring) {
    return ring->revision;
}
