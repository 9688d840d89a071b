#include "tls/layer.h"

#include "session/protocol.h"
#include "tls/negotiation.h"
#include "tls/recognise.h"
#include "tls/record.h"

enum { ALERT_SIZE = 2, ALERT_FATAL = 2 };

/* A record of TLS 1.3 that holds an alert: level and description, the type, the tag. */
enum { SEALED_ALERT_SIZE = 2 + 1 + 16 };

struct tls_side {
    struct record_reader records;
    struct handshake_reader handshake;
    uint8_t alert[ALERT_SIZE]; /* one that is coming in */
    size_t alert_size;
    struct chunk alert_begin; /* where its first octet was, without octets */
    uint8_t old_header[2]; /* of a hello in the form of SSL 2.0 */
    size_t old_header_size, old_left;
    bool spoke;      /* its first octet was seen */
    bool changed;    /* ChangeCipherSpec: up to TLS 1.2 all that follows is encrypted */
    bool data;       /* something was encrypted after the ServerHello */
    bool deaf;       /* its handshake messages are not understood any more */
    bool unreadable; /* nor where its records begin */
};

struct tls_state {
    struct tls_side sides[2]; /* by enum side */
    struct negotiation negotiation;
    struct event event; /* of the handshake */
    bool begun, told;
};

/* ---- events ---- */

static void begin_event(struct tls_state *state, struct session *session, enum side side,
                        const struct chunk *chunk) {
    state->begun = true;
    state->event.n = session_number(session);
    state->event.at = chunk->at;
    state->event.offset = side == SIDE_CLIENT ? chunk->offset : 0;
    state->event.packet = chunk->place.packet;
}

/* Tells of the handshake what was read of it. */
static void tell(struct tls_state *state, struct session *session, struct moment moment,
                 const char *why) {
    if (state->told)
        return;
    negotiation_describe(&state->negotiation, &state->event.tls);
    session_debug(session, "tls: %s", why);
    state->event.end = moment;
    state->told = true;
    session_emit(session, &state->event);
    handshake_reader_free(&state->sides[SIDE_CLIENT].handshake);
    handshake_reader_free(&state->sides[SIDE_SERVER].handshake);
    negotiation_clear(&state->negotiation);
}

static void tell_alert(struct session *session, enum side side, const struct tls_event *alert,
                       const struct chunk *chunk, size_t octets) {
    struct event event = {.n = session_number(session),
                          .kind = EVENT_TLS,
                          .side = side,
                          .at = chunk->at,
                          .end = chunk->at,
                          .offset = chunk->offset,
                          .octets = octets,
                          .packet = chunk->place.packet,
                          .tls = *alert};
    session_emit(session, &event);
}

/* Nothing more is understood of `side`: without a ServerHello to come there is nothing to wait for.
 */
static void give_up(struct tls_state *state, struct session *session, enum side side,
                    struct moment moment, const char *why) {
    state->sides[side].deaf = true;
    if (side == SIDE_SERVER)
        tell(state, session, moment, why);
}

/* What is no record: the rest of this side is noise, and all of it where no ServerHello came. */
static void give_up_records(struct tls_state *state, struct session *session, enum side side,
                            struct moment moment, const char *why) {
    state->sides[side].unreadable = true;
    if (side == SIDE_SERVER && !state->negotiation.chosen)
        state->sides[SIDE_CLIENT].unreadable = true;
    give_up(state, session, side, moment, why);
}

/* ---- who is encrypted ---- */

static bool is_13(const struct tls_state *state) {
    return state->negotiation.chosen && state->negotiation.version >= TLS_1_3;
}

static bool is_sealed(const struct tls_state *state, enum side side,
                      const struct record_piece *piece) {
    return piece->type == RECORD_APPLICATION_DATA || (state->sides[side].changed && !is_13(state));
}

static bool goes_on_sealed(const struct tls_state *state, enum side side) {
    return is_13(state) ? state->sides[side].data : state->sides[side].changed;
}

static void look_for_end(struct tls_state *state, struct session *session, struct moment moment) {
    if (state->told || !state->negotiation.answered || !goes_on_sealed(state, SIDE_CLIENT) ||
        !goes_on_sealed(state, SIDE_SERVER))
        return;
    state->event.tls.finished = true;
    tell(state, session, moment, "both sides encrypt");
}

/* In TLS 1.3 the client's first encrypted record is its Finished, which is longer than an alert,
 * unless there is early data. */
static bool looks_refused(const struct tls_state *state, enum side side,
                          const struct record_piece *piece) {
    return is_13(state) && side == SIDE_CLIENT && !state->sides[side].data && !state->told &&
           !state->negotiation.early_data && piece->size == SEALED_ALERT_SIZE;
}

/* The first octets of a record that is encrypted. */
static void begin_sealed(struct tls_state *state, struct session *session, enum side side,
                         const struct record_piece *piece, const struct chunk *chunk) {
    struct tls_side *from = &state->sides[side];
    struct tls_event alert = {.what = TLS_ALERT};
    size_t octets = RECORD_HEADER + piece->size;
    session_sealed(session, side, chunk->at, RECORD_HEADER);
    if (piece->type == RECORD_ALERT) {
        tell(state, session, chunk->at, "an alert, encrypted");
        tell_alert(session, side, &alert, chunk, octets);
    } else if (state->negotiation.answered && looks_refused(state, side, piece)) {
        alert.supposed = true;
        tell(state, session, chunk->at, "perhaps an alert, encrypted");
        tell_alert(session, side, &alert, chunk, octets);
    } else if (piece->type == RECORD_APPLICATION_DATA && !state->negotiation.answered) {
        if (side == SIDE_SERVER) /* the client's may be early data (RFC 8446 4.2.10) */
            give_up(state, session, side, chunk->at, "data without a ServerHello");
        return;
    }
    from->data = true;
    look_for_end(state, session, chunk->at);
}

/* ---- what is not encrypted ---- */

static void hear_handshake(struct tls_state *state, struct session *session, enum side side,
                           struct slice octets, struct moment moment) {
    struct tls_side *from = &state->sides[side];
    while (!state->told && !from->deaf) {
        struct handshake_message message;
        enum handshake_progress progress = handshake_next(
            &from->handshake, &octets, negotiation_wants(&state->negotiation), &message);
        if (progress == HANDSHAKE_MORE)
            return;
        if (progress == HANDSHAKE_BROKEN || !negotiation_hear(&state->negotiation, side, &message))
            give_up(state, session, side, moment, "not a handshake");
    }
}

/* A warning may come before the ServerHello (unrecognized_name, RFC 6066 3); a fatal alert ends the
 * handshake, and the connection. */
static void hear_alert(struct tls_state *state, struct session *session, enum side side,
                       const struct record_piece *piece, const struct chunk *chunk) {
    struct tls_side *from = &state->sides[side];
    char text[TLS_NUMBER_TEXT];
    for (size_t i = 0; i < piece->octets.size; i++) {
        if (from->alert_size == 0)
            from->alert_begin = (struct chunk){
                .at = chunk->at, .place = chunk->place, .offset = chunk->offset + i};
        from->alert[from->alert_size++] = piece->octets.data[i];
        if (from->alert_size < ALERT_SIZE)
            continue;
        from->alert_size = 0;
        struct tls_event alert = {.what = TLS_ALERT,
                                  .alert = tls_alert_name(from->alert[1], text),
                                  .fatal = from->alert[0] == ALERT_FATAL};
        if (alert.fatal)
            tell(state, session, chunk->at, "fatal alert");
        tell_alert(session, side, &alert, &from->alert_begin, RECORD_HEADER + piece->size);
    }
}

static void hear_plain(struct tls_state *state, struct session *session, enum side side,
                       const struct record_piece *piece, const struct chunk *chunk) {
    switch (piece->type) {
    case RECORD_HANDSHAKE:
        hear_handshake(state, session, side, piece->octets, chunk->at);
        break;
    case RECORD_ALERT:
        hear_alert(state, session, side, piece, chunk);
        break;
    case RECORD_CHANGE_CIPHER_SPEC: /* in TLS 1.3 it means nothing (RFC 8446 D.4) */
        state->sides[side].changed = true;
        look_for_end(state, session, chunk->at);
        break;
    case RECORD_APPLICATION_DATA:
    case RECORD_HEARTBEAT:
        break;
    }
}

/* ---- records ---- */

static void read_piece(struct tls_state *state, struct session *session, enum side side,
                       const struct record_piece *piece, const struct chunk *chunk) {
    if (!is_sealed(state, side, piece)) {
        hear_plain(state, session, side, piece, chunk);
        return;
    }
    if (piece->start)
        begin_sealed(state, session, side, piece, chunk);
    session_sealed(session, side, chunk->at, piece->octets.size);
}

static void read_records(struct tls_state *state, struct session *session, enum side side,
                         struct chunk *chunk) {
    struct tls_side *from = &state->sides[side];
    while (!from->unreadable) {
        struct record_piece piece;
        enum record_progress progress = record_peek(&from->records, chunk, &piece);
        if (progress == RECORD_MORE)
            return;
        if (progress == RECORD_BROKEN) {
            give_up_records(state, session, side, chunk->at, "not a record");
            return;
        }
        read_piece(state, session, side, &piece, chunk);
        record_take(&from->records, chunk, piece.octets.size);
    }
}

/* A hello in the form of SSL 2.0 stands in front of the records. */
static void pass_old_hello(struct tls_side *from, struct chunk *chunk) {
    while (chunk->octets.size > 0 && from->old_header_size < sizeof from->old_header) {
        from->old_header[from->old_header_size++] = chunk->octets.data[0];
        chunk_skip(chunk, 1);
        if (from->old_header_size == sizeof from->old_header)
            from->old_left = old_hello_size(slice_of(from->old_header, sizeof from->old_header)) -
                             sizeof from->old_header;
    }
    size_t passed = from->old_left < chunk->octets.size ? from->old_left : chunk->octets.size;
    from->old_left -= passed;
    chunk_skip(chunk, passed);
}

/* Whether the client's first octets are such a hello, or what is left of one. */
static bool in_old_hello(const struct tls_side *from, const struct chunk *chunk) {
    bool begins = !from->spoke && (chunk->octets.data[0] & 0x80) != 0;
    return begins || from->old_header_size == 1 || from->old_left > 0;
}

/* ---- the layer ---- */

static void tls_begin(void *context, struct session *session, bool implicit, struct moment moment) {
    struct tls_state *state = context;
    state->event = (struct event){.kind = EVENT_TLS, .side = SIDE_CLIENT, .at = moment};
    state->event.tls = (struct tls_event){.implicit = implicit};
    state->negotiation.details = session_wants_details(session);
}

static void tls_bytes(void *context, struct session *session, enum side side,
                      const struct chunk *chunk) {
    struct tls_state *state = context;
    struct tls_side *from = &state->sides[side];
    struct chunk rest = *chunk;
    if (!state->begun)
        begin_event(state, session, side, chunk);
    if (side == SIDE_CLIENT && in_old_hello(from, &rest))
        pass_old_hello(from, &rest);
    from->spoke = true;
    read_records(state, session, side, &rest);
    if (rest.octets.size > 0)
        session_sealed(session, side, rest.at, rest.octets.size);
}

static void tls_gap(void *context, struct session *session, enum side side, struct moment moment,
                    uint64_t count) {
    struct tls_state *state = context;
    if (!record_gap(&state->sides[side].records, count))
        state->sides[side].unreadable = true;
    if (state->begun)
        give_up(state, session, side, moment, "octets are missing");
}

static void tls_end(void *context, struct session *session, enum side side, struct moment moment) {
    struct tls_state *state = context;
    if (state->begun && side == SIDE_SERVER)
        tell(state, session, moment, "the server says nothing more");
}

static void tls_clear(void *context) {
    struct tls_state *state = context;
    handshake_reader_free(&state->sides[SIDE_CLIENT].handshake);
    handshake_reader_free(&state->sides[SIDE_SERVER].handshake);
    negotiation_clear(&state->negotiation);
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
