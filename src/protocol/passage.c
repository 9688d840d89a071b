#include "protocol/passage.h"

#include "protocol/registry.h"

enum { MOST_WAITING = 64 * 1024 };

struct slice passage_keep(struct passage *passage, struct slice slice) {
    return arena_copy(passage->arena, slice);
}

void passage_ask(struct passage *passage, struct slice host, uint16_t port) {
    struct proxy_event *asked = &passage->asked;
    passage->asks = true;
    asked->target = (struct endpoint){.port = port};
    if (!endpoint_read_address(host, &asked->target))
        asked->name = passage_keep(passage, host);
}

/* ---- telling, and going away ---- */

/* Tells what was asked and answered. The event is the client's: its octets are counted. Where they
 * were lost it is the server's. */
static void tell(struct passage *passage, struct session *session, struct moment end) {
    enum side side = passage->lost ? SIDE_SERVER : SIDE_CLIENT;
    struct chunk first = {.at = end};
    (void)chunk_store_peek(&passage->said[side], &first);
    session_tell_holes(session);
    struct event event = {.n = session_number(session),
                          .kind = EVENT_PROXY,
                          .side = side,
                          .at = first.at,
                          .end = end,
                          .offset = first.offset,
                          .octets = passage->taken[side],
                          .packet = first.place.packet,
                          .proxy = passage->asked};
    bool sealed;
    const struct protocol *hint = protocol_at_port(passage->asked.target.port, &sealed);
    session_suggest(session, hint, sealed);
    session_emit(session, &event);
}

static void hand_on(struct session *session, enum side side, struct chunk_store *store) {
    struct chunk chunk;
    while (chunk_store_peek(store, &chunk)) {
        size_t size = chunk.octets.size;
        session_plain(session, side, &chunk);
        chunk_store_take(store, size);
    }
    chunk_store_free(store);
}

/* Forgets what was read of this request. */
static void drop_taken(struct passage *passage) {
    for (int side = 0; side < 2; side++) {
        chunk_store_take(&passage->said[side], passage->taken[side]);
        passage->taken[side] = 0;
    }
}

/* Ends the layer with `out` and hands on what waits, the client's first: it came before the answer.
 * The state is gone afterwards. */
static void leave(struct passage *passage, struct session *session,
                  void (*out)(struct session *session)) {
    struct chunk_store said[2] = {passage->said[SIDE_CLIENT], passage->said[SIDE_SERVER]};
    passage->said[SIDE_CLIENT] = passage->said[SIDE_SERVER] = (struct chunk_store){0};
    out(session);
    hand_on(session, SIDE_CLIENT, &said[SIDE_CLIENT]);
    hand_on(session, SIDE_SERVER, &said[SIDE_SERVER]);
}

/* It was another talk. After a refusal it was not, and nothing more is read. */
static void decline(struct passage *passage, struct session *session) {
    passage->step = NULL;
    if (passage->refused)
        return;
    session_debug(session, "proxy: this is no request for a way to a server");
    leave(passage, session, session_decline_layer);
}

static void tell_and_leave(struct passage *passage, struct session *session, struct moment moment) {
    tell(passage, session, moment);
    drop_taken(passage);
    leave(passage, session, session_pop_layer);
}

/* The answer will not be seen. */
static void give_up(struct passage *passage, struct session *session, struct moment moment) {
    if (passage->asks)
        tell_and_leave(passage, session, moment);
    else
        decline(passage, session);
}

/* What follows the answer belongs to it, unless the client has asked again already. */
static void refuse(struct passage *passage, struct session *session, struct moment moment) {
    passage->asked.outcome = OUTCOME_REFUSED;
    passage->refused = true;
    tell(passage, session, moment);
    drop_taken(passage);
    if (chunk_store_empty(&passage->said[SIDE_CLIENT]))
        chunk_store_clear(&passage->said[SIDE_SERVER]);
    passage->asked = (struct proxy_event){.protocol = passage->asked.protocol,
                                          .version = passage->asked.version};
    passage->asks = passage->lost = false;
}

/* ---- the layer ---- */

/* Whether octets matter: after a refusal only another request does, and its answer. Behind a hole
 * in the request only the answer does: octets of the client may be the rest of it, credentials
 * among them. */
static bool is_heard(const struct passage *passage, enum side side) {
    if (!passage->step)
        return false;
    return side == passage->step->side || !passage->refused ||
           !chunk_store_empty(&passage->said[SIDE_CLIENT]);
}

static enum passage_result read_one(struct passage *passage) {
    enum side side = passage->step->side;
    struct slice said = chunk_store_slice(&passage->said[side]);
    size_t size = 0;
    enum passage_result result =
        passage->step->read(passage, slice_from(said, passage->taken[side]), &size);
    passage->taken[side] += size;
    return result;
}

/* Reads what can be read; the state may be gone afterwards. */
static void go_on(struct passage *passage, struct session *session, struct moment moment) {
    enum passage_result result = PASSAGE_NEXT;
    while (result == PASSAGE_NEXT || result == PASSAGE_REFUSED) {
        result = passage->step ? read_one(passage) : PASSAGE_MORE;
        if (result == PASSAGE_REFUSED)
            refuse(passage, session, moment);
    }
    if (result == PASSAGE_OTHER && passage->lost) {
        leave(passage, session, session_pop_layer);
    } else if (result == PASSAGE_OTHER) {
        decline(passage, session);
    } else if (result == PASSAGE_OPEN) {
        passage->asked.outcome = OUTCOME_OK;
        tell_and_leave(passage, session, moment);
    }
}

void passage_begin(struct passage *passage, struct session *session,
                   const struct passage_step *first) {
    passage->step = first;
    passage->arena = session_arena(session);
}

void passage_bytes(void *state, struct session *session, enum side side,
                   const struct chunk *chunk) {
    struct passage *passage = state;
    if (!is_heard(passage, side))
        return;
    struct chunk_store *said = &passage->said[side];
    bool kept = chunk_store_add(said, chunk);
    if (kept && chunk_store_slice(said).size <= MOST_WAITING)
        go_on(passage, session, chunk->at);
    else
        give_up(passage, session, chunk->at);
}

static void forget(struct passage *passage, enum side side) {
    chunk_store_clear(&passage->said[side]);
    passage->taken[side] = 0;
}

/* The client's hole may have taken another request, whose answer will tell; the server's took a
 * part of the refusal, or that answer. */
static void lose_after_refusal(struct passage *passage, struct session *session, enum side side) {
    if (side == SIDE_SERVER) {
        forget(passage, SIDE_SERVER);
        if (passage->lost)
            leave(passage, session, session_pop_layer);
    } else if (passage->step && !passage->lost) {
        forget(passage, SIDE_CLIENT);
        forget(passage, SIDE_SERVER);
        passage->step = passage->step->answer;
        passage->lost = passage->step != NULL;
    }
}

void passage_gap(void *state, struct session *session, enum side side, struct moment moment,
                 uint64_t count) {
    struct passage *passage = state;
    (void)count;
    if (passage->refused && !passage->asks)
        lose_after_refusal(passage, session, side);
    else
        give_up(passage, session, moment);
}

void passage_end(void *state, struct session *session, enum side side, struct moment moment) {
    struct passage *passage = state;
    (void)side;
    bool asked = passage->refused || passage->asks;
    give_up(passage, session, moment);
    if (asked)
        session_assume(session);
}

void passage_clear(void *state) {
    struct passage *passage = state;
    chunk_store_free(&passage->said[SIDE_CLIENT]);
    chunk_store_free(&passage->said[SIDE_SERVER]);
}
