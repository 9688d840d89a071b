/* layers.c: who gets the octets first: a layer on top, those that may become one, or the protocol.
 */
#include <stdlib.h>

#include "base/rare.h"
#include "session/inside.h"

static bool seals(const struct layer *layer) {
    return (layer->where & LAYER_AFTER_STARTTLS) != 0;
}

bool layers_seal(const struct session *session) {
    return session->layer && seals(session->layer);
}

void session_pop_layer(struct session *session) {
    if (!session->layer)
        return;
    if (session->layer->clear)
        session->layer->clear(session->layer_state);
    free(session->layer_state);
    session->layer = NULL;
    session->layer_state = NULL;
}

void session_decline_layer(struct session *session) {
    session_pop_layer(session);
    session->layers_offered = true;
}

static bool is_registered(const struct session *session, const struct protocol *protocol) {
    for (const struct protocol *const *p = session->options->protocols; *p; p++)
        if (*p == protocol)
            return true;
    return false;
}

void session_suggest(struct session *session, const struct protocol *hint, bool sealed) {
    if (session->origin.hint || !is_registered(session, hint))
        return;
    session->origin.hint = hint;
    session->origin.hint_sealed = sealed;
}

bool session_wants_details(const struct session *session) {
    return session->options->details;
}

RARE static bool push_layer(struct session *session, const struct layer *layer, bool implicit,
                            struct moment at) {
    void *state = calloc(1, layer->state_size ? layer->state_size : 1);
    if (!state)
        return false;
    session->layer = layer;
    session->layer_state = state;
    layer->begin(state, session, implicit, at);
    return true;
}

/* Whether octets of the side wait for a decision about a layer. */
static bool does_wait(const struct session *session, enum side side) {
    return session->undecided && !chunk_store_empty(&session->undecided[side]);
}

RARE static bool keep_undecided(struct session *session, enum side side,
                                const struct chunk *chunk) {
    if (!session->undecided)
        session->undecided = arena_take(&session->arena, 2 * sizeof *session->undecided);
    return session->undecided && chunk_store_add(&session->undecided[side], chunk);
}

/* Hands over what waited for a decision about a layer. */
static void release_undecided(struct session *session) {
    for (int side = 0; session->undecided && side < 2; side++) {
        struct chunk_store waiting = session->undecided[side];
        if (chunk_store_empty(&waiting))
            continue;
        session->undecided[side] = (struct chunk_store){0};
        struct chunk chunk;
        while (chunk_store_peek(&waiting, &chunk)) {
            size_t size = chunk.octets.size;
            session_route(session, (enum side)side, &chunk);
            chunk_store_take(&waiting, size);
        }
        chunk_store_free(&waiting);
    }
}

struct key_ring *session_keys(const struct session *session) {
    return session->options->keys;
}

void session_note_rhythm(struct session *session, const struct tls_rhythm *rhythm) {
    session->rhythm = rhythm;
}

void session_secured(struct session *session, struct moment moment) {
    if (session->kind == SESSION_KNOWN && session->module->secured)
        session->module->secured(session->module_state, session, moment);
}

void session_plain_gap(struct session *session, enum side side, struct moment moment,
                       uint64_t count) {
    if (session->kind == SESSION_KNOWN)
        session->module->gap(session->module_state, session, side, moment, count);
    else
        session->opening.torn = true;
}

void session_stay_sealed(struct session *session) {
    if (session->kind != SESSION_UNDECIDED)
        return;
    session->kind = SESSION_OTHER;
    opening_free(&session->opening);
}

/* TLS from the first octet hides what is spoken: only the port can tell, or keys may. */
static bool settle_sealed(struct session *session) {
    const struct protocol *guess =
        session->origin.protocol ? session->origin.protocol : session->origin.hint;
    if (session->kind == SESSION_UNDECIDED && guess)
        session_begin(session, guess);
    else if (!session->options->keys)
        session_stay_sealed(session);
    return session->kind != SESSION_OTHER;
}

/* The layer that knows the octets for its own; `unsure` when one needs more of them. */
static const struct layer *find_layer(const struct session *session, enum side side,
                                      struct slice octets, bool *unsure) {
    unsigned where = session->tls_expected ? LAYER_AFTER_STARTTLS
                     : side == SIDE_CLIENT ? LAYER_BY_CLIENT
                                           : LAYER_BY_SERVER;
    *unsure = false;
    for (const struct layer *const *l = session->options->layers; *l; l++) {
        if (!((*l)->where & where))
            continue;
        enum layer_match match = (*l)->match(side, octets);
        if (match == LAYER_YES)
            return *l;
        *unsure |= match == LAYER_UNSURE;
    }
    return NULL;
}

RARE static void enter_layer(struct session *session, const struct layer *layer, struct moment at) {
    bool implicit = !session->tls_expected;
    session->layers_offered |= seals(layer);
    session->tls_expected = false;
    if (!seals(layer) || settle_sealed(session))
        (void)push_layer(session, layer, implicit, at);
}

/* Asks the layers about the first octets of a side; true when these wait for more. */
APART static bool offer_layers(struct session *session, enum side side, const struct chunk *chunk) {
    bool waits = does_wait(session, side);
    struct slice octets = chunk->octets;
    if (waits && keep_undecided(session, side, chunk))
        octets = chunk_store_slice(&session->undecided[side]);
    bool unsure;
    const struct layer *layer = find_layer(session, side, octets, &unsure);
    if (!layer && unsure)
        return waits || keep_undecided(session, side, chunk);
    if (layer) {
        enter_layer(session, layer, chunk->at);
    } else {
        session->layers_offered = true;
        session->tls_expected = false;
    }
    release_undecided(session);
    return waits;
}

void session_route(struct session *session, enum side side, struct chunk *chunk) {
    if (chunk->octets.size == 0)
        return;
    bool settled = session->layer || session_is_bare(session);
    if (!settled && offer_layers(session, side, chunk))
        return;
    if (session->layer)
        session->layer->bytes(session->layer_state, session, side, chunk);
    else
        session_hear(session, side, chunk);
}

void session_plain(struct session *session, enum side side, const struct chunk *chunk) {
    struct chunk text = *chunk;
    if (session->layer)
        session_hear(session, side, &text);
    else
        session_route(session, side, &text);
}

void session_expect_tls(struct session *session) {
    session->tls_expected = true;
    session->direct = false;
}

void layers_decide(struct session *session) {
    if (session_is_bare(session))
        return;
    if (!does_wait(session, SIDE_CLIENT) && !does_wait(session, SIDE_SERVER))
        return;
    session->layers_offered = true;
    session->tls_expected = false;
    release_undecided(session);
}

void layers_gap(struct session *session, const struct turn *gap) {
    if (session->layer)
        session->layer->gap(session->layer_state, session, gap->side, gap->at, gap->count);
}

void layers_end(struct session *session, enum side side, struct moment moment) {
    if (session->layer)
        session->layer->end(session->layer_state, session, side, moment);
}

void layers_free(struct session *session) {
    session_pop_layer(session);
    for (int side = 0; session->undecided && side < 2; side++)
        chunk_store_free(&session->undecided[side]);
}
