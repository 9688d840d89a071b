#include "tls/recognise.h"

#include "tls/handshake.h"
#include "tls/record.h"

/* A ClientHello of SSL 2.0, or one that only looks like it for the sake of old servers
 * (RFC 5246 E.2):
 *
 *     0x80 | length (15 bits) | 1 | version (2) | sizes of cipher specs, session id, challenge (2
 *     each) */
enum {
    OLD_HELLO_HEADER = 2,
    OLD_HELLO_FIXED = 11,
    OLD_HELLO_TYPE = 2,
    OLD_HELLO_VERSION = 3,
    OLD_HELLO_SIZES = 5,
    CIPHER_SPEC_SIZE = 3,
};

static bool old_hello_sizes_fit(const uint8_t *header) {
    unsigned specs = read_be16(header + OLD_HELLO_SIZES);
    unsigned session_id = read_be16(header + OLD_HELLO_SIZES + 2);
    unsigned challenge = read_be16(header + OLD_HELLO_SIZES + 4);
    unsigned length = read_be16(header) & 0x7fff;
    return specs > 0 && specs % CIPHER_SPEC_SIZE == 0 &&
           OLD_HELLO_HEADER + length == OLD_HELLO_FIXED + specs + session_id + challenge;
}

static enum layer_match match_old_hello(struct slice octets) {
    if ((octets.data[0] & 0x80) == 0)
        return LAYER_NO;
    if (octets.size > OLD_HELLO_TYPE && octets.data[OLD_HELLO_TYPE] != HANDSHAKE_CLIENT_HELLO)
        return LAYER_NO;
    if (octets.size < OLD_HELLO_FIXED)
        return LAYER_UNSURE;
    uint16_t version = read_be16(octets.data + OLD_HELLO_VERSION);
    bool known = version == 0x0002 || (version >= 0x0300 && version <= 0x0304);
    return known && old_hello_sizes_fit(octets.data) ? LAYER_YES : LAYER_NO;
}

enum layer_match tls_match(enum side side, struct slice octets) {
    if (octets.size == 0)
        return LAYER_UNSURE;
    if (octets.data[0] != RECORD_HANDSHAKE && octets.data[0] != RECORD_ALERT)
        return side == SIDE_CLIENT ? match_old_hello(octets) : LAYER_NO;
    if (!record_header_valid(octets))
        return LAYER_NO;
    return octets.size < RECORD_HEADER ? LAYER_UNSURE : LAYER_YES;
}

size_t old_hello_size(struct slice octets) {
    if (octets.size < OLD_HELLO_HEADER || (octets.data[0] & 0x80) == 0)
        return 0;
    return OLD_HELLO_HEADER + (read_be16(octets.data) & 0x7fffu);
}
