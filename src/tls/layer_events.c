#include <stdlib.h>

#include "tls/layer_inside.h"

void tls_begin_event(struct tls_state *state, struct session *session, enum side side,
                     const struct chunk *chunk) {
    state->begun = true;
    state->told = false;
    state->event.n = session_number(session);
    state->event.at = chunk->at;
    state->event.offset = side == SIDE_CLIENT ? chunk->offset : 0;
    state->event.packet = chunk->place.packet;
}

/* What is not needed any more: messages of a handshake to come are those of a connection that is
 * read. */
static void forget(struct tls_state *state) {
    negotiation_clear(&state->negotiation);
    for (int side = 0; side < 2 && !state->decryption; side++)
        handshake_reader_free(&state->sides[side].handshake);
}

/* What nobody can read shows at least how much it is. */
static void look_at_rhythm(struct tls_state *state, struct session *session) {
    const struct negotiation *negotiation = &state->negotiation;
    if (!negotiation->details || !state->event.tls.finished || state->rhythm)
        return;
    state->rhythm = calloc(1, sizeof *state->rhythm);
    if (!state->rhythm)
        return;
    rhythm_begin(state->rhythm, negotiation->version, negotiation->cipher);
    session_note_rhythm(session, &state->rhythm->told);
}

void tls_tell(struct tls_state *state, struct session *session, struct moment moment,
              const char *why) {
    if (state->told)
        return;
    bool read = state->decryption && decryption_possible(state->decryption);
    if (!read) {
        session_stay_sealed(session);
        look_at_rhythm(state, session);
    }
    negotiation_describe(&state->negotiation, &state->event.tls);
    state->event.tls.read = read;
    state->event.tls.alerts_show |= read;
    if (state->early.fate != TLS_EARLY_NONE)
        state->event.tls.early = state->early.fate;
    session_debug(session, "tls: %s%s", why, read ? ", keys are there" : "");
    state->event.end = moment;
    state->told = true;
    session_emit(session, &state->event);
    if (state->decryption)
        tls_learn_early(&(struct hearing){.state = state, .session = session},
                        state->event.tls.early, moment);
    forget(state);
}

static bool goes_on_sealed(const struct tls_state *state, enum side side) {
    return state_is_13(state) ? state->sides[side].data : state->sides[side].over;
}

void tls_look_for_end(const struct hearing *hearing) {
    struct tls_state *state = hearing->state;
    if (state->told || !state->negotiation.answered || !goes_on_sealed(state, SIDE_CLIENT) ||
        !goes_on_sealed(state, SIDE_SERVER))
        return;
    state->event.tls.finished = true;
    tls_tell(state, hearing->session, hearing->chunk->at, "both sides encrypt");
}

void tls_tell_more(const struct hearing *hearing, const struct tls_event *tls,
                   const struct chunk *chunk, size_t octets) {
    struct event event = {.n = session_number(hearing->session),
                          .kind = EVENT_TLS,
                          .side = hearing->side,
                          .at = chunk->at,
                          .end = chunk->at,
                          .offset = chunk->offset,
                          .octets = octets,
                          .packet = chunk->place.packet,
                          .tls = *tls};
    session_emit(hearing->session, &event);
}

void tls_secure(const struct hearing *hearing, struct moment moment) {
    if (!hearing->state->secured)
        session_secured(hearing->session, moment);
    hearing->state->secured = true;
}

void tls_give_up(struct tls_state *state, struct session *session, enum side side,
                 struct moment moment, const char *why) {
    state->sides[side].deaf = true;
    if (side == SIDE_SERVER)
        tls_tell(state, session, moment, why);
}
