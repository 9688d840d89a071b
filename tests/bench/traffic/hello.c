#include "hello.h"

/* Vectors of TLS carry their length before them (RFC 8446 3.4): begin_vector() leaves room for it,
 * end_vector() writes it. */
static size_t begin_vector(struct growing *to, size_t width) {
    memset(growing_reserve(to, width), 0, width);
    to->size += width;
    return to->size;
}

static void end_vector(struct growing *to, size_t start, size_t width) {
    size_t size = to->size - start;
    for (size_t i = 1; i <= width; i++, size >>= 8)
        to->octets[start - i] = (uint8_t)size;
}

static void add_random(struct growing *to, size_t size, struct random *random) {
    random_fill(random, growing_reserve(to, size), size);
    to->size += size;
}

static void add_number(struct growing *to, unsigned number, size_t width) {
    for (size_t i = width; i > 0; i--)
        growing_add(to, &(uint8_t){(uint8_t)(number >> (8 * (i - 1)))}, 1);
}

static void add_extension(struct growing *to, unsigned type, const void *octets, size_t size) {
    add_number(to, type, 2);
    size_t data = begin_vector(to, 2);
    growing_add(to, octets, size);
    end_vector(to, data, 2);
}

enum { SERVER_NAME = 0, GROUPS = 10, SIGNATURES = 13, VERSIONS = 43, KEY_SHARE = 51 };
enum {
    RECORD_HANDSHAKE = 22,
    CLIENT_HELLO = 1,
    SERVER_HELLO = 2,
    RANDOM = 32,
    SESSION_ID = 32,
    KEY = 32
};

static void add_server_name(struct growing *to, const char *name) {
    add_number(to, SERVER_NAME, 2);
    size_t data = begin_vector(to, 2), list = begin_vector(to, 2);
    add_number(to, 0, 1);
    size_t host = begin_vector(to, 2);
    growing_add(to, name, strlen(name));
    end_vector(to, host, 2);
    end_vector(to, list, 2);
    end_vector(to, data, 2);
}

/* Both hellos offer or choose X25519 (RFC 8446 4.2.8). */
static void add_key_share(struct growing *to, bool list, struct random *random) {
    add_number(to, KEY_SHARE, 2);
    size_t data = begin_vector(to, 2), shares = list ? begin_vector(to, 2) : 0;
    add_number(to, 0x001d, 2);
    add_number(to, KEY, 2);
    add_random(to, KEY, random);
    if (list)
        end_vector(to, shares, 2);
    end_vector(to, data, 2);
}

static void add_client_extensions(struct growing *to, struct random *random) {
    static const uint8_t groups[] = {0, 4, 0, 0x1d, 0, 0x17};
    static const uint8_t signatures[] = {0, 6, 4, 3, 8, 4, 4, 1};
    static const uint8_t versions[] = {4, 3, 4, 3, 3};
    add_server_name(to, "mail.example.org");
    add_extension(to, GROUPS, groups, sizeof groups);
    add_extension(to, SIGNATURES, signatures, sizeof signatures);
    add_extension(to, VERSIONS, versions, sizeof versions);
    add_key_share(to, true, random);
}

static void add_server_extensions(struct growing *to, struct random *random) {
    static const uint8_t version[] = {3, 4};
    add_extension(to, VERSIONS, version, sizeof version);
    add_key_share(to, false, random);
}

static void add_client_hello(struct growing *to, struct random *random) {
    static const uint8_t ciphers[] = {0x13, 2, 0x13, 3, 0x13, 1, 0xc0, 0x2b, 0xc0, 0x2f};
    add_number(to, 0x0303, 2);
    add_random(to, RANDOM, random);
    add_number(to, SESSION_ID, 1);
    add_random(to, SESSION_ID, random);
    add_number(to, sizeof ciphers, 2);
    growing_add(to, ciphers, sizeof ciphers);
    add_number(to, 0x0100, 2); /* no compression */
    size_t extensions = begin_vector(to, 2);
    add_client_extensions(to, random);
    end_vector(to, extensions, 2);
}

static void add_server_hello(struct growing *to, struct random *random) {
    add_number(to, 0x0303, 2);
    add_random(to, RANDOM, random);
    add_number(to, SESSION_ID, 1);
    add_random(to, SESSION_ID, random);
    add_number(to, 0x1302, 2);
    add_number(to, 0, 1); /* no compression */
    size_t extensions = begin_vector(to, 2);
    add_server_extensions(to, random);
    end_vector(to, extensions, 2);
}

static void add_record(struct growing *to, unsigned type,
                       void (*add_body)(struct growing *, struct random *), struct random *random) {
    add_number(to, RECORD_HANDSHAKE, 1);
    add_number(to, 0x0301, 2);
    size_t fragment = begin_vector(to, 2);
    add_number(to, type, 1);
    size_t body = begin_vector(to, 3);
    add_body(to, random);
    end_vector(to, body, 3);
    end_vector(to, fragment, 2);
}

void hello_of_client(struct growing *to, struct random *random) {
    add_record(to, CLIENT_HELLO, add_client_hello, random);
}

void hello_of_server(struct growing *to, struct random *random) {
    add_record(to, SERVER_HELLO, add_server_hello, random);
}
