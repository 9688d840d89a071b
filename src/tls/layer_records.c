#include "tls/layer_inside.h"

/* The direction cannot be read any more: nobody may take what follows for all that there was. */
static void lose(struct tls_state *state, struct session *session, enum side side,
                 const struct chunk *chunk) {
    struct tls_event lost = {.what = TLS_LOST};
    struct hearing hearing = {state, session, side, &state->sides[side], chunk};
    decryption_end(state->decryption, side);
    tls_tell(state, session, chunk->at, "a record cannot be decrypted");
    tls_tell_more(&hearing, &lost, chunk, 0);
    if (state->secured)
        session_plain_gap(session, side, chunk->at, 0);
}

/* A record that other keys encrypt, or whose octets are not all there. */
static void leave_sealed(const struct hearing *hearing, size_t octets) {
    session_sealed(hearing->session, hearing->side, hearing->chunk->at, octets);
}

static void open_record(const struct hearing *hearing, struct slice fragment) {
    struct tls_state *state = hearing->state;
    const uint8_t *header = hearing->from->records.header;
    struct slice text;
    uint8_t type;
    switch (decryption_open(state->decryption, hearing->side, header, fragment, &type, &text)) {
    case DECRYPTION_TEXT:
        tls_hear(hearing, (enum record_type)type, text, RECORD_HEADER + fragment.size);
        break;
    case DECRYPTION_OTHER:
        leave_sealed(hearing, RECORD_HEADER + fragment.size);
        break;
    case DECRYPTION_FAILED:
        leave_sealed(hearing, RECORD_HEADER + fragment.size);
        lose(state, hearing->session, hearing->side, hearing->chunk);
        break;
    }
}

void tls_open_piece(const struct hearing *hearing, const struct record_piece *piece) {
    struct tls_side *from = hearing->from;
    if (piece->start && piece->octets.size == piece->size) {
        open_record(hearing, piece->octets);
        return;
    }
    if (piece->start) {
        from->fragment.size = 0;
        from->partly = false;
    }
    if (from->partly || !buffer_add(&from->fragment, piece->octets)) {
        leave_sealed(hearing, piece->octets.size);
        from->partly = true;
        return;
    }
    if (from->fragment.size == piece->size)
        open_record(hearing, buffer_slice(&from->fragment));
}

void tls_miss(struct tls_state *state, struct session *session, enum side side,
              struct moment moment, bool kept) {
    struct tls_side *from = &state->sides[side];
    struct chunk chunk = {.at = moment};
    if (!state_reads(state, side))
        return;
    from->partly = true;
    if (!kept || !decryption_miss(state->decryption, side, 1))
        lose(state, session, side, &chunk);
    else if (state->secured)
        session_plain_gap(session, side, moment, 0);
}
