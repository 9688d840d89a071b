/* inside.h: what a session is made of. For the files of session/ alone. */
#ifndef HELOISE_SESSION_INSIDE_H
#define HELOISE_SESSION_INSIDE_H

#include <assert.h>

#include "base/cache.h"
#include "base/rare.h"
#include "session/layer.h"
#include "session/pool.h"
#include "session/protocol.h"

/* What was heard before anybody knew which protocol it is: kept in the order in which it came. */
struct turn {
    enum turn_kind { TURN_OCTETS, TURN_GAP, TURN_NOTICE, TURN_END } kind;
    enum side side;
    struct moment at;  /* of a gap, an end */
    uint64_t count;    /* octets said, or lost */
    uint64_t offset;   /* of a gap */
    enum closing how;  /* of an end */
    bool told;         /* of a gap: listeners know of it */
    struct seen *seen; /* of a notice; in the session's arena */
};

/* Notices of one kind and side, and the same words. */
struct seen {
    struct moment at, end; /* of the first and the last */
    uint64_t packet;       /* of the first */
    struct network_event network;
};

bool seen_is_same(const struct seen *seen, const struct notice *notice);
void seen_again(struct seen *seen, const struct seen *more);

struct opening_store {
    struct chunk_store said[2]; /* by enum side */
    struct turn *turns;
    uint32_t turn_count, turn_room;
    size_t judged[2]; /* octets of each side that recognition has seen: whole lines */
    uint16_t lines;
    uint16_t notices; /* among the turns */
    bool spoke_first[2];
    bool torn; /* octets are missing before the first whole line of a side */
    bool over; /* nothing more will come */
};

/* What every octet and event passes by comes first, in one line of cache: some hundred other
 * sessions speak in between. What messages and the end need comes next, the start's last. */
struct session {
    uint32_t next_number;
    enum session_kind kind : 8;
    bool direct : 1; /* octets go to the module and to nobody else, until somebody may want them */
    bool reversed : 1; /* the origin's ends are swapped */
    bool noticed : 1;  /* notices wait to be told */
    bool debugs : 1;
    bool wants_content : 1, wants_octets : 1, wants_facts : 1; /* a listener does */
    bool layers_offered : 1; /* at the start: none wanted the first octets, or one took them */
    bool tls_expected : 1;   /* STARTTLS was accepted, nothing followed yet */
    unsigned ended : 2;      /* sides that have, as bits: 1 << side */
    const struct protocol *module;
    event_listener *hear; /* whoever listens to events: the only one who does, or all in turn */
    void *context;
    const char *state_name;
    uint64_t offset[2]; /* of the next octet, lost ones counted; by enum side, after swapping */
    const struct layer *layer; /* on top, or NULL */

    const struct sink *sink;
    uint64_t lost[2];                /* of the octets before `offset` */
    const struct tls_rhythm *rhythm; /* the layer's; NULL: nobody looks */
    struct session_pool *pool;       /* where its memory goes back to; NULL: none */
    struct chunk_store *undecided;   /* of both, by enum side: what may be the start of a layer; in
                                        the arena; NULL: nothing ever was */
    struct arena arena;

    const struct protocol *protocol; /* the name; state belongs to `module` */
    const struct session_options *options;
    struct notices *notices; /* in the arena; NULL: none yet */
    void *layer_state;
    uint64_t sealed[2];  /* of the octets before `offset` */
    bool awaits_connect; /* the connect event has its number, and is still to be told */
    uint8_t fins;        /* seen before the protocol was known */
    uint32_t connect;
    struct opening_store opening;
    struct origin origin;
    _Alignas(CACHE_LINE) uint8_t module_state[]; /* filled once there is a module */
};

static_assert(offsetof(struct session, sink) <= CACHE_LINE, "what is hot shares a line");

/* Whether octets go straight to the protocol: no layer is on top, and none may come now. */
static inline bool session_is_bare(const struct session *session) {
    return !session->layer && session->layers_offered && !session->tls_expected;
}

/* Whether nobody but the protocol is told of octets. */
static inline bool session_is_direct(const struct session *session) {
    return session->kind == SESSION_KNOWN && session_is_bare(session) && !session->wants_octets;
}

/* Octets on their way: to the layer on top, to those that may become one, or to the protocol. What
 * is then left in the chunk is of no meaning, here and below. */
void session_route(struct session *session, enum side side, struct chunk *chunk);

/* Octets that wait for a decision about a layer cannot wait past a hole or the end. */
void layers_decide(struct session *session);

/* Forgets octets that wait for that, and the layer on top. */
void layers_free(struct session *session);

/* A hole and an end, told to the layer on top, if there is one. */
RARE void layers_gap(struct session *session, const struct turn *gap);
void layers_end(struct session *session, enum side side, struct moment moment);

/* Whether a layer on top hides what is said. */
bool layers_seal(const struct session *session);

/* A hole, told to listeners. */
RARE void session_emit_gap(struct session *session, const struct turn *gap);

/* A hole and an end, told to listeners and module. */
RARE void session_tell_gap(struct session *session, const struct turn *gap);
void session_tell_end(struct session *session, enum side side, struct moment moment,
                      enum closing how);

/* Keeps octets until a protocol is recognised; hands all of it over once one is. */
void opening_bytes(struct session *session, enum side side, struct chunk *chunk);

/* Tells listeners of octets as they were sent. */
RARE void session_tell_octets(const struct session *session, enum side side,
                              const struct chunk *chunk);

/* Hands octets to the protocol, or to recognition while there is none. */
static inline void session_hear(struct session *session, enum side side, struct chunk *chunk) {
    if (chunk->octets.size == 0)
        return;
    if (session->wants_octets && session->kind != SESSION_UNDECIDED)
        session_tell_octets(session, side, chunk);
    if (session->kind == SESSION_KNOWN)
        session->module->bytes(session->module_state, session, side, chunk);
    else if (session->kind == SESSION_UNDECIDED)
        opening_bytes(session, side, chunk);
}

/* Keeps a hole or an end for later; a notice. */
void opening_turn(struct session *session, const struct turn *turn);
RARE void opening_notice(struct session *session, enum side side, const struct seen *seen);

/* Nothing more will come: decides with what there is. */
void opening_end(struct session *session);

void opening_free(struct opening_store *opening);

/* Makes `protocol` the session's own and begins it. */
void session_begin(struct session *session, const struct protocol *protocol);

/* Tells how the connection was opened, once, where that was seen. */
void session_tell_connect(struct session *session);

/* Takes a notice; tells those taken so far, because something else happens, or for the `last` time.
 */
void notices_add(struct session *session, enum side side, const struct seen *seen);
void notices_tell(struct session *session, bool last);

/* Swaps the ends: who was taken for the client is the server. */
RARE void session_reverse(struct session *session);

#endif
