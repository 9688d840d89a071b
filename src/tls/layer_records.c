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

/* No keys that we have open it: it may be early data, or what follows where nothing is read. */
static void leave_other(const struct hearing *hearing, size_t size) {
    leave_sealed(hearing, RECORD_HEADER + size);
    tls_miss_early(hearing, size);
    if (state_reads(hearing->state, hearing->side) || !hearing->state->negotiation.answered)
        return;
    hearing->from->data = true;
    tls_look_for_end(hearing);
}

static void open_record(const struct hearing *hearing, struct slice fragment) {
    struct tls_state *state = hearing->state;
    const uint8_t *header = hearing->from->records.header;
    struct chunk chunk = *hearing->chunk;
    struct hearing inside = *hearing;
    struct slice text;
    uint8_t type;
    chunk.offset = hearing->from->fragment_offset;
    inside.chunk = &chunk;
    switch (decryption_open(state->decryption, hearing->side, header, fragment, &type, &text)) {
    case DECRYPTION_EARLY:
        tls_hear_early(&inside, (enum record_type)type, text, RECORD_HEADER + fragment.size);
        break;
    case DECRYPTION_TEXT:
        tls_end_early(&inside);
        tls_hear(&inside, (enum record_type)type, text, RECORD_HEADER + fragment.size);
        break;
    case DECRYPTION_OTHER:
        leave_other(hearing, fragment.size);
        break;
    case DECRYPTION_FAILED:
        leave_sealed(hearing, RECORD_HEADER + fragment.size);
        lose(state, hearing->session, hearing->side, hearing->chunk);
        break;
    }
}

void tls_open_piece(const struct hearing *hearing, const struct record_piece *piece) {
    struct tls_side *from = hearing->from;
    if (piece->start)
        from->fragment_offset = hearing->chunk->offset;
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

/* Whether it was counted already that the record at hand is not whole. */
static bool miss_record(struct tls_side *from, struct decryption *decryption, enum side side) {
    bool again = from->partly && from->missed == from->records.count;
    from->partly = true;
    from->missed = from->records.count;
    return again || decryption_miss(decryption, side, 1);
}

/* A hole up to TLS 1.2 that may have ChangeCipherSpec: whatever is a record behind it is encrypted.
 */
static bool change_unseen(struct tls_state *state, enum side side) {
    struct tls_side *from = &state->sides[side];
    if (!state->decryption || state->version == 0 || state->version >= TLS_1_3 || from->changed)
        return false;
    decryption_change(state->decryption, side);
    from->changed = from->over = decryption_reads(state->decryption, side);
    return from->changed;
}

static bool begin_search(struct tls_state *state, enum side side, uint64_t count) {
    bool recovers = state_reads(state, side)
                        ? state->sides[side].search || decryption_miss(state->decryption, side, 1)
                        : change_unseen(state, side);
    return recovers && tls_search_begin(&state->sides[side], state->version, count);
}

void tls_miss(struct tls_state *state, struct session *session, enum side side,
              struct moment moment, uint64_t count, bool kept) {
    struct chunk chunk = {.at = moment};
    bool reads = state_reads(state, side);
    bool goes_on = !kept   ? begin_search(state, side, count)
                   : reads ? miss_record(&state->sides[side], state->decryption, side)
                           : false;
    if (reads && !goes_on)
        lose(state, session, side, &chunk);
    else if (goes_on && state->secured)
        session_plain_gap(session, side, moment, 0);
}

bool tls_recover(struct tls_state *state, struct session *session, enum side side,
                 const struct chunk *chunk, struct chunk *found) {
    struct tls_side *from = &state->sides[side];
    enum tls_search_result result = tls_search(from, state->decryption, side, chunk->octets);
    if (result == TLS_SEARCH_MORE)
        return false;
    session_sealed(session, side, chunk->at, tls_search_passed(from));
    *found = *chunk;
    found->octets = tls_search_found(from);
    found->offset = chunk->offset + chunk->octets.size - found->octets.size;
    from->records = (struct record_reader){.count = from->records.count};
    from->unreadable = result == TLS_SEARCH_VAIN;
    if (result == TLS_SEARCH_VAIN)
        lose(state, session, side, chunk);
    return true;
}
