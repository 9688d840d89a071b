#include "tls/layer.h"

#include <stdlib.h>

#include "tls/layer_inside.h"
#include "tls/recognise.h"

/* Of a record of TLS 1.3 that holds an alert. */
enum { SEALED_ALERT_SIZE = ALERT_SIZE + BESIDE_TEXT };

/* What is no record: the rest of this side is noise, and all of it where no ServerHello came. */
static void give_up_records(struct tls_state *state, struct session *session, enum side side,
                            struct moment moment, const char *why) {
    state->sides[side].unreadable = true;
    if (side == SIDE_SERVER && !state->negotiation.chosen)
        state->sides[SIDE_CLIENT].unreadable = true;
    tls_give_up(state, session, side, moment, why);
}

/* ---- encrypted, and nobody here can read it ---- */

static bool is_sealed(const struct hearing *hearing, const struct record_piece *piece) {
    return piece->type == RECORD_APPLICATION_DATA ||
           (hearing->from->changed && !state_is_13(hearing->state));
}

/* In TLS 1.3 the client's first encrypted record is its Finished, which is longer than an alert,
 * unless there is early data. */
static bool looks_refused(const struct hearing *hearing, const struct record_piece *piece) {
    const struct tls_state *state = hearing->state;
    return state_is_13(state) && hearing->side == SIDE_CLIENT && !hearing->from->data &&
           !state->told && state->negotiation.early == TLS_EARLY_NONE &&
           piece->size == SEALED_ALERT_SIZE;
}

static void tell_sealed_alert(const struct hearing *hearing, const struct record_piece *piece,
                              bool supposed) {
    struct tls_event alert = {.what = TLS_ALERT, .supposed = supposed};
    tls_tell(hearing->state, hearing->session, hearing->chunk->at, "an alert, encrypted");
    tls_tell_more(hearing, &alert, hearing->chunk, RECORD_HEADER + piece->size);
}

/* The first octets of a record. */
static void begin_sealed(const struct hearing *hearing, const struct record_piece *piece) {
    struct tls_state *state = hearing->state;
    bool answered = state->negotiation.answered;
    session_sealed(hearing->session, hearing->side, hearing->chunk->at, RECORD_HEADER);
    if (piece->type == RECORD_APPLICATION_DATA && !answered) {
        if (hearing->side == SIDE_SERVER) /* the client's may be early data (RFC 8446 4.2.10) */
            tls_give_up(state, hearing->session, SIDE_SERVER, hearing->chunk->at,
                        "data without a ServerHello");
        else
            tls_miss_early(hearing, piece->size);
        return;
    }
    if (piece->type == RECORD_ALERT || (answered && looks_refused(hearing, piece)))
        tell_sealed_alert(hearing, piece, piece->type != RECORD_ALERT);
    hearing->from->data = true;
    tls_look_for_end(hearing);
    if (state->rhythm && piece->type == RECORD_APPLICATION_DATA)
        rhythm_hear(state->rhythm, hearing->side, piece->size);
}

static void pass_sealed(const struct hearing *hearing, const struct record_piece *piece) {
    if (piece->start)
        begin_sealed(hearing, piece);
    session_sealed(hearing->session, hearing->side, hearing->chunk->at, piece->octets.size);
}

/* ---- records ---- */

static void read_piece(const struct hearing *hearing, const struct record_piece *piece) {
    if (!is_sealed(hearing, piece))
        tls_hear(hearing, piece->type, piece->octets, RECORD_HEADER + piece->size);
    else if (state_reads(hearing->state, hearing->side) ||
             state_reads_early(hearing->state, hearing->side))
        tls_open_piece(hearing, piece);
    else
        pass_sealed(hearing, piece);
}

static void read_records(struct tls_state *state, struct session *session, enum side side,
                         struct chunk *chunk) {
    struct tls_side *from = &state->sides[side];
    const struct hearing hearing = {state, session, side, from, chunk};
    while (!from->unreadable) {
        struct record_piece piece;
        enum record_progress progress = record_peek(&from->records, chunk, &piece);
        if (progress == RECORD_MORE)
            return;
        if (progress == RECORD_BROKEN) {
            give_up_records(state, session, side, chunk->at, "not a record");
            return;
        }
        read_piece(&hearing, &piece);
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
    struct key_ring *keys = session_keys(session);
    if (keys)
        state->decryption = decryption_new(keys);
}

/* Octets after a hole, as soon as it is known where a record begins. */
static void read_found(struct tls_state *state, struct session *session, enum side side,
                       const struct chunk *chunk) {
    struct tls_side *from = &state->sides[side];
    struct chunk found;
    if (!tls_recover(state, session, side, chunk, &found))
        return;
    read_records(state, session, side, &found);
    if (found.octets.size > 0)
        session_sealed(session, side, found.at, found.octets.size);
    tls_search_end(from);
}

static void tls_bytes(void *context, struct session *session, enum side side,
                      const struct chunk *chunk) {
    struct tls_state *state = context;
    struct tls_side *from = &state->sides[side];
    struct chunk rest = *chunk;
    if (from->search) {
        read_found(state, session, side, chunk);
        return;
    }
    if (!state->begun)
        tls_begin_event(state, session, side, chunk);
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
    bool kept = !state->sides[side].search && record_gap(&state->sides[side].records, count);
    state->sides[side].unreadable |= !kept;
    if (state->rhythm)
        state->rhythm->told.torn = true;
    if (state->begun)
        tls_give_up(state, session, side, moment, "octets are missing");
    tls_miss(state, session, side, moment, count, kept);
}

static void tls_end(void *context, struct session *session, enum side side, struct moment moment) {
    struct tls_state *state = context;
    const struct hearing hearing = {state, session, SIDE_CLIENT, &state->sides[SIDE_CLIENT], NULL};
    if (!state->begun || side != SIDE_SERVER)
        return;
    tls_tell(state, session, moment, "the server says nothing more");
    tls_settle_early(&hearing, moment);
}

static void tls_clear(void *context) {
    struct tls_state *state = context;
    for (int side = 0; side < 2; side++) {
        handshake_reader_free(&state->sides[side].handshake);
        buffer_free(&state->sides[side].fragment);
        tls_search_end(&state->sides[side]);
    }
    tls_clear_early(&state->early);
    negotiation_clear(&state->negotiation);
    decryption_free(state->decryption);
    free(state->rhythm);
}

const struct layer tls_layer = {
    .name = "tls",
    .where = LAYER_BY_CLIENT | LAYER_BY_SERVER | LAYER_AFTER_STARTTLS,
    .state_size = sizeof(struct tls_state),
    .match = tls_match,
    .begin = tls_begin,
    .bytes = tls_bytes,
    .gap = tls_gap,
    .end = tls_end,
    .clear = tls_clear,
};
