#include "base/digest.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "base/library.h"

struct crypto {
    const EVP_MD *(*sha256)(void);
    EVP_MD_CTX *(*context_new)(void);
    void (*context_free)(EVP_MD_CTX *context);
    int (*begin)(EVP_MD_CTX *context, const EVP_MD *type, ENGINE *engine);
    int (*add)(EVP_MD_CTX *context, const void *data, size_t size);
    int (*finish)(EVP_MD_CTX *context, unsigned char *result, unsigned *size);
};

static const struct library_symbol crypto_symbols[] = {
    {"EVP_sha256", offsetof(struct crypto, sha256)},
    {"EVP_MD_CTX_new", offsetof(struct crypto, context_new)},
    {"EVP_MD_CTX_free", offsetof(struct crypto, context_free)},
    {"EVP_DigestInit_ex", offsetof(struct crypto, begin)},
    {"EVP_DigestUpdate", offsetof(struct crypto, add)},
    {"EVP_DigestFinal_ex", offsetof(struct crypto, finish)},
};

struct digest {
    struct crypto crypto;
    EVP_MD_CTX *context;      /* NULL: the lane does it */
    struct digest_lane *lane; /* NULL: OpenSSL does it */
    struct digest_pair *pair;
    struct digest_pair *own; /* where nobody shares one */
    bool good;               /* begun, and nothing failed since */
};

static struct digest *new_lane(struct digest_pair *pair) {
    struct digest *digest = calloc(1, sizeof *digest);
    if (!digest)
        return NULL;
    if (!pair)
        digest->own = calloc(1, sizeof *digest->own);
    digest->pair = pair ? pair : digest->own;
    digest->lane = aligned_alloc(_Alignof(struct digest_lane), sizeof *digest->lane);
    if (digest->pair && digest->lane)
        return digest;
    digest_free(digest);
    return NULL;
}

struct digest *digest_new(struct digest_pair *pair) {
    return sha256_supported() ? new_lane(pair) : digest_new_openssl();
}

struct digest *digest_new_openssl(void) {
    struct digest *digest = calloc(1, sizeof *digest);
    if (!digest)
        return NULL;
    if (library_bind("libcrypto.so.3", crypto_symbols,
                     sizeof crypto_symbols / sizeof crypto_symbols[0], &digest->crypto))
        digest->context = digest->crypto.context_new();
    if (!digest->context) {
        free(digest);
        return NULL;
    }
    return digest;
}

void digest_free(struct digest *digest) {
    if (!digest)
        return;
    if (digest->context)
        digest->crypto.context_free(digest->context);
    if (digest->lane && digest->good)
        digest_lane_drop(digest->lane);
    free(digest->lane);
    free(digest->own);
    free(digest);
}

bool digest_begin(struct digest *digest) {
    if (digest->lane) {
        if (digest->good)
            digest_lane_drop(digest->lane);
        digest_lane_begin(digest->lane, digest->pair);
        return digest->good = true;
    }
    digest->good = digest->crypto.begin(digest->context, digest->crypto.sha256(), NULL) == 1;
    return digest->good;
}

bool digest_add(struct digest *digest, struct slice octets) {
    if (!digest->good)
        return false;
    if (digest->lane) {
        digest_lane_add(digest->lane, octets);
        return true;
    }
    digest->good = digest->crypto.add(digest->context, octets.data, octets.size) == 1;
    return digest->good;
}

bool digest_finish(struct digest *digest, uint8_t sha256[DIGEST_SIZE]) {
    bool good = digest->good;
    digest->good = false;
    if (good && digest->lane)
        digest_lane_finish(digest->lane, sha256);
    return good && (digest->lane || digest->crypto.finish(digest->context, sha256, NULL) == 1);
}
