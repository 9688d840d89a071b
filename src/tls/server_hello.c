#include "tls/hello.h"
#include "tls/vector.h"

/* SHA-256 of "HelloRetryRequest" in the place of the random (RFC 8446 4.1.3). */
static const uint8_t RETRY_RANDOM[TLS_RANDOM] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

/* The list has one name (RFC 7301 3.1). */
static void read_protocol(struct slice data, struct server_hello *hello) {
    struct slice list;
    if (vector_read(&data, 2, &list))
        (void)vector_read(&list, 1, &hello->protocol);
}

/* False when there is no room for the version. */
static bool read_extension(uint16_t type, struct slice data, struct server_hello *hello) {
    switch (type) {
    case EXTENSION_VERSIONS:
        return vector_number(&data, 2, &hello->version);
    case EXTENSION_KEY_SHARE: /* a retry names the group alone, and so begins a share */
        (void)vector_number(&data, 2, &hello->group);
        break;
    case EXTENSION_ALPN:
        read_protocol(data, hello);
        break;
    case EXTENSION_PRE_SHARED_KEY:
        hello->psk = true;
        break;
    case EXTENSION_ENCRYPT_THEN_MAC:
        hello->encrypt_then_mac = true;
        break;
    case EXTENSION_EXTENDED_MASTER_SECRET:
        hello->extended_master_secret = true;
        break;
    default:
        break;
    }
    return true;
}

bool server_hello_read(struct slice body, struct server_hello *hello) {
    struct slice compression, extensions, data;
    uint16_t type;
    *hello = (struct server_hello){0};
    if (!vector_number(&body, 2, &hello->version) ||
        !vector_take(&body, TLS_RANDOM, &hello->random) ||
        !vector_read(&body, 1, &hello->session_id) || !vector_number(&body, 2, &hello->cipher) ||
        !vector_take(&body, 1, &compression))
        return false;
    hello->retry = slice_equal(hello->random, slice_of(RETRY_RANDOM, TLS_RANDOM));
    if (body.size == 0)
        return true;
    if (!vector_read(&body, 2, &extensions))
        return false;
    while (vector_item(&extensions, 2, &type, &data))
        if (!read_extension(type, data, hello))
            return false;
    return extensions.size == 0;
}
