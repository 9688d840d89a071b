#include "tls/suite.h"

#include "tls/names.h"

struct bulk {
    const char *name, *cipher;
    enum suite_mode mode;
    size_t key, block;
};

static const struct bulk BULKS[] = {
#define BULK(name, cipher, mode, key, block) {#name, cipher, SUITE_##mode, key, block},
#include "tls/bulk_ciphers.def"
#undef BULK
};

static const struct digest {
    const char *suffix, *name;
    size_t size;
} DIGESTS[] = {
    {"MD5", "MD5", 16}, {"SHA", "SHA1", 20}, {"SHA256", "SHA256", 32}, {"SHA384", "SHA384", 48}};

static const struct digest SHA256_DIGEST = {"SHA256", "SHA256", 32};

/* Takes a word off the front that ends with the text, or before "_". */
static bool take_word(struct slice *text, struct slice word) {
    if (!text->data || !slice_starts(*text, word) ||
        (text->size > word.size && text->data[word.size] != '_'))
        return false;
    *text = slice_from(*text, word.size + 1);
    return true;
}

static const struct bulk *take_bulk(struct slice *text) {
    for (size_t i = 0; i < sizeof BULKS / sizeof *BULKS; i++)
        if (take_word(text, slice_string(BULKS[i].name)))
            return &BULKS[i];
    return NULL;
}

static const struct digest *digest_of(struct slice suffix) {
    for (size_t i = 0; i < sizeof DIGESTS / sizeof *DIGESTS; i++)
        if (slice_equal(suffix, slice_string(DIGESTS[i].suffix)))
            return &DIGESTS[i];
    return NULL;
}

/* What stands behind WITH, or behind TLS from TLS 1.3 on. */
static struct slice encryption_of(struct slice name) {
    size_t with = slice_search(name, SLICE("_WITH_"));
    return slice_from(name, with == SLICE_NONE ? strlen("TLS_") : with + strlen("_WITH_"));
}

bool suite_find(uint16_t number, struct suite *suite) {
    char text[TLS_NUMBER_TEXT];
    struct slice name = tls_cipher_name(number, text);
    struct slice rest = encryption_of(name);
    const struct bulk *bulk = take_bulk(&rest);
    const struct digest *digest = digest_of(rest);
    bool exported = slice_search(name, SLICE("_EXPORT")) != SLICE_NONE;
    if (!bulk || exported || (rest.size > 0 && !digest))
        return false;
    *suite = (struct suite){.cipher = bulk->cipher,
                            .mode = bulk->mode,
                            .key = bulk->key,
                            .block = bulk->block,
                            .rsa = slice_search(name, SLICE("TLS_RSA_WITH_")) == 0};
    if (!suite_seals(suite)) {
        if (!digest)
            return false;
        suite->mac = digest->name;
        suite->mac_size = digest->size;
    }
    /* RFC 5246 5: SHA-256, unless the suite names a stronger one */
    const struct digest *prf =
        digest && digest->size > SHA256_DIGEST.size ? digest : &SHA256_DIGEST;
    suite->prf = prf->name;
    suite->prf_size = prf->size;
    return true;
}
