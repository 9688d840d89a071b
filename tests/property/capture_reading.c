#include "tests/property/capture_reading.h"

#include <stdio.h>
#include <stdlib.h>

#include "index/carrier.h"
#include "session/protocol.h"
#include "tests/property/capture_survey.h"
#include "tests/property/said_text.h"

/* A flow on its way to become a session. */
struct passage {
    struct reader_state *state;
    struct origin origin;
    struct session *session; /* NULL before its first octet */
    struct reading_session *reading;
    struct sink sink;
    unsigned fins;
    bool over, refused;
    struct dice dice;
    struct joined {
        struct buffer octets;
        enum side side;
        struct moment at;
        struct place place;
    } joined;
};

struct reader_state {
    struct index_options index_options;
    struct session_options session_options;
    struct cutting cutting;
    struct reading *reading;
};

static void *allocate(void *old, size_t size) {
    void *memory = realloc(old, size);
    if (!memory)
        abort();
    return memory;
}

/* ---- what the session tells ---- */

static void note_needed(struct passage *passage, const struct session *session, uint32_t n) {
    struct reading_session *reading = passage->reading;
    while (n >= reading->needed_room) {
        size_t room = reading->needed_room ? 2 * reading->needed_room : 64;
        reading->needed = allocate(reading->needed, 2 * room * sizeof *reading->needed);
        reading->needed_room = room;
    }
    for (enum side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
        reading->needed[2 * n + side] = session_octets(session, side) + session_lost(session, side);
}

static void hear_event(void *context, const struct session *session, const struct event *event) {
    struct passage *passage = context;
    note_needed(passage, session, event->n);
    if (event->kind == EVENT_GAP && event->offset < passage->reading->sides[event->side].hole)
        passage->reading->sides[event->side].hole = event->offset;
}

/* ---- cutting ---- */

static void hand_over(struct passage *passage, enum side side, struct moment at,
                      struct slice octets, struct place place) {
    struct place *first = &passage->reading->sides[side].first;
    if (first->packet == 0)
        *first = place;
    if (!session_bytes(passage->session, side, at, octets, place))
        passage->refused = true;
}

static size_t piece_size(struct passage *passage) {
    static const uint32_t most[] = {3, 20, 100, 1000};
    if (passage->state->cutting.how == CUT_SINGLE)
        return 1;
    return 1 + dice_roll(&passage->dice, most[passage->state->cutting.seed % 4]);
}

static void cut_up(struct passage *passage, enum side side, struct moment at, struct slice octets,
                   struct place place) {
    while (octets.size > 0 && !passage->refused) {
        struct slice piece = slice_first(octets, piece_size(passage));
        /* A copy of its own, so that a sanitizer sees who reads past the piece. */
        uint8_t *copy = allocate(NULL, piece.size);
        memcpy(copy, piece.data, piece.size);
        hand_over(passage, side, at, slice_of(copy, piece.size), place);
        free(copy);
        octets = slice_from(octets, piece.size);
        place.offset += piece.size;
    }
}

static void flush_joined(struct passage *passage) {
    struct joined *joined = &passage->joined;
    if (joined->octets.size > 0 && !passage->refused)
        hand_over(passage, joined->side, joined->at, buffer_slice(&joined->octets), joined->place);
    joined->octets.size = 0;
}

static void join(struct passage *passage, enum side side, struct moment at, struct slice octets,
                 struct place place) {
    struct joined *joined = &passage->joined;
    if (joined->side != side)
        flush_joined(passage);
    if (joined->octets.size == 0) {
        joined->side = side;
        joined->at = at;
        joined->place = place;
    }
    if (!buffer_add(&joined->octets, octets))
        abort();
}

/* ---- what the assembler tells ---- */

static void *open_flow(void *context, const struct flow_info *info) {
    struct reader_state *state = context;
    struct passage *passage = allocate(NULL, sizeof *passage);
    *passage = (struct passage){.state = state, .dice = {state->cutting.seed}};
    (void)carrier_origin(&state->index_options, info, &passage->origin);
    return passage;
}

static void start_session(struct passage *passage) {
    const struct transcript_options options = {.digest = true};
    struct reading_session *reading = allocate(NULL, sizeof *reading);
    *reading = (struct reading_session){.midstream = passage->origin.midstream,
                                        .transcript = transcript_new(&options)};
    reading->sides[0].hole = reading->sides[1].hole = UINT64_MAX;
    if (!reading->transcript)
        abort();
    passage->reading = reading;
    passage->sink = (struct sink){.event = hear_event,
                                  .context = passage,
                                  .next = transcript_sink(reading->transcript, NULL)};
    passage->session =
        session_new(&passage->origin, &passage->state->session_options, &passage->sink);
    if (!passage->session)
        abort();
}

static struct session *session_of(struct passage *passage) {
    if (!passage->session)
        start_session(passage);
    return passage->session;
}

static bool take_bytes(void *context, void *flow, enum side side, struct moment moment,
                       struct slice octets, struct place place) {
    struct passage *passage = flow;
    (void)context;
    (void)session_of(passage);
    switch (passage->state->cutting.how) {
    case CUT_AS_SENT:
        hand_over(passage, side, moment, octets, place);
        break;
    case CUT_SINGLE:
    case CUT_PIECES:
        cut_up(passage, side, moment, octets, place);
        break;
    case CUT_JOINED:
        join(passage, side, moment, octets, place);
        break;
    }
    return !passage->refused;
}

static void take_gap(void *context, void *flow, enum side side, struct moment moment,
                     uint64_t count) {
    struct passage *passage = flow;
    (void)context;
    flush_joined(passage);
    session_gap(session_of(passage), side, moment, count);
}

static void take_notice(void *context, void *flow, enum side side, struct moment moment,
                        const struct flow_notice *seen) {
    struct passage *passage = flow;
    struct flow_notice timeless = *seen; /* the same, however the packets come */
    timeless.waited = 0;
    (void)context;
    if (passage->session)
        carrier_notice(passage->session, side, moment, &timeless);
    else
        (void)carrier_handshake(&passage->origin, side, moment, seen);
}

static void take_end(void *context, void *flow, enum side side, struct moment moment,
                     enum flow_ending how) {
    struct passage *passage = flow;
    (void)context;
    passage->fins += how == FLOW_FIN;
    passage->over |= how != FLOW_FIN;
    flush_joined(passage);
    if (how == FLOW_FIN || passage->session)
        carrier_end(session_of(passage), side, moment, how);
}

/* ---- a session is over ---- */

static void free_session(struct reading_session *session) {
    if (!session)
        return;
    for (int side = 0; side < 2; side++) {
        buffer_free(&session->sides[side].text);
        free(session->sides[side].events);
    }
    transcript_free(session->transcript);
    free(session->needed);
    free(session);
}

static void add_session(struct reading *reading, struct reading_session *session) {
    if (reading->count == reading->room) {
        reading->room = reading->room ? 2 * reading->room : 8;
        reading->sessions =
            allocate(reading->sessions, reading->room * sizeof(struct reading_session *));
    }
    reading->sessions[reading->count++] = session;
}

/* What the sides are was found out meanwhile. */
static void put_in_order(struct reading_session *reading, const struct session *session) {
    for (enum side side = SIDE_CLIENT; side <= SIDE_SERVER; side++) {
        reading->ends[side] = *session_end_of(session, side);
        reading->sides[side].length = session_octets(session, side) + session_lost(session, side);
    }
    if (session_end_of(session, SIDE_CLIENT) == &session_origin(session)->ends[SIDE_CLIENT])
        return;
    struct place first = reading->sides[SIDE_CLIENT].first;
    reading->sides[SIDE_CLIENT].first = reading->sides[SIDE_SERVER].first;
    reading->sides[SIDE_SERVER].first = first;
}

static void close_flow(void *context, void *flow, const struct flow_tally *tally) {
    (void)tally;
    struct reader_state *state = context;
    struct passage *passage = flow;
    flush_joined(passage);
    if (passage->session && !passage->over && passage->fins < 2)
        session_end(passage->session, SIDE_CLIENT, (struct moment){0}, CLOSING_OPEN);
    if (passage->session && session_kind(passage->session) == SESSION_KNOWN) {
        put_in_order(passage->reading, passage->session);
        passage->reading->protocol = session_protocol(passage->session)->name;
        if (!transcript_whole(passage->reading->transcript))
            abort();
        session_write_texts(passage->reading);
        add_session(state->reading, passage->reading);
        passage->reading = NULL;
    }
    session_free(passage->session);
    free_session(passage->reading);
    buffer_free(&passage->joined.octets);
    free(passage);
}

/* ---- for its owner ---- */

static void take_packet(struct tcp *tcp, struct decapsulator *decapsulator,
                        const struct packet *packet) {
    struct segment segment;
    enum segment_result result = segment_from_packet(decapsulator, packet, &segment);
    if (result == SEGMENT_QUOTED)
        (void)tcp_error(tcp, &segment, segment_error(decapsulator));
    if (result == SEGMENT_TCP && !tcp_segment(tcp, &segment))
        abort();
}

struct reading *reading_of(const struct packet_list *packets, struct cutting cutting) {
    struct reader_state state = {.cutting = cutting,
                                 .reading = allocate(NULL, sizeof *state.reading)};
    *state.reading = (struct reading){0};
    state.session_options = carrier_session_options(&state.index_options);
    state.session_options.keys = packets->keys;
    struct tcp_options tcp_options = carrier_tcp_options(&state.index_options);
    struct tcp_sink sink = {
        .context = &state,
        .open = open_flow,
        .bytes = take_bytes,
        .gap = take_gap,
        .notice = take_notice,
        .end = take_end,
        .close = close_flow,
    };
    struct decapsulator *decapsulator = decapsulator_new();
    struct tcp *tcp = tcp_new(&tcp_options, &sink);
    if (!decapsulator || !tcp)
        abort();
    for (size_t i = 0; i < packets->count; i++)
        take_packet(tcp, decapsulator, &packets->packets[i]);
    (void)tcp_finish(tcp, SIZE_MAX);
    tcp_free(tcp);
    decapsulator_free(decapsulator);
    return state.reading;
}

void reading_free(struct reading *reading) {
    for (size_t i = 0; i < reading->count; i++)
        free_session(reading->sessions[i]);
    free(reading->sessions);
    free(reading);
}

bool session_same_ends(const struct reading_session *a, const struct reading_session *b) {
    return (same_endpoint(&a->ends[0], &b->ends[0]) && same_endpoint(&a->ends[1], &b->ends[1])) ||
           (same_endpoint(&a->ends[0], &b->ends[1]) && same_endpoint(&a->ends[1], &b->ends[0]));
}

const struct reading_session *reading_find(const struct reading *reading,
                                           const struct reading *other, size_t n) {
    const struct reading_session *wanted = other->sessions[n];
    size_t before = 0;
    for (size_t i = 0; i < n; i++)
        before += session_same_ends(other->sessions[i], wanted);
    for (size_t i = 0; i < reading->count; i++)
        if (session_same_ends(reading->sessions[i], wanted) && before-- == 0)
            return reading->sessions[i];
    return NULL;
}

struct slice said_text(const struct reading_side *side, size_t n) {
    if (n >= side->count)
        return SLICE("");
    const struct said *said = &side->events[n];
    return slice_part(buffer_slice(&side->text), said->start, said->end - said->start);
}
