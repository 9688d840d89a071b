#include "heard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "session/event_copy.h"
#include "toy.h"

/* ---- a toy protocol: its content is all that it hears, the sides marked ---- */

static void toy_begin(void *state, struct session *session) {
    (void)state, (void)session;
}

static void toy_bytes(void *state, struct session *session, enum side side, struct chunk *chunk) {
    (void)state;
    (void)session_content(session, (uint32_t)side, chunk->octets, chunk->place);
}

static const struct protocol toy_protocol = {
    .name = "toy",
    .recognise = toy_recognise,
    .begin = toy_begin,
    .bytes = toy_bytes,
    .gap = toy_gap,
    .end = toy_end,
};

/* ---- what listeners hear ---- */

static void hear_event(void *context, const struct session *session, const struct event *event) {
    struct heard *heard = context;
    (void)session;
    if (event->kind != EVENT_PROXY && event->kind != EVENT_JUNK)
        return;
    assert_in_range(heard->count, 0, HEARD_EVENTS - 1);
    assert_true(event_copy(&heard->events[heard->count++], event, &heard->arena));
}

static bool hear_content(void *context, const struct session *session, uint32_t n,
                         struct slice octets, struct place place) {
    struct heard *heard = context;
    (void)session, (void)place;
    assert_true(buffer_add(&heard->said[n], octets));
    return true;
}

void heard_free(struct heard *heard) {
    buffer_free(&heard->said[SIDE_CLIENT]);
    buffer_free(&heard->said[SIDE_SERVER]);
    arena_free(&heard->arena);
}

void heard_check(const struct heard *heard, enum side side, struct slice octets) {
    struct slice said = buffer_slice(&heard->said[side]);
    assert_int_equal(said.size, octets.size);
    assert_true(slice_equal(said, octets));
}

/* Each piece is a copy of its own that is gone afterwards, so that a sanitizer sees who keeps it.
 */
static void say(struct session *session, const struct turn_said *turn, int64_t moment,
                size_t piece) {
    struct place place = {.packet = (uint64_t)moment};
    struct slice rest = turn->octets;
    while (rest.size > 0) {
        struct slice part = slice_first(rest, piece);
        uint8_t *copy = malloc(part.size);
        assert_non_null(copy);
        memcpy(copy, part.data, part.size);
        session_bytes(session, turn->side, (struct moment){moment}, slice_of(copy, part.size),
                      place);
        free(copy);
        rest = slice_from(rest, part.size);
    }
    if (turn->octets.size == 0 && turn->lost)
        session_gap(session, turn->side, (struct moment){moment}, turn->lost);
    else if (turn->octets.size == 0)
        session_end(session, turn->side, (struct moment){moment}, CLOSING_FIN);
}

struct heard heard_play(const struct layer *layer, const struct turn_said *turns, size_t count,
                        size_t piece) {
    static const struct protocol *const protocols[] = {&toy_protocol, NULL};
    const struct layer *const layers[] = {layer, NULL};
    struct heard heard = {.count = 0};
    struct session_options options = {.protocols = protocols, .layers = layers};
    struct origin origin = {.sides_known = true, .protocol = &toy_protocol};
    struct sink sink = {.event = hear_event, .content = hear_content, .context = &heard};
    struct session *session = session_new(&origin, &options, &sink);
    assert_non_null(session);
    for (size_t i = 0; i < count; i++)
        say(session, &turns[i], (int64_t)i + 1, piece);
    session_end(session, SIDE_CLIENT, (struct moment){(int64_t)count + 1}, CLOSING_RESET);
    session_free(session);
    return heard;
}
