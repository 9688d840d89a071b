#include "session/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "session/inside.h"

static size_t largest_state(const struct session_options *options) {
    size_t largest = 0;
    for (const struct protocol *const *p = options->protocols; *p; p++)
        if ((*p)->state_size > largest)
            largest = (*p)->state_size;
    return largest;
}

struct session *session_new(const struct origin *origin, const struct session_options *options,
                            const struct sink *sink) {
    struct session *session = calloc(1, sizeof *session + largest_state(options));
    if (!session)
        return NULL;
    session->origin = *origin;
    session->options = options;
    session->sink = sink;
    for (const struct sink *s = sink; s; s = s->next)
        session->wants_content |= s->content != NULL;
    return session;
}

void session_begin(struct session *session, const struct protocol *protocol) {
    session->kind = SESSION_KNOWN;
    session->protocol = session->module = protocol;
    protocol->begin(session->module_state, session);
}

static void swap_counts(uint64_t counts[2]) {
    uint64_t first = counts[0];
    counts[0] = counts[1];
    counts[1] = first;
}

void session_reverse(struct session *session) {
    session->reversed = !session->reversed;
    swap_counts(session->octets);
    swap_counts(session->lost);
    swap_counts(session->offset);
}

static enum side true_side(const struct session *session, enum side side) {
    return session->reversed ? side_other(side) : side;
}

/* ---- layers ---- */

static void free_layer(struct session *session) {
    if (!session->layer)
        return;
    if (session->layer->clear)
        session->layer->clear(session->layer_state);
    free(session->layer_state);
    session->layer = NULL;
    session->layer_state = NULL;
}

/* Hands over what waited for a decision about a layer. */
static void release_undecided(struct session *session) {
    for (int side = 0; side < 2; side++) {
        struct chunk_store waiting = session->undecided[side];
        session->undecided[side] = (struct chunk_store){0};
        struct chunk chunk;
        while (chunk_store_peek(&waiting, &chunk)) {
            size_t size = chunk.octets.size;
            if (session->layer)
                session->layer->bytes(session->layer_state, session, (enum side)side, &chunk);
            else
                session_hear(session, (enum side)side, &chunk);
            chunk_store_take(&waiting, size);
        }
        chunk_store_free(&waiting);
    }
}

static bool push_layer(struct session *session, const struct layer *layer, bool implicit,
                       struct moment at) {
    void *state = calloc(1, layer->state_size ? layer->state_size : 1);
    if (!state)
        return false;
    session->layer = layer;
    session->layer_state = state;
    layer->begin(state, session, implicit, at);
    return true;
}

static bool offered_here(const struct session *session, const struct layer *layer) {
    return (layer->where & (session->tls_expected ? LAYER_AFTER_STARTTLS : LAYER_AT_START)) != 0;
}

/* TLS from the first octet hides what is spoken: only the port can tell. */
static bool settle_sealed(struct session *session) {
    const struct protocol *guess =
        session->origin.protocol ? session->origin.protocol : session->origin.hint;
    if (session->kind == SESSION_UNDECIDED && guess)
        session_begin(session, guess);
    if (session->kind == SESSION_UNDECIDED)
        session->kind = SESSION_OTHER;
    return session->kind == SESSION_KNOWN;
}

/* Asks the layers about the first octets; true when these now belong to a layer, or wait. */
static bool offer_layers(struct session *session, enum side side, const struct chunk *chunk) {
    struct chunk_store *waiting = &session->undecided[side];
    struct slice octets = chunk->octets;
    if (!chunk_store_empty(waiting)) {
        if (!chunk_store_add(waiting, chunk))
            return false;
        octets = chunk_store_slice(waiting);
    }
    bool unsure = false;
    for (const struct layer *const *l = session->options->layers; *l; l++) {
        if (!offered_here(session, *l))
            continue;
        enum layer_match match = (*l)->match(side, octets);
        unsure |= match == LAYER_UNSURE;
        if (match != LAYER_YES)
            continue;
        bool implicit = !session->tls_expected;
        bool seals = ((*l)->where & LAYER_AFTER_STARTTLS) != 0;
        session->layers_offered |= seals;
        session->tls_expected = false;
        if (seals && !settle_sealed(session))
            return true;
        if (!push_layer(session, *l, implicit, chunk->at))
            return false;
        if (chunk_store_empty(waiting))
            (*l)->bytes(session->layer_state, session, side, chunk);
        release_undecided(session);
        return true;
    }
    if (unsure)
        return !chunk_store_empty(waiting) || chunk_store_add(waiting, chunk);
    session->layers_offered = true;
    session->tls_expected = false;
    bool waited = !chunk_store_empty(waiting);
    release_undecided(session);
    return waited;
}

void session_pop_layer(struct session *session) {
    free_layer(session);
}

void session_plain(struct session *session, enum side side, const struct chunk *chunk) {
    session_hear(session, side, chunk);
}

void session_expect_tls(struct session *session) {
    session->tls_expected = true;
}

/* ---- the seven calls ---- */

void session_hear(struct session *session, enum side side, const struct chunk *chunk) {
    if (chunk->octets.size == 0 || session->kind == SESSION_OTHER)
        return;
    if (session->kind == SESSION_KNOWN)
        session->module->bytes(session->module_state, session, side, chunk);
    else
        opening_bytes(session, side, chunk);
}

void session_route(struct session *session, enum side side, const struct chunk *chunk) {
    bool offer = !session->layers_offered || session->tls_expected;
    if (session->layer)
        session->layer->bytes(session->layer_state, session, side, chunk);
    else if (!offer || !offer_layers(session, side, chunk))
        session_hear(session, side, chunk);
}

bool session_bytes(struct session *session, enum side side, struct moment moment,
                   struct slice octets, struct place place) {
    if (session->kind == SESSION_OTHER)
        return false;
    side = true_side(session, side);
    struct chunk chunk = {octets, moment, place, session->offset[side]};
    session->octets[side] += octets.size;
    session->offset[side] += octets.size;
    if (octets.size > 0)
        session_route(session, side, &chunk);
    return session->kind != SESSION_OTHER;
}

/* Octets that wait for a decision about a layer cannot wait past a hole or the end. */
static void decide_layers(struct session *session) {
    if (chunk_store_empty(&session->undecided[0]) && chunk_store_empty(&session->undecided[1]))
        return;
    session->layers_offered = true;
    session->tls_expected = false;
    release_undecided(session);
}

void session_tell_gap(struct session *session, const struct turn *gap) {
    struct event event = {.n = session_number(session),
                          .kind = EVENT_GAP,
                          .side = gap->side,
                          .at = gap->at,
                          .end = gap->at,
                          .offset = gap->offset,
                          .octets = gap->count};
    session_emit(session, &event);
    if (session->layer)
        session->layer->gap(session->layer_state, session, gap->side, gap->at, gap->count);
    else
        session->module->gap(session->module_state, session, gap->side, gap->at, gap->count);
}

void session_gap(struct session *session, enum side side, struct moment moment, uint64_t count) {
    side = true_side(session, side);
    decide_layers(session);
    struct turn gap = {.kind = TURN_GAP,
                       .side = side,
                       .at = moment,
                       .count = count,
                       .offset = session->offset[side]};
    session->lost[side] += count;
    session->offset[side] += count;
    if (session->kind == SESSION_KNOWN)
        session_tell_gap(session, &gap);
    else if (session->kind == SESSION_UNDECIDED)
        opening_turn(session, &gap);
}

static void emit_tls(struct session *session, struct moment moment, const struct tls_event *tls) {
    struct event event = {.n = session_number(session),
                          .kind = EVENT_TLS,
                          .side = SIDE_CLIENT,
                          .at = moment,
                          .end = moment,
                          .tls = *tls};
    session_emit(session, &event);
}

void session_secure(struct session *session, struct moment moment, const struct tls_event *tls) {
    emit_tls(session, moment, tls);
    session->tls_expected = false;
    session->layers_offered = true;
    if (session->kind == SESSION_KNOWN && session->module->secured)
        session->module->secured(session->module_state, session, moment);
}

void session_sealed(struct session *session, enum side side, struct moment moment, uint64_t count) {
    (void)moment;
    session->sealed[side] += count;
}

void session_notice(struct session *session, enum side side, struct moment moment,
                    enum notice_kind notice, struct place place) {
    if (session->kind != SESSION_KNOWN || notice == NOTICE_SYN || notice == NOTICE_KEEP_ALIVE)
        return;
    struct event event = {.n = session_number(session),
                          .kind = EVENT_NETWORK,
                          .side = true_side(session, side),
                          .at = moment,
                          .end = moment,
                          .packet = place.packet,
                          .notice = notice};
    session_emit(session, &event);
}

static void end_side(struct session *session, enum side side, struct moment moment) {
    if (session->ended[side])
        return;
    session->ended[side] = true;
    if (session->layer)
        session->layer->end(session->layer_state, session, side, moment);
    session->module->end(session->module_state, session, side, moment);
}

void session_tell_end(struct session *session, const struct turn *end) {
    bool both = end->how != CLOSING_FIN;
    enum side other = side_other(end->side);
    if (session->ended[end->side] && (!both || session->ended[other]))
        return;
    end_side(session, end->side, end->at);
    if (both)
        end_side(session, other, end->at);
    struct event event = {.n = session_number(session),
                          .kind = EVENT_CLOSE,
                          .side = end->side,
                          .at = end->at,
                          .end = end->at,
                          .closing = end->how};
    session_emit(session, &event);
}

void session_end(struct session *session, enum side side, struct moment moment, enum closing how) {
    struct turn end = {
        .kind = TURN_END, .side = true_side(session, side), .at = moment, .how = how};
    decide_layers(session);
    if (session->kind == SESSION_KNOWN) {
        session_tell_end(session, &end);
        return;
    }
    if (session->kind != SESSION_UNDECIDED)
        return;
    opening_turn(session, &end);
    session->fins += how == CLOSING_FIN;
    if (how != CLOSING_FIN || session->fins == 2)
        opening_end(session);
}

void session_free(struct session *session) {
    if (!session)
        return;
    free_layer(session);
    if (session->module && session->module->clear)
        session->module->clear(session->module_state);
    for (int side = 0; side < 2; side++)
        chunk_store_free(&session->undecided[side]);
    opening_free(&session->opening);
    arena_free(&session->arena);
    free(session);
}

/* ---- what modules ask for ---- */

uint32_t session_number(struct session *session) {
    return session->next_number++;
}

void session_emit(struct session *session, const struct event *event) {
    struct event told = *event;
    if (told.state)
        session->state_name = told.state;
    else
        told.state = session->state_name;
    for (const struct sink *sink = session->sink; sink; sink = sink->next)
        if (sink->event)
            sink->event(sink->context, session, &told);
}

void session_content(struct session *session, uint32_t n, struct slice octets, struct place place) {
    for (const struct sink *sink = session->sink; sink; sink = sink->next)
        if (sink->content)
            sink->content(sink->context, session, n, octets, place);
}

bool session_wants_content(const struct session *session) {
    return session->wants_content;
}

struct arena *session_arena(struct session *session) {
    return &session->arena;
}

void session_rename(struct session *session, const struct protocol *protocol) {
    session->protocol = protocol;
}

/* ---- what is known of it ---- */

enum session_kind session_kind(const struct session *session) {
    return session->kind;
}

const struct protocol *session_protocol(const struct session *session) {
    return session->protocol;
}

const struct endpoint *session_end_of(const struct session *session, enum side side) {
    return &session->origin.ends[true_side(session, side)];
}

uint64_t session_octets(const struct session *session, enum side side) {
    return session->octets[side];
}

uint64_t session_lost(const struct session *session, enum side side) {
    return session->lost[side];
}

const struct origin *session_origin(const struct session *session) {
    return &session->origin;
}

void session_debug(struct session *session, const char *format, ...) {
    if (!session->options->debug)
        return;
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    session->options->debug(session->options->debug_context, session, "%s", text);
}
