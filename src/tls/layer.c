#include "tls/layer.h"

#include "session/protocol.h"
#include "tls/handshake.h"
#include "tls/hello.h"
#include "tls/names.h"
#include "tls/record.h"

enum { ALERT_FATAL = 2, NAME_LONGEST = 255 /* RFC 1035 2.3.4 */ };

/* The handshake is read until it is told: up to the ServerHello, or until none can come. */
struct tls_state {
    struct record_reader records[2]; /* by enum side */
    struct handshake_reader handshake[2];
    bool unreadable[2];
    bool begun, told;
    struct event event;
    struct server_hello chosen;
    bool has_chosen;
    uint8_t server_name[NAME_LONGEST];
};

/* ---- recognition ---- */

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

/* A side begins with a hello, or refuses with an alert. No line of a mail protocol begins like
 * either. */
static enum layer_match tls_match(enum side side, struct slice octets) {
    if (octets.size == 0)
        return LAYER_UNSURE;
    if (octets.data[0] != RECORD_HANDSHAKE && octets.data[0] != RECORD_ALERT)
        return side == SIDE_CLIENT ? match_old_hello(octets) : LAYER_NO;
    if (!record_header_valid(octets))
        return LAYER_NO;
    return octets.size < RECORD_HEADER ? LAYER_UNSURE : LAYER_YES;
}

/* ---- the event ---- */

static void begin_event(struct tls_state *state, struct session *session, enum side side,
                        const struct chunk *chunk) {
    state->begun = true;
    state->event.n = session_number(session);
    state->event.at = chunk->at;
    state->event.offset = side == SIDE_CLIENT ? chunk->offset : 0;
    state->event.packet = chunk->place.packet;
}

/* Tells what was read. From here on everything is sealed. */
static void tell(struct tls_state *state, struct session *session, struct moment moment,
                 const char *why) {
    char version[TLS_NUMBER_TEXT], cipher[TLS_NUMBER_TEXT];
    struct tls_event *tls = &state->event.tls;
    if (state->has_chosen) {
        tls->version = tls_version_name(state->chosen.version, version);
        tls->cipher = tls_cipher_name(state->chosen.cipher, cipher);
    }
    session_debug(session, "tls: %s", why);
    state->event.end = moment;
    state->told = true;
    session_emit(session, &state->event);
    handshake_reader_free(&state->handshake[SIDE_CLIENT]);
    handshake_reader_free(&state->handshake[SIDE_SERVER]);
}

/* Nothing more can be read of `side`: without a ServerHello to come there is nothing to wait for.
 */
static void give_up(struct tls_state *state, struct session *session, enum side side,
                    struct moment moment, const char *why) {
    state->unreadable[side] = true;
    if (side == SIDE_SERVER)
        tell(state, session, moment, why);
}

/* ---- the handshake ---- */

static void keep_server_name(struct tls_state *state, struct slice name) {
    name = slice_first(name, NAME_LONGEST);
    if (name.size == 0)
        return;
    memcpy(state->server_name, name.data, name.size);
    state->event.tls.server_name = slice_of(state->server_name, name.size);
}

/* False when the client does not begin with a ClientHello. */
static bool hear_client(struct tls_state *state, const struct handshake_message *message) {
    struct client_hello hello;
    if (message->type != HANDSHAKE_CLIENT_HELLO || !client_hello_read(message->body, &hello))
        return false;
    keep_server_name(state, hello.server_name);
    return true;
}

/* False when the server says something else than a ServerHello. */
static bool hear_server(struct tls_state *state, struct session *session,
                        const struct handshake_message *message, struct moment moment) {
    struct server_hello hello;
    if (message->type == HANDSHAKE_HELLO_REQUEST)
        return true;
    if (message->type != HANDSHAKE_SERVER_HELLO || !server_hello_read(message->body, &hello))
        return false;
    state->chosen = hello;
    state->has_chosen = true;
    if (!hello.retry)
        tell(state, session, moment, "ServerHello");
    return true;
}

/* Reads the messages that end in these octets; leaves what follows a ServerHello. */
static void read_messages(struct tls_state *state, struct session *session, enum side side,
                          struct slice *octets, struct moment moment) {
    while (!state->told && !state->unreadable[side]) {
        struct handshake_message message;
        enum handshake_progress progress =
            handshake_next(&state->handshake[side], octets, &message);
        if (progress == HANDSHAKE_MORE)
            return;
        bool understood = progress == HANDSHAKE_MESSAGE &&
                          (side == SIDE_CLIENT ? hear_client(state, &message)
                                               : hear_server(state, session, &message, moment));
        if (!understood)
            give_up(state, session, side, moment, "not a hello");
    }
}

/* Reads one piece of a record. Returns how many of its octets were read; what follows those that
 * made the event certain is sealed. */
static size_t read_piece(struct tls_state *state, struct session *session, enum side side,
                         const struct record_piece *piece, struct moment moment) {
    struct slice octets = piece->octets;
    switch (piece->type) {
    case RECORD_HANDSHAKE:
        read_messages(state, session, side, &octets, moment);
        return piece->octets.size - octets.size;
    case RECORD_ALERT:
        /* A warning may come before a ServerHello (unrecognized_name, RFC 6066 3). */
        if (!piece->start || octets.data[0] != ALERT_FATAL)
            return piece->octets.size;
        tell(state, session, moment, "fatal alert");
        return 0;
    case RECORD_APPLICATION_DATA:
        if (side == SIDE_CLIENT) /* early data (RFC 8446 4.2.10) */
            return piece->octets.size;
        give_up(state, session, side, moment, "data without a ServerHello");
        return 0;
    case RECORD_CHANGE_CIPHER_SPEC: /* after a HelloRetryRequest (RFC 8446 D.4) */
    case RECORD_HEARTBEAT:
        break;
    }
    return piece->octets.size;
}

/* Reads records until the event is told, and leaves what follows in the chunk. */
static void read_records(struct tls_state *state, struct session *session, enum side side,
                         struct chunk *chunk) {
    while (!state->told && !state->unreadable[side]) {
        struct record_piece piece;
        enum record_progress progress = record_peek(&state->records[side], chunk, &piece);
        if (progress == RECORD_MORE)
            return;
        if (progress == RECORD_BROKEN) {
            give_up(state, session, side, chunk->at, "not a record");
            return;
        }
        size_t read = read_piece(state, session, side, &piece, chunk->at);
        record_take(&state->records[side], chunk, read);
    }
}

/* ---- the layer ---- */

static void tls_begin(void *context, struct session *session, bool implicit, struct moment moment) {
    (void)session;
    struct tls_state *state = context;
    state->event = (struct event){.kind = EVENT_TLS, .side = SIDE_CLIENT, .at = moment};
    state->event.tls = (struct tls_event){.implicit = implicit};
}

static void tls_bytes(void *context, struct session *session, enum side side,
                      const struct chunk *chunk) {
    struct tls_state *state = context;
    if (!state->begun)
        begin_event(state, session, side, chunk);
    struct chunk rest = *chunk;
    if (!state->told)
        read_records(state, session, side, &rest);
    if (state->told && rest.octets.size > 0)
        session_sealed(session, side, rest.at, rest.octets.size);
}

static void tls_gap(void *context, struct session *session, enum side side, struct moment moment,
                    uint64_t count) {
    (void)count;
    struct tls_state *state = context;
    if (state->begun && !state->told)
        give_up(state, session, side, moment, "octets are missing");
}

static void tls_end(void *context, struct session *session, enum side side, struct moment moment) {
    struct tls_state *state = context;
    if (state->begun && !state->told)
        give_up(state, session, side, moment, "no ServerHello came");
}

static void tls_clear(void *context) {
    struct tls_state *state = context;
    handshake_reader_free(&state->handshake[SIDE_CLIENT]);
    handshake_reader_free(&state->handshake[SIDE_SERVER]);
}

const struct layer tls_layer = {
    .name = "tls",
    .where = LAYER_AT_START | LAYER_AFTER_STARTTLS,
    .state_size = sizeof(struct tls_state),
    .match = tls_match,
    .begin = tls_begin,
    .bytes = tls_bytes,
    .gap = tls_gap,
    .end = tls_end,
    .clear = tls_clear,
};
