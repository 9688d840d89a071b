/* opening.c: which protocol is this? Recognition looks at whole lines, one more at a time, so that
 * the pieces in which octets come change nothing. */
#include <stdlib.h>

#include "base/rare.h"
#include "session/inside.h"

enum {
    MOST_OCTETS = 16 * 1024, /* of one side before recognition gives up */
    LONGEST_FIRST_LINE = 2048,
    MOST_LINES = 24,
    MOST_NOTICES = 256, /* turns of them; past these the last one goes on, others are left out */
};

static bool add_turn(struct opening_store *opening, struct turn turn) {
    if (opening->turn_count == opening->turn_room) {
        uint32_t room = opening->turn_room ? opening->turn_room * 2 : 8;
        struct turn *turns = realloc(opening->turns, room * sizeof *turns);
        if (!turns)
            return false;
        opening->turns = turns;
        opening->turn_room = room;
    }
    opening->turns[opening->turn_count++] = turn;
    return true;
}

/* To whoever is next: what a layer that seals has handed on does not go through it again. */
static void hand_on(struct session *session, enum side side, struct chunk *chunk) {
    if (layers_seal(session))
        session_hear(session, side, chunk);
    else
        session_route(session, side, chunk);
}

static void replay_octets(struct session *session, struct chunk_store *store, enum side side,
                          uint64_t count) {
    struct chunk chunk;
    while (count > 0 && chunk_store_peek(store, &chunk)) {
        chunk.octets = slice_first(chunk.octets, count);
        size_t size = chunk.octets.size;
        hand_on(session, side, &chunk);
        chunk_store_take(store, size);
        count -= size;
    }
}

/* Hands over what was kept, in the order in which it came. */
APART static void replay(struct session *session, bool swapped) {
    struct opening_store opening = session->opening;
    session->opening = (struct opening_store){0};
    for (size_t i = 0; i < opening.turn_count; i++) {
        struct turn turn = opening.turns[i];
        struct chunk_store *store = &opening.said[turn.side];
        turn.side = swapped ? side_other(turn.side) : turn.side;
        if (turn.kind == TURN_OCTETS)
            replay_octets(session, store, turn.side, turn.count);
        else if (turn.kind == TURN_GAP)
            session_tell_gap(session, &turn);
        else if (turn.kind == TURN_NOTICE)
            notices_add(session, turn.side, turn.seen);
        else
            session_tell_end(session, turn.side, turn.at, turn.how);
    }
    opening_free(&opening);
}

/* Whether the server, at a port where mail is at home, said nothing to whoever wanted to connect.
 */
static bool is_attempt(const struct session *session) {
    const struct origin *origin = &session->origin;
    return session->opening.over && (origin->protocol || origin->hint) && !origin->midstream &&
           handshake_seen(&origin->handshake) && session_octets(session, SIDE_SERVER) == 0 &&
           session->lost[SIDE_SERVER] == 0;
}

/* What the client may have said to nobody is left out. */
RARE static void tell_attempt(struct session *session) {
    struct opening_store opening = session->opening;
    session->opening = (struct opening_store){0};
    session->kind = SESSION_ATTEMPT;
    session_tell_connect(session);
    for (size_t i = 0; i < opening.turn_count; i++) {
        const struct turn *turn = &opening.turns[i];
        if (turn->kind == TURN_NOTICE)
            notices_add(session, turn->side, turn->seen);
        else if (turn->kind == TURN_END)
            session_tell_end(session, turn->side, turn->at, turn->how);
    }
    opening_free(&opening);
}

static void settle(struct session *session, const struct protocol *protocol, bool swapped) {
    if (session_debugs(session))
        session_debug(session, "recognised after %u lines: %s%s", session->opening.lines,
                      protocol ? protocol->name : "nothing known", swapped ? ", ends swapped" : "");
    if (!protocol && is_attempt(session)) {
        tell_attempt(session);
        return;
    }
    if (!protocol) {
        session->kind = SESSION_OTHER;
        opening_free(&session->opening);
        return;
    }
    if (swapped)
        session_reverse(session);
    session_begin(session, protocol);
    if (session->opening.turn_count > 0)
        replay(session, swapped);
}

struct vote {
    const struct protocol *sure, *weak;
    bool reversed, unsure;
};

static struct vote ask_protocols(const struct session *session, const struct opening *opening) {
    struct vote vote = {0};
    for (const struct protocol *const *p = session->options->protocols; *p && !vote.sure; p++) {
        switch ((*p)->recognise(opening)) {
        case RECOGNISED_REVERSED:
            vote.reversed = true;
            vote.sure = *p;
            break;
        case RECOGNISED_SURE:
            vote.sure = *p;
            break;
        case RECOGNISED_WEAK:
            vote.weak = vote.weak ? vote.weak : *p;
            break;
        case RECOGNISED_UNSURE:
            vote.unsure = true;
            break;
        case RECOGNISED_NOT:
            break;
        }
    }
    return vote;
}

static void add_line(struct first_lines *first, struct slice line) {
    if (first->count == FIRST_LINES)
        return;
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    first->line[first->count++] = line;
}

static void cut_lines(struct first_lines *first, struct slice said) {
    while (said.size > 0 && first->count < FIRST_LINES) {
        struct slice line = slice_first(said, slice_find(said, '\n'));
        add_line(first, line);
        said = slice_past(said, line.size + 1);
    }
}

/* What recognition has seen so far. */
static void look_back(const struct session *session, struct opening *opening) {
    const struct opening_store *store = &session->opening;
    for (enum side side = SIDE_CLIENT; side <= SIDE_SERVER; side++) {
        opening->first[side].count = 0;
        if (store->judged[side] > 0)
            cut_lines(&opening->first[side],
                      slice_first(chunk_store_slice(&store->said[side]), store->judged[side]));
        opening->spoke_first[side] = store->spoke_first[side];
    }
    opening->ended = false;
    opening->midstream = session->origin.midstream || store->torn;
    opening->sides_known = session->origin.sides_known;
    opening->hint = session->origin.hint;
}

/* Asks the protocols about what was said; true once that is decided. */
static bool judge(struct session *session, const struct opening *opening) {
    struct vote vote = ask_protocols(session, opening);
    if (!vote.sure && vote.unsure && !opening->ended)
        return false;
    settle(session, vote.sure ? vote.sure : vote.weak, vote.sure && vote.reversed);
    return true;
}

/* Judges by what was said, and nothing more will come. */
static void judge_ended(struct session *session) {
    struct opening opening;
    look_back(session, &opening);
    opening.ended = true;
    (void)judge(session, &opening);
}

/* Judges each line of `side` that became whole, one at a time. */
static bool judge_lines(struct session *session, enum side side, struct slice said) {
    struct opening_store *store = &session->opening;
    struct opening opening;
    look_back(session, &opening);
    while (true) {
        struct slice rest = slice_from(said, store->judged[side]);
        size_t end = slice_find(rest, '\n');
        if (end == SLICE_NONE)
            return false;
        add_line(&opening.first[side], slice_first(rest, end));
        store->judged[side] += end + 1;
        if (store->lines++ == 0)
            opening.spoke_first[side] = store->spoke_first[side] = true;
        if (judge(session, &opening))
            return true;
    }
}

static bool too_much(const struct opening_store *opening, enum side side) {
    size_t size = chunk_store_size(&opening->said[side]);
    return size >= MOST_OCTETS || opening->lines >= MOST_LINES ||
           (opening->judged[side] == 0 && size >= LONGEST_FIRST_LINE);
}

/* The first octets of a side mostly decide at once: then they need not be stored. */
static bool judge_first(struct session *session, enum side side, struct chunk *chunk) {
    bool reversed = session->reversed;
    if (!judge_lines(session, side, chunk->octets))
        return false;
    hand_on(session, reversed == session->reversed ? side : side_other(side), chunk);
    return true;
}

void opening_bytes(struct session *session, enum side side, struct chunk *chunk) {
    struct opening_store *opening = &session->opening;
    struct chunk_store *said = &opening->said[side];
    if (session->origin.protocol) {
        session_begin(session, session->origin.protocol);
        session_hear(session, side, chunk);
        return;
    }
    bool first = chunk_store_empty(said);
    if (first && judge_first(session, side, chunk))
        return;
    struct turn turn = {.kind = TURN_OCTETS, .side = side, .count = chunk->octets.size};
    if (!add_turn(opening, turn) || !chunk_store_add(said, chunk)) {
        settle(session, NULL, false);
        return;
    }
    bool decided = !first && judge_lines(session, side, chunk_store_slice(said));
    if (!decided && too_much(opening, side))
        judge_ended(session);
}

void opening_turn(struct session *session, const struct turn *turn) {
    struct opening_store *opening = &session->opening;
    opening->torn |= turn->kind == TURN_GAP && opening->judged[turn->side] == 0;
    if (!add_turn(opening, *turn))
        settle(session, NULL, false);
}

void session_tell_holes(struct session *session) {
    struct opening_store *opening = &session->opening;
    for (size_t i = 0; i < opening->turn_count && opening->turns[i].kind != TURN_OCTETS; i++) {
        struct turn *turn = &opening->turns[i];
        if (turn->kind != TURN_GAP || turn->told)
            continue;
        session_emit_gap(session, turn);
        turn->told = true;
    }
}

/* What is seen again and again while nothing is said takes one turn. */
void opening_notice(struct session *session, enum side side, const struct seen *seen) {
    struct opening_store *opening = &session->opening;
    struct turn *last = opening->turn_count ? &opening->turns[opening->turn_count - 1] : NULL;
    bool again = last && last->kind == TURN_NOTICE && last->side == side &&
                 seen_is_same(last->seen, &seen->network.notice);
    if (again)
        seen_again(last->seen, seen);
    if (again || opening->notices == MOST_NOTICES)
        return;
    struct turn turn = {.kind = TURN_NOTICE, .side = side};
    turn.seen = arena_take(&session->arena, sizeof *turn.seen);
    if (!turn.seen || !add_turn(opening, turn)) /* of no consequence */
        return;
    *turn.seen = *seen;
    opening->notices++;
}

void opening_end(struct session *session) {
    session->opening.over = true;
    if (session->kind == SESSION_UNDECIDED)
        judge_ended(session);
}

void session_assume(struct session *session) {
    const struct protocol *guess =
        session->origin.protocol ? session->origin.protocol : session->origin.hint;
    if (session->kind == SESSION_UNDECIDED && guess)
        settle(session, guess, false);
}

void opening_free(struct opening_store *opening) {
    chunk_store_free(&opening->said[SIDE_CLIENT]);
    chunk_store_free(&opening->said[SIDE_SERVER]);
    free(opening->turns);
    *opening = (struct opening_store){0};
}
