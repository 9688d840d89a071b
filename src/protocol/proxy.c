#include "protocol/proxy.h"

#include "protocol/registry.h"

enum {
    LINE_LONGEST = 107, /* version 1, line end included */
    PREFIX_SIZE = 16,   /* version 2: signature, version and command, family, length */
    BLOCK_LONGEST = 216,
    EXTRAS_KEPT = 1024, /* of what follows the addresses; the rest is counted and not kept */
    KEPT = PREFIX_SIZE + BLOCK_LONGEST + EXTRAS_KEPT,
    VERSION_AT = 12,
    FAMILY_AT = 13,
    LENGTH_AT = 14,
};

enum { COMMAND_LOCAL, COMMAND_PROXY, COMMANDS };

#define LINE_START SLICE("PROXY ")
#define SIGNATURE  SLICE("\r\n\r\n\0\r\nQUIT\n")

/* Version 2: two addresses and, where the family has them, two ports. */
static const struct family {
    uint8_t address; /* octets of an address that an endpoint can hold; 0: none */
    uint8_t block;   /* octets of all addresses and ports */
} FAMILIES[] = {
    {0, 0},             /* AF_UNSPEC */
    {4, 12},            /* AF_INET */
    {16, 36},           /* AF_INET6 */
    {0, BLOCK_LONGEST}, /* AF_UNIX */
};

enum { FAMILY_COUNT = sizeof FAMILIES / sizeof *FAMILIES, TRANSPORT_COUNT = 3 };

struct proxy_state {
    uint8_t kept[KEPT];
    size_t size;        /* octets of the header that were seen */
    struct event event; /* what is known before it is whole */
};

/* ---- version 1: PROXY TCP4 192.0.2.1 192.0.2.25 50000 25 CRLF ---- */

/* Takes the field up to the next space, or to the end, off the front. */
static struct slice take_field(struct slice *rest) {
    size_t space = slice_find(*rest, ' ');
    struct slice field = slice_first(*rest, space);
    *rest = slice_from(*rest, field.size + 1);
    return field;
}

static bool read_address(struct slice text, uint8_t size, struct endpoint *end) {
    return endpoint_read_address(text, end) && end->size == size;
}

static bool read_port(struct slice text, struct endpoint *end) {
    uint64_t number;
    if (!slice_number(text, UINT16_MAX, &number))
        return false;
    end->port = (uint16_t)number;
    return true;
}

static bool read_line(struct slice header, struct proxy_event *proxy) {
    if (header.size < 2 || header.data[header.size - 2] != '\r' ||
        header.data[header.size - 1] != '\n')
        return false;
    proxy->version = 1;
    proxy->line = slice_first(header, header.size - 2);
    struct slice rest = slice_from(proxy->line, LINE_START.size);
    struct slice family = take_field(&rest);
    if (slice_equal(family, SLICE("UNKNOWN"))) {
        proxy->local = true; /* the receiver ignores what follows */
        return true;
    }
    bool inet = slice_equal(family, SLICE("TCP4"));
    if (!inet && !slice_equal(family, SLICE("TCP6")))
        return false;
    uint8_t size = inet ? 4 : 16;
    return read_address(take_field(&rest), size, &proxy->client) &&
           read_address(take_field(&rest), size, &proxy->server) &&
           read_port(take_field(&rest), &proxy->client) &&
           read_port(take_field(&rest), &proxy->server) && rest.size == 0;
}

/* ---- version 2: signature, version and command, family and transport, length, addresses ---- */

static unsigned command_of(const uint8_t *prefix) {
    return prefix[VERSION_AT] & 0x0f;
}

static unsigned family_of(const uint8_t *prefix) {
    return prefix[FAMILY_AT] >> 4;
}

/* Only a prefix that can be trusted may say how many octets follow. */
static bool prefix_valid(const uint8_t *prefix) {
    if (prefix[VERSION_AT] >> 4 != 2 || command_of(prefix) >= COMMANDS)
        return false;
    if (command_of(prefix) == COMMAND_LOCAL)
        return true; /* the receiver ignores the family */
    unsigned family = family_of(prefix);
    return family < FAMILY_COUNT && (prefix[FAMILY_AT] & 0x0f) < TRANSPORT_COUNT &&
           read_be16(prefix + LENGTH_AT) >= FAMILIES[family].block;
}

static size_t binary_size(const uint8_t *prefix) {
    return PREFIX_SIZE + (size_t)read_be16(prefix + LENGTH_AT);
}

/* ---- what may follow the addresses: type, length, value ---- */

enum {
    EXTRA_HEADER = 3,
    EXTRA_AUTHORITY = 0x02,
    EXTRA_TLS = 0x20, /* flags and the result of the check, then extras of its own: */
    EXTRA_TLS_VERSION = 0x21,
    EXTRA_TLS_COMMON_NAME = 0x22,
    EXTRA_TLS_CIPHER = 0x23,
    EXTRA_TLS_FIXED = 5,
};

/* Takes the next extra off the front; false when no whole one is left. */
static bool take_extra(struct slice *rest, unsigned *type, struct slice *value) {
    if (rest->size < EXTRA_HEADER)
        return false;
    size_t size = read_be16(rest->data + 1);
    *type = rest->data[0];
    *value = slice_part(*rest, EXTRA_HEADER, size);
    *rest = slice_from(*rest, EXTRA_HEADER + size);
    return value->size == size;
}

static void read_tls(struct slice rest, struct proxy_event *proxy) {
    unsigned type;
    struct slice value;
    while (take_extra(&rest, &type, &value)) {
        if (type == EXTRA_TLS_VERSION)
            proxy->tls = value;
        else if (type == EXTRA_TLS_COMMON_NAME)
            proxy->common_name = value;
        else if (type == EXTRA_TLS_CIPHER)
            proxy->cipher = value;
    }
}

static void read_extras(struct slice rest, struct proxy_event *proxy) {
    unsigned type;
    struct slice value;
    while (take_extra(&rest, &type, &value)) {
        if (type == EXTRA_AUTHORITY)
            proxy->authority = value;
        else if (type == EXTRA_TLS)
            read_tls(slice_from(value, EXTRA_TLS_FIXED), proxy);
    }
}

static bool read_binary(const struct proxy_state *state, struct proxy_event *proxy) {
    const uint8_t *prefix = state->kept;
    if (state->size < PREFIX_SIZE || !prefix_valid(prefix) || state->size < binary_size(prefix))
        return false;
    proxy->version = 2;
    proxy->local = command_of(prefix) == COMMAND_LOCAL || family_of(prefix) == 0;
    if (proxy->local)
        return true;
    size_t block = PREFIX_SIZE + (size_t)FAMILIES[family_of(prefix)].block;
    size_t kept = state->size < KEPT ? state->size : KEPT;
    read_extras(slice_from(slice_of(prefix, kept), block), proxy);
    size_t size = FAMILIES[family_of(prefix)].address;
    if (size == 0)
        return true; /* AF_UNIX: two paths, no endpoints */
    const uint8_t *addresses = prefix + PREFIX_SIZE;
    const uint8_t *ports = addresses + 2 * size;
    proxy->client = (struct endpoint){.size = (uint8_t)size, .port = read_be16(ports)};
    proxy->server = (struct endpoint){.size = (uint8_t)size, .port = read_be16(ports + 2)};
    memcpy(proxy->client.address, addresses, size);
    memcpy(proxy->server.address, addresses + size, size);
    return true;
}

/* ---- the layer ---- */

/* Takes at most `count` octets off the chunk, and keeps those that fit. */
static void take(struct proxy_state *state, struct chunk *chunk, size_t count) {
    struct slice octets = slice_first(chunk->octets, count);
    if (state->size < KEPT) {
        struct slice kept = slice_first(octets, KEPT - state->size);
        memcpy(state->kept + state->size, kept.data, kept.size);
    }
    state->size += octets.size;
    state->event.end = chunk->at;
    chunk_skip(chunk, octets.size);
}

/* Takes octets up to the line end. True when it was found, or can no longer be a header's. */
static bool take_line(struct proxy_state *state, struct chunk *chunk) {
    struct slice most = slice_first(chunk->octets, LINE_LONGEST - state->size);
    size_t end = slice_find(most, '\n');
    take(state, chunk, end == SLICE_NONE ? most.size : end + 1);
    return end != SLICE_NONE || state->size == LINE_LONGEST;
}

/* Takes octets up to the end of the header. True when it is whole, or is none. */
static bool take_binary(struct proxy_state *state, struct chunk *chunk) {
    if (state->size < PREFIX_SIZE)
        take(state, chunk, PREFIX_SIZE - state->size);
    if (state->size < PREFIX_SIZE)
        return false;
    if (!prefix_valid(state->kept))
        return true;
    size_t whole = binary_size(state->kept);
    take(state, chunk, whole - state->size);
    return state->size == whole;
}

static bool is_binary(uint8_t first) {
    return first == SIGNATURE.data[0];
}

/* Tells of the header, whole or not, and ends the layer: the state is gone afterwards. */
static void finish(struct proxy_state *state, struct session *session) {
    struct event event = state->event;
    event.octets = state->size;
    struct slice kept = slice_of(state->kept, state->size < KEPT ? state->size : KEPT);
    bool read = is_binary(state->kept[0]) ? read_binary(state, &event.proxy)
                                          : read_line(kept, &event.proxy);
    if (!read) {
        event.kind = EVENT_JUNK;
        event.junk = (struct junk_event){.text = kept};
        session_debug(session, "proxy: header of %zu octets cannot be read", state->size);
    }
    if (read && event.proxy.server.size) {
        bool sealed;
        const struct protocol *hint = protocol_at_port(event.proxy.server.port, &sealed);
        session_suggest(session, hint, sealed);
    }
    session_emit(session, &event);
    session_pop_layer(session);
}

static enum layer_match match_start(struct slice octets, struct slice start) {
    if (slice_starts(octets, start))
        return LAYER_YES;
    return slice_starts(start, octets) ? LAYER_UNSURE : LAYER_NO;
}

static enum layer_match proxy_match(enum side side, struct slice octets) {
    (void)side;
    if (octets.size == 0)
        return LAYER_NO;
    return match_start(octets, is_binary(octets.data[0]) ? SIGNATURE : LINE_START);
}

static void proxy_begin(void *context, struct session *session, bool implicit,
                        struct moment moment) {
    (void)implicit;
    (void)moment;
    struct proxy_state *state = context;
    state->event =
        (struct event){.n = session_number(session), .kind = EVENT_PROXY, .side = SIDE_CLIENT};
}

static void proxy_bytes(void *context, struct session *session, enum side side,
                        const struct chunk *chunk) {
    struct proxy_state *state = context;
    if (side == SIDE_SERVER) {
        session_plain(session, side, chunk);
        return;
    }
    struct chunk rest = *chunk;
    if (state->size == 0) {
        state->event.at = chunk->at;
        state->event.offset = chunk->offset;
        state->event.packet = chunk->place.packet;
        state->kept[0] = chunk->octets.data[0];
    }
    bool done = is_binary(state->kept[0]) ? take_binary(state, &rest) : take_line(state, &rest);
    if (!done)
        return;
    finish(state, session);
    if (rest.octets.size > 0)
        session_plain(session, side, &rest);
}

/* What is unfinished when octets are missing, or the client falls silent, stays so. */
static void proxy_gap(void *context, struct session *session, enum side side, struct moment moment,
                      uint64_t count) {
    (void)moment;
    (void)count;
    if (side == SIDE_CLIENT)
        finish(context, session);
}

static void proxy_end(void *context, struct session *session, enum side side,
                      struct moment moment) {
    (void)moment;
    if (side == SIDE_CLIENT)
        finish(context, session);
}

const struct layer proxy_layer = {
    .name = "proxy",
    .where = LAYER_BY_CLIENT,
    .state_size = sizeof(struct proxy_state),
    .match = proxy_match,
    .begin = proxy_begin,
    .bytes = proxy_bytes,
    .gap = proxy_gap,
    .end = proxy_end,
};
