#include "tls/hello.h"

#include "base/wire.h"

enum { RANDOM_SIZE = 32, EXTENSION_SERVER_NAME = 0, EXTENSION_SUPPORTED_VERSIONS = 43 };
enum { NAME_TYPE_HOST = 0 };

/* SHA-256 of "HelloRetryRequest" in the place of the random (RFC 8446 4.1.3). */
static const uint8_t RETRY_RANDOM[RANDOM_SIZE] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/* Takes `count` octets off the front of `rest`. */
static bool take(struct slice *rest, size_t count, struct slice *taken) {
    if (rest->size < count || !rest->data)
        return false;
    *taken = slice_first(*rest, count);
    *rest = slice_from(*rest, count);
    return true;
}

/* Takes a number of one or two octets. */
static bool take_number(struct slice *rest, size_t width, uint16_t *number) {
    struct slice octets;
    if (!take(rest, width, &octets))
        return false;
    *number = width == 1 ? octets.data[0] : read_be16(octets.data);
    return true;
}

/* Takes a vector whose length is a number of `width` octets (RFC 8446 3.4). */
static bool take_vector(struct slice *rest, size_t width, struct slice *vector) {
    uint16_t size;
    return take_number(rest, width, &size) && take(rest, size, vector);
}

/* Takes the next extension, or name: a number of `width` octets and a vector. One that is cut
 * stays in `rest`. */
static bool take_item(struct slice *rest, size_t width, uint16_t *type, struct slice *data) {
    struct slice after = *rest;
    if (!take_number(&after, width, type) || !take_vector(&after, 2, data))
        return false;
    *rest = after;
    return true;
}

static void read_server_name(struct slice data, struct client_hello *hello) {
    struct slice names, name;
    uint16_t type;
    if (!take_vector(&data, 2, &names))
        return;
    while (take_item(&names, 1, &type, &name)) {
        if (type != NAME_TYPE_HOST)
            continue;
        hello->server_name = name;
        return;
    }
}

bool client_hello_read(struct slice body, struct client_hello *hello) {
    struct slice skipped, extensions, data;
    uint16_t version, type;
    *hello = (struct client_hello){0};
    if (!take_number(&body, 2, &version) || !take(&body, RANDOM_SIZE, &skipped) ||
        !take_vector(&body, 1, &skipped) /* session id */ ||
        !take_vector(&body, 2, &skipped) /* cipher suites */ ||
        !take_vector(&body, 1, &skipped) /* compression methods */)
        return false;
    if (body.size == 0)
        return true; /* extensions came with TLS 1.2 (RFC 5246 7.4.1.2) */
    if (!take_vector(&body, 2, &extensions))
        return false;
    while (take_item(&extensions, 2, &type, &data))
        if (type == EXTENSION_SERVER_NAME)
            read_server_name(data, hello);
    return extensions.size == 0;
}

bool server_hello_read(struct slice body, struct server_hello *hello) {
    struct slice random, skipped, extensions, data;
    uint16_t type;
    *hello = (struct server_hello){0};
    if (!take_number(&body, 2, &hello->version) || !take(&body, RANDOM_SIZE, &random) ||
        !take_vector(&body, 1, &skipped) /* session id */ ||
        !take_number(&body, 2, &hello->cipher) ||
        !take(&body, 1, &skipped) /* compression method */)
        return false;
    hello->retry = slice_equal(random, slice_of(RETRY_RANDOM, RANDOM_SIZE));
    if (body.size == 0)
        return true;
    if (!take_vector(&body, 2, &extensions))
        return false;
    while (take_item(&extensions, 2, &type, &data))
        if (type == EXTENSION_SUPPORTED_VERSIONS && !take_number(&data, 2, &hello->version))
            return false;
    return extensions.size == 0;
}
