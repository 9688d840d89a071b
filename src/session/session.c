#include "session/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rare.h"
#include "session/inside.h"

/* With the largest state that a protocol may need. The pool has seen it after the first session. */
static size_t size_of_each(const struct session_options *options) {
    if (options->pool && options->pool->size > 0)
        return options->pool->size;
    size_t largest = 0;
    for (const struct protocol *const *p = options->protocols; *p; p++)
        if ((*p)->state_size > largest)
            largest = (*p)->state_size;
    return sizeof(struct session) + largest;
}

static enum side true_side(const struct session *session, enum side side) {
    return session->reversed ? side_other(side) : side;
}

static void hear_nothing(void *context, const struct session *session, const struct event *event) {
    (void)context, (void)session, (void)event;
}

static void hear_all(void *context, const struct session *session, const struct event *event) {
    for (const struct sink *sink = context; sink; sink = sink->next)
        if (sink->event)
            sink->event(sink->context, session, event);
}

/* What a listener wants to hear. */
static void note_wishes(struct session *session, const struct sink *sink) {
    session->wants_content |= sink->content != NULL;
    session->wants_octets |= sink->octets != NULL;
    session->wants_facts |= !sink->skips_facts;
    if (!sink->event)
        return;
    bool only = session->hear == hear_nothing;
    session->hear = only ? sink->event : hear_all;
    session->context = only ? sink->context : (void *)session->sink;
}

struct session *session_new(const struct origin *origin, const struct session_options *options,
                            const struct sink *sink) {
    struct session *session = session_pool_take(options->pool, size_of_each(options));
    if (!session)
        return NULL;
    memset(session, 0, offsetof(struct session, origin));
    session->origin = *origin;
    session->options = options;
    session->sink = sink;
    session->pool = options->pool;
    session->debugs = options->debug != NULL;
    session->hear = hear_nothing;
    for (const struct sink *s = sink; s; s = s->next)
        note_wishes(session, s);
    session->awaits_connect = handshake_seen(&origin->handshake);
    if (session->awaits_connect)
        session->connect = session_number(session);
    return session;
}

bool session_is_prompt(const struct session *session) {
    return session->options->prompt;
}

void session_tell_connect(struct session *session) {
    if (!session->awaits_connect)
        return;
    struct event event = handshake_event(&session->origin.handshake);
    event.n = session->connect;
    event.side = true_side(session, SIDE_CLIENT);
    session->awaits_connect = false;
    session_emit(session, &event);
}

void session_begin(struct session *session, const struct protocol *protocol) {
    session->kind = SESSION_KNOWN;
    session->protocol = session->module = protocol;
    memset(session->module_state, 0, protocol->state_size - protocol->raw_size);
    session_tell_connect(session);
    protocol->begin(session->module_state, session);
}

RARE static void swap_counts(uint64_t counts[2]) {
    uint64_t first = counts[0];
    counts[0] = counts[1];
    counts[1] = first;
}

void session_reverse(struct session *session) {
    session->reversed = !session->reversed;
    swap_counts(session->lost);
    swap_counts(session->offset);
}

/* ---- the seven calls ---- */

/* As long as somebody else than the module may want them. */
APART static bool find_way(struct session *session, enum side side, struct chunk *chunk) {
    session_route(session, side, chunk);
    session->direct = session_is_direct(session);
    return session->kind != SESSION_OTHER;
}

bool session_bytes(struct session *session, enum side side, struct moment moment,
                   struct slice octets, struct place place) {
    if (session->kind == SESSION_OTHER)
        return false;
    side = true_side(session, side);
    struct chunk chunk = {octets, moment, place, session->offset[side]};
    session->offset[side] += octets.size;
    if (session->direct && octets.size > 0) {
        session->module->bytes(session->module_state, session, side, &chunk);
        return true;
    }
    return find_way(session, side, &chunk);
}

void session_emit_gap(struct session *session, const struct turn *gap) {
    struct event event = {.n = session_number(session),
                          .kind = EVENT_GAP,
                          .side = gap->side,
                          .at = gap->at,
                          .end = gap->at,
                          .offset = gap->offset,
                          .octets = gap->count};
    session_emit(session, &event);
}

void session_tell_gap(struct session *session, const struct turn *gap) {
    if (!gap->told)
        session_emit_gap(session, gap);
    layers_gap(session, gap);
    if (!layers_seal(session))
        session->module->gap(session->module_state, session, gap->side, gap->at, gap->count);
}

void session_gap(struct session *session, enum side side, struct moment moment, uint64_t count) {
    side = true_side(session, side);
    layers_decide(session);
    struct turn gap = {.kind = TURN_GAP,
                       .side = side,
                       .at = moment,
                       .count = count,
                       .offset = session->offset[side]};
    session->lost[side] += count;
    session->offset[side] += count;
    if (session->kind == SESSION_KNOWN) {
        session_tell_gap(session, &gap);
        return;
    }
    if (session->kind != SESSION_UNDECIDED)
        return;
    bool sealed = layers_seal(session);
    if (sealed)
        session_emit_gap(session, &gap);
    layers_gap(session, &gap);
    if (!sealed)
        opening_turn(session, &gap);
}

void session_tls_told(struct session *session, enum side side, struct moment moment,
                      const struct tls_event *tls) {
    session_tell_connect(session);
    struct event event = {.n = session_number(session),
                          .kind = EVENT_TLS,
                          .side = side,
                          .at = moment,
                          .end = moment,
                          .tls = *tls};
    session_emit(session, &event);
}

void session_secure(struct session *session, struct moment moment, const struct tls_event *tls) {
    struct tls_event finished = *tls;
    finished.finished = finished.read = true;
    session_tls_told(session, SIDE_CLIENT, moment, &finished);
    session->tls_expected = false;
    session->layers_offered = true;
    session_secured(session, moment);
}

void session_sealed(struct session *session, enum side side, struct moment moment, uint64_t count) {
    session->sealed[side] += count;
    for (const struct sink *sink = session->sink; sink; sink = sink->next)
        if (sink->sealed)
            sink->sealed(sink->context, session, side, moment);
}

void session_notice(struct session *session, enum side side, struct moment moment,
                    const struct notice *notice, struct place place) {
    if (session->kind != SESSION_KNOWN && session->kind != SESSION_UNDECIDED)
        return;
    if (handshake_notice(&session->origin.handshake, side, moment, notice->kind, place))
        return;
    struct seen seen = {.at = moment,
                        .end = moment,
                        .packet = place.packet,
                        .network = {.notice = *notice, .count = 1}};
    if (session->kind == SESSION_KNOWN)
        notices_add(session, true_side(session, side), &seen);
    else
        opening_notice(session, true_side(session, side), &seen);
}

static bool has_ended(const struct session *session, enum side side) {
    return (session->ended & (1u << side)) != 0;
}

static void end_side(struct session *session, enum side side, struct moment moment) {
    if (has_ended(session, side))
        return;
    session->ended = (session->ended | 1u << side) & 3u;
    layers_end(session, side, moment);
    if (session->module) /* an attempt has none */
        session->module->end(session->module_state, session, side, moment);
}

void session_tell_end(struct session *session, enum side side, struct moment moment,
                      enum closing how) {
    bool both = how != CLOSING_FIN;
    enum side other = side_other(side);
    if (has_ended(session, side) && (!both || has_ended(session, other)))
        return;
    end_side(session, side, moment);
    if (both)
        end_side(session, other, moment);
    struct event event;
    event_plain(&event, session_number(session), EVENT_CLOSE, side, moment);
    event.closing = how;
    session_emit(session, &event);
    if (session->noticed && has_ended(session, other))
        notices_tell(session, true);
}

RARE static void end_undecided(struct session *session, enum side side, struct moment moment,
                               enum closing how) {
    struct turn end = {.kind = TURN_END, .side = side, .at = moment, .how = how};
    opening_turn(session, &end);
    if (how != CLOSING_FIN || ++session->fins == 2)
        opening_end(session);
}

void session_end(struct session *session, enum side side, struct moment moment, enum closing how) {
    side = true_side(session, side);
    layers_decide(session);
    if (session->kind == SESSION_UNDECIDED)
        layers_end(session, side, moment);
    if (session->kind == SESSION_KNOWN)
        session_tell_end(session, side, moment, how);
    else if (session->kind == SESSION_UNDECIDED)
        end_undecided(session, side, moment, how);
}

void session_free(struct session *session) {
    if (!session)
        return;
    layers_free(session);
    if (session->module && session->module->clear)
        session->module->clear(session->module_state);
    if (session->opening.turns) /* in one that was decided on the way, too */
        opening_free(&session->opening);
    arena_free(&session->arena);
    session_pool_give(session->pool, session);
}

/* ---- what modules ask for ---- */

uint32_t session_number(struct session *session) {
    return session->next_number++;
}

static void tell(struct session *session, struct event *event) {
    const char *last = session->state_name, *state = event->state ? event->state : last;
    event->state = session->state_name = state;
    session->hear(session->context, session, event);
}

RARE static void tell_after_notices(struct session *session, struct event *event) {
    if (event->kind != EVENT_NETWORK)
        notices_tell(session, false);
    tell(session, event);
}

void session_emit(struct session *session, struct event *event) {
    if (session->noticed)
        tell_after_notices(session, event);
    else
        tell(session, event);
}

bool session_content(struct session *session, uint32_t n, struct slice octets, struct place place) {
    bool more = false;
    for (const struct sink *sink = session->sink; sink; sink = sink->next)
        if (sink->content)
            more |= sink->content(sink->context, session, n, octets, place);
    return more;
}

void session_tell_octets(const struct session *session, enum side side, const struct chunk *chunk) {
    for (const struct sink *sink = session->sink; sink; sink = sink->next)
        if (sink->octets)
            sink->octets(sink->context, session, side, chunk->offset, chunk->octets);
}

bool session_wants_content(const struct session *session) {
    return session->wants_content;
}

bool session_wants_facts(const struct session *session) {
    return session->wants_facts;
}

struct arena *session_arena(struct session *session) {
    return &session->arena;
}

void session_rename(struct session *session, const struct protocol *protocol) {
    session->protocol = protocol;
}

/* ---- what is known of it ---- */

const struct tls_rhythm *session_rhythm(const struct session *session) {
    return session->rhythm;
}

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
    return session->offset[side] - session->lost[side];
}

uint64_t session_lost(const struct session *session, enum side side) {
    return session->lost[side];
}

const struct origin *session_origin(const struct session *session) {
    return &session->origin;
}

bool session_debugs(const struct session *session) {
    return session->debugs;
}

void session_debug(struct session *session, const char *format, ...) {
    if (!session_debugs(session))
        return;
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    session->options->debug(session->options->debug_context, session, "%s", text);
}

uint64_t session_sealed_octets(const struct session *session, enum side side) {
    return session->sealed[side];
}
