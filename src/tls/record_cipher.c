#include "tls/record_cipher.h"

#include <openssl/core_names.h>
#include <stdlib.h>

#include "tls/names.h"

enum {
    SALT = 4,
    NONCE = 12,
    NUMBER = 8,
    PREFIX = NUMBER + RECORD_HEADER, /* what the MAC covers in front of the text */
    TEXT_MOST = 16384 + 2048,
    LENGTH_AT = 3,
};

struct record_cipher {
    const struct key_crypto *crypto;
    struct suite suite;
    uint16_t version;
    bool encrypt_then_mac;
    struct direction_keys keys;
    EVP_CIPHER *cipher; /* NULL where nothing is encrypted */
    EVP_CIPHER_CTX *context;
    EVP_MAC *hmac;
    EVP_MAC_CTX *mac; /* NULL where it is sealed */
    uint64_t number;  /* of the next record */
    uint8_t text[TEXT_MOST];
};

/* ---- making one ---- */

static bool make_mac(struct record_cipher *cipher) {
    const struct crypto *call = &cipher->crypto->call;
    const char *digest = cipher->suite.mac;
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, (void *)(uintptr_t)digest, strlen(digest)),
        OSSL_PARAM_END,
    };
    cipher->hmac = call->EVP_MAC_fetch(cipher->crypto->library, "HMAC", NULL);
    cipher->mac = cipher->hmac ? call->EVP_MAC_CTX_new(cipher->hmac) : NULL;
    return cipher->mac && call->EVP_MAC_init(cipher->mac, cipher->keys.mac, cipher->suite.mac_size,
                                             parameters) == 1;
}

/* A stream goes on from record to record; all others begin anew. */
static bool make_cipher(struct record_cipher *cipher) {
    const struct crypto *call = &cipher->crypto->call;
    cipher->cipher = call->EVP_CIPHER_fetch(cipher->crypto->library, cipher->suite.cipher, NULL);
    cipher->context = cipher->cipher ? call->EVP_CIPHER_CTX_new() : NULL;
    const uint8_t *key = cipher->suite.mode == SUITE_STREAM ? cipher->keys.key : NULL;
    return cipher->context &&
           call->EVP_DecryptInit_ex(cipher->context, cipher->cipher, NULL, key, NULL) == 1;
}

struct record_cipher *record_cipher_new(const struct key_crypto *crypto, uint16_t version,
                                        const struct suite *suite, bool encrypt_then_mac,
                                        const struct direction_keys *keys) {
    struct record_cipher *cipher = malloc(sizeof *cipher);
    if (!cipher)
        return NULL;
    *cipher = (struct record_cipher){.crypto = crypto,
                                     .suite = *suite,
                                     .version = version,
                                     .encrypt_then_mac = encrypt_then_mac,
                                     .keys = *keys};
    if ((suite->mode == SUITE_NOTHING || make_cipher(cipher)) && (!suite->mac || make_mac(cipher)))
        return cipher;
    record_cipher_free(cipher);
    return NULL;
}

void record_cipher_free(struct record_cipher *cipher) {
    if (!cipher)
        return;
    const struct crypto *call = &cipher->crypto->call;
    call->EVP_CIPHER_CTX_free(cipher->context);
    call->EVP_CIPHER_free(cipher->cipher);
    call->EVP_MAC_CTX_free(cipher->mac);
    call->EVP_MAC_free(cipher->hmac);
    free(cipher);
}

/* ---- what is verified along with the text ---- */

static void write_number(uint8_t *to, uint64_t number) {
    for (size_t i = 0; i < NUMBER; i++)
        to[i] = (uint8_t)(number >> 8 * (NUMBER - 1 - i) & 0xff);
}

/* number (8) | type (1) | version (2) | length (2) */
static void write_prefix(const struct record_cipher *cipher, const uint8_t *header, size_t size,
                         uint8_t prefix[PREFIX]) {
    write_number(prefix, cipher->number);
    memcpy(prefix + NUMBER, header, LENGTH_AT);
    prefix[NUMBER + LENGTH_AT] = (uint8_t)(size >> 8);
    prefix[NUMBER + LENGTH_AT + 1] = (uint8_t)(size & 0xff);
}

static bool mac_fits(struct record_cipher *cipher, const uint8_t *header, struct slice covered,
                     const uint8_t *expected) {
    const struct crypto *call = &cipher->crypto->call;
    uint8_t prefix[PREFIX], mac[MAC_MOST];
    size_t size = 0;
    write_prefix(cipher, header, covered.size, prefix);
    return call->EVP_MAC_init(cipher->mac, NULL, 0, NULL) == 1 &&
           call->EVP_MAC_update(cipher->mac, prefix, sizeof prefix) == 1 &&
           call->EVP_MAC_update(cipher->mac, covered.data, covered.size) == 1 &&
           call->EVP_MAC_final(cipher->mac, mac, &size, sizeof mac) == 1 &&
           size == cipher->suite.mac_size && call->CRYPTO_memcmp(mac, expected, size) == 0;
}

/* ---- sealed ---- */

static void make_nonce(const struct record_cipher *cipher, const uint8_t *explicit_part,
                       uint8_t nonce[NONCE]) {
    memcpy(nonce, cipher->keys.nonce, NONCE);
    if (explicit_part) {
        memcpy(nonce + SALT, explicit_part, EXPLICIT_NONCE);
        return;
    }
    uint8_t number[NUMBER];
    write_number(number, cipher->number);
    for (size_t i = 0; i < NUMBER; i++)
        nonce[NONCE - NUMBER + i] ^= number[i];
}

struct sealed {
    uint8_t nonce[NONCE];
    struct slice text, tag, associated;
};

static bool set_tag(const struct crypto *call, EVP_CIPHER_CTX *context, struct slice tag) {
    return call->EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, (int)tag.size,
                                     (void *)(uintptr_t)tag.data) == 1;
}

static bool unseal(struct record_cipher *cipher, const struct sealed *sealed) {
    const struct crypto *call = &cipher->crypto->call;
    EVP_CIPHER_CTX *context = cipher->context;
    bool counted = cipher->suite.mode == SUITE_COUNTED;
    int size = 0, rest = 0;
    if (call->EVP_DecryptInit_ex(context, NULL, NULL, NULL, NULL) != 1 ||
        call->EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, NONCE, NULL) != 1 ||
        (counted && !set_tag(call, context, sealed->tag)) ||
        call->EVP_DecryptInit_ex(context, NULL, NULL, cipher->keys.key, sealed->nonce) != 1 ||
        (counted &&
         call->EVP_DecryptUpdate(context, NULL, &size, NULL, (int)sealed->text.size) != 1) ||
        call->EVP_DecryptUpdate(context, NULL, &size, sealed->associated.data,
                                (int)sealed->associated.size) != 1)
        return false;
    bool some = sealed->text.size > 0 || counted;
    const uint8_t *from = sealed->text.size > 0 ? sealed->text.data : cipher->text;
    if (some &&
        call->EVP_DecryptUpdate(context, cipher->text, &size, from, (int)sealed->text.size) != 1)
        return false;
    return counted || (set_tag(call, context, sealed->tag) &&
                       call->EVP_DecryptFinal_ex(context, cipher->text, &rest) == 1);
}

/* Up to TLS 1.2 (RFC 5288 3, RFC 6655 3, RFC 7905 2). */
static bool open_sealed(struct record_cipher *cipher, const uint8_t *header, struct slice fragment,
                        struct slice *text) {
    size_t in_front = cipher->suite.mode == SUITE_MIXED ? 0 : EXPLICIT_NONCE;
    size_t tag = cipher->suite.block;
    uint8_t prefix[PREFIX];
    if (fragment.size < in_front + tag)
        return false;
    struct sealed sealed = {
        .text = slice_part(fragment, in_front, fragment.size - in_front - tag),
        .tag = slice_from(fragment, fragment.size - tag),
        .associated = slice_of(prefix, sizeof prefix),
    };
    write_prefix(cipher, header, sealed.text.size, prefix);
    make_nonce(cipher, in_front > 0 ? fragment.data : NULL, sealed.nonce);
    *text = slice_of(cipher->text, sealed.text.size);
    return unseal(cipher, &sealed);
}

/* The type stands behind the text, and zeros behind the type (RFC 8446 5.2). */
static bool open_13(struct record_cipher *cipher, const uint8_t *header, struct slice fragment,
                    uint8_t *type, struct slice *text) {
    size_t tag = cipher->suite.block;
    if (header[0] != RECORD_APPLICATION_DATA || fragment.size <= tag)
        return false;
    struct sealed sealed = {
        .text = slice_first(fragment, fragment.size - tag),
        .tag = slice_from(fragment, fragment.size - tag),
        .associated = slice_of(header, RECORD_HEADER),
    };
    make_nonce(cipher, NULL, sealed.nonce);
    if (!unseal(cipher, &sealed))
        return false;
    size_t size = sealed.text.size;
    while (size > 0 && cipher->text[size - 1] == 0)
        size--;
    if (size == 0)
        return false;
    *type = cipher->text[size - 1];
    *text = slice_of(cipher->text, size - 1);
    return true;
}

/* ---- with a MAC ---- */

static bool decrypt(struct record_cipher *cipher, const uint8_t *vector, struct slice octets) {
    const struct crypto *call = &cipher->crypto->call;
    int size = 0;
    if (vector &&
        (call->EVP_DecryptInit_ex(cipher->context, NULL, NULL, cipher->keys.key, vector) != 1 ||
         call->EVP_CIPHER_CTX_set_padding(cipher->context, 0) != 1))
        return false;
    return call->EVP_DecryptUpdate(cipher->context, cipher->text, &size, octets.data,
                                   (int)octets.size) == 1 &&
           (size_t)size == octets.size;
}

/* Octets of the padding and of its length at the end; 0: it is none (RFC 5246 6.2.3.2). */
static size_t padding_size(const uint8_t *text, size_t size) {
    size_t padding = (size_t)text[size - 1] + 1;
    if (padding > size)
        return 0;
    for (size_t i = 1; i <= padding; i++)
        if (text[size - i] != text[size - 1])
            return 0;
    return padding;
}

/* The text is followed by its MAC. */
static bool check_mac(struct record_cipher *cipher, const uint8_t *header, const uint8_t *octets,
                      size_t size, struct slice *text) {
    if (size < cipher->suite.mac_size)
        return false;
    *text = slice_of(octets, size - cipher->suite.mac_size);
    return mac_fits(cipher, header, *text, octets + text->size);
}

static bool open_blocks(struct record_cipher *cipher, const uint8_t *header, struct slice fragment,
                        struct slice *text) {
    size_t block = cipher->suite.block;
    bool explicit_vector = cipher->version > 0x0301;
    struct slice octets = fragment;
    if (fragment.size == 0 || block == 0)
        return false;
    if (cipher->encrypt_then_mac &&
        !check_mac(cipher, header, fragment.data, fragment.size, &octets))
        return false;
    const uint8_t *vector = explicit_vector ? octets.data : cipher->keys.nonce;
    struct slice encrypted = slice_from(octets, explicit_vector ? block : 0);
    if (octets.size < block * (explicit_vector ? 2 : 1) || !encrypted.data ||
        encrypted.size % block != 0 || !decrypt(cipher, vector, encrypted))
        return false;
    size_t padding = padding_size(cipher->text, encrypted.size);
    if (padding == 0)
        return false;
    *text = slice_of(cipher->text, encrypted.size - padding);
    if (!cipher->encrypt_then_mac &&
        !check_mac(cipher, header, cipher->text, encrypted.size - padding, text))
        return false;
    memcpy(cipher->keys.nonce, encrypted.data + encrypted.size - block, block);
    return true;
}

static bool open_stream(struct record_cipher *cipher, const uint8_t *header, struct slice fragment,
                        struct slice *text) {
    return fragment.size > 0 && decrypt(cipher, NULL, fragment) &&
           check_mac(cipher, header, cipher->text, fragment.size, text);
}

static bool open_nothing(struct record_cipher *cipher, const uint8_t *header, struct slice fragment,
                         struct slice *text) {
    if (fragment.size == 0 || !check_mac(cipher, header, fragment.data, fragment.size, text))
        return false;
    if (text->size > 0)
        memcpy(cipher->text, text->data, text->size);
    text->data = cipher->text;
    return true;
}

/* ---- for its owner ---- */

static bool open_any(struct record_cipher *cipher, const uint8_t *header, struct slice fragment,
                     uint8_t *type, struct slice *text) {
    if (cipher->version >= TLS_1_3)
        return open_13(cipher, header, fragment, type, text);
    *type = header[0];
    switch (cipher->suite.mode) {
    case SUITE_BLOCKS:
        return open_blocks(cipher, header, fragment, text);
    case SUITE_STREAM:
        return open_stream(cipher, header, fragment, text);
    case SUITE_NOTHING:
        return open_nothing(cipher, header, fragment, text);
    default:
        return open_sealed(cipher, header, fragment, text);
    }
}

bool record_cipher_open(struct record_cipher *cipher, const uint8_t *header, struct slice fragment,
                        uint8_t *type, struct slice *text) {
    if (fragment.size > TEXT_MOST || !open_any(cipher, header, fragment, type, text))
        return false;
    cipher->number++;
    return true;
}

void record_cipher_skip(struct record_cipher *cipher, uint64_t count) {
    cipher->number += count;
}

bool record_cipher_find(struct record_cipher *cipher, const uint8_t *header, struct slice fragment,
                        uint64_t most) {
    uint64_t number = cipher->number;
    struct slice text;
    uint8_t type;
    for (uint64_t i = 0; i < most && fragment.size <= TEXT_MOST; i++) {
        cipher->number = number + i;
        if (open_any(cipher, header, fragment, &type, &text))
            return true;
    }
    cipher->number = number;
    return false;
}

bool record_cipher_recovers(const struct record_cipher *cipher) {
    bool chained = cipher->suite.mode == SUITE_BLOCKS && cipher->version <= 0x0301;
    return !chained && cipher->suite.mode != SUITE_STREAM;
}
