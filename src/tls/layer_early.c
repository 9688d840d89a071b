/* Early data is kept until it is known what becomes of it: what the server takes is text of the
 * protocol, what it refuses nobody has said (RFC 8446 4.2.10). Records have numbers, so that none
 * is missing among those that were opened; EndOfEarlyData tells that none is missing behind them.
 */
#include "tls/layer_inside.h"

enum {
    EARLY_MOST = 64 * 1024, /* octets of text that are kept; servers take 16 KiB, as a rule */
    END_OF_EARLY_DATA_SIZE = HANDSHAKE_HEADER + BESIDE_TEXT, /* of its record */
};

/* One record's text. */
struct early_piece {
    struct chunk at; /* without octets */
    size_t size;
};

static void keep(struct tls_early_data *early, const struct chunk *chunk, struct slice octets) {
    struct early_piece piece = {*chunk, octets.size};
    piece.at.octets = slice_of(NULL, 0);
    if (early->torn)
        return;
    early->torn = early->text.size + octets.size > EARLY_MOST ||
                  !buffer_add(&early->text, octets) ||
                  !buffer_add(&early->pieces, slice_of(&piece, sizeof piece));
}

static void hand_on(const struct hearing *hearing, const struct chunk *chunk) {
    tls_secure(hearing, chunk->at);
    session_plain(hearing->session, SIDE_CLIENT, chunk);
}

static void hand_on_kept(const struct hearing *hearing) {
    const struct tls_early_data *early = &hearing->state->early;
    struct slice text = buffer_slice(&early->text), pieces = buffer_slice(&early->pieces);
    while (pieces.size > 0) {
        struct early_piece piece;
        memcpy(&piece, pieces.data, sizeof piece);
        pieces = slice_from(pieces, sizeof piece);
        piece.at.octets = slice_first(text, piece.size);
        text = slice_from(text, piece.size);
        hand_on(hearing, &piece.at);
    }
}

/* Text of the client's is missing. */
static void tell_hole(const struct hearing *hearing, struct moment moment) {
    tls_secure(hearing, moment);
    session_plain_gap(hearing->session, SIDE_CLIENT, moment, 0);
}

static void tell_fate(const struct hearing *hearing, struct moment moment) {
    struct tls_early_data *early = &hearing->state->early;
    struct event event = {.n = early->number,
                          .kind = EVENT_TLS,
                          .side = SIDE_CLIENT,
                          .at = early->first.at,
                          .end = moment,
                          .offset = early->first.offset,
                          .packet = early->first.place.packet,
                          .tls = {.what = TLS_EARLY_DATA, .early = early->fate}};
    if (early->begun)
        session_emit(hearing->session, &event);
}

void tls_settle_early(const struct hearing *hearing, struct moment moment) {
    struct tls_early_data *early = &hearing->state->early;
    if (early->settled)
        return;
    early->settled = true;
    tell_fate(hearing, moment);
    if (early->fate == TLS_EARLY_TAKEN) {
        hand_on_kept(hearing);
        if (early->torn)
            tell_hole(hearing, moment);
    }
    buffer_free(&early->text);
    buffer_free(&early->pieces);
}

void tls_learn_early(const struct hearing *hearing, enum tls_early fate, struct moment moment) {
    struct tls_state *state = hearing->state;
    if (state->early.fate == TLS_EARLY_NONE || state->early.fate == TLS_EARLY_UNKNOWN)
        state->early.fate = fate;
    if (state->told && state->early.fate > TLS_EARLY_UNKNOWN)
        tls_settle_early(hearing, moment);
}

/* ---- records ---- */

static void begin(const struct hearing *hearing) {
    struct tls_early_data *early = &hearing->state->early;
    if (early->begun)
        return;
    early->begun = true;
    early->number = session_number(hearing->session);
    early->first = *hearing->chunk;
}

static void hear_text(const struct hearing *hearing, struct slice octets) {
    struct tls_early_data *early = &hearing->state->early;
    struct chunk chunk = *hearing->chunk;
    begin(hearing);
    if (!early->settled) {
        keep(early, &chunk, octets);
    } else if (early->fate == TLS_EARLY_TAKEN && !early->torn) {
        chunk.octets = octets;
        hand_on(hearing, &chunk);
    }
}

void tls_hear_early(const struct hearing *hearing, enum record_type type, struct slice octets,
                    size_t record) {
    bool ends = type == RECORD_HANDSHAKE && octets.size > 0 &&
                octets.data[0] == HANDSHAKE_END_OF_EARLY_DATA;
    if (type == RECORD_APPLICATION_DATA && octets.size > 0)
        hear_text(hearing, octets);
    else if (type == RECORD_ALERT)
        tls_hear(hearing, type, octets, record);
    else if (ends) { /* only what was taken is ended (RFC 8446 4.5) */
        hearing->state->early.ended = true;
        tls_learn_early(hearing, TLS_EARLY_TAKEN, hearing->chunk->at);
    }
}

/* Whether what the client sends may still be early data. */
static bool awaits(const struct hearing *hearing) {
    const struct tls_state *state = hearing->state;
    return hearing->side == SIDE_CLIENT && state->negotiation.early != TLS_EARLY_NONE &&
           !state->early.over;
}

void tls_miss_early(const struct hearing *hearing, size_t size) {
    struct tls_early_data *early = &hearing->state->early;
    if (!awaits(hearing) || size == END_OF_EARLY_DATA_SIZE)
        return;
    if (early->settled && early->fate == TLS_EARLY_TAKEN && !early->torn)
        tell_hole(hearing, hearing->chunk->at);
    early->torn = true;
}

void tls_end_early(const struct hearing *hearing) {
    struct tls_early_data *early = &hearing->state->early;
    if (!awaits(hearing))
        return;
    early->over = true;
    if (!early->ended && !early->torn && early->fate == TLS_EARLY_TAKEN && early->begun) {
        early->torn = true;
        if (early->settled)
            tell_hole(hearing, hearing->chunk->at);
    }
    if (!early->ended && !early->torn)
        tls_learn_early(hearing, TLS_EARLY_REFUSED, hearing->chunk->at);
}

void tls_clear_early(struct tls_early_data *early) {
    buffer_free(&early->text);
    buffer_free(&early->pieces);
}
