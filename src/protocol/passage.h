/* passage.h: what SOCKS and HTTP CONNECT share: a client that asks a proxy for the way to a server.
 *
 * Client and proxy talk in turns; each message of either is read by one step, and what comes before
 * its turn waits (64 KiB at most). Once the way is open the layer makes one EVENT_PROXY of it all,
 * takes itself out and hands on what follows. Where the way is refused the event says so; the
 * client may ask again, and what else is said is left out. A session that ends so is what the port
 * of the target suggests. Where the second request is lost its answer tells what became of it; the
 * event then is the server's, and knows no target. Where the talk turns out to be another all of it
 * is handed on untouched.
 */
#ifndef HELOISE_PROTOCOL_PASSAGE_H
#define HELOISE_PROTOCOL_PASSAGE_H

#include "base/arena.h"
#include "session/layer.h"

/* What a step made of the octets that wait. */
enum passage_result {
    PASSAGE_MORE,    /* the message is not whole */
    PASSAGE_NEXT,    /* it is; the next step is set */
    PASSAGE_OPEN,    /* the way is open */
    PASSAGE_REFUSED, /* it is not; the next step reads another request, NULL: there is none */
    PASSAGE_OTHER,   /* this is something else */
};

struct passage;

/* Reads one message from the front of what its side said, and sets its size when it is whole. */
typedef enum passage_result passage_read(struct passage *passage, struct slice octets,
                                         size_t *size);

struct passage_step {
    enum side side; /* whose message it is */
    passage_read *read;
    const struct passage_step *answer; /* of a request that may follow a refusal; else NULL */
};

/* The state of the layers; slices of the event live in the session's arena. */
struct passage {
    const struct passage_step *step; /* NULL: nothing more is read */
    struct proxy_event asked;        /* what is known so far */
    bool asks;                       /* the request is whole */
    bool refused;                    /* the last request was */
    bool lost;                       /* another may have followed it and be lost */
    struct arena *arena;
    struct chunk_store said[2]; /* by enum side: what waits, and what this request took */
    size_t taken[2];            /* of these, octets of messages that were read */
};

/* What the layers' functions of the same names do; `first` reads the client's first message. */
void passage_begin(struct passage *passage, struct session *session,
                   const struct passage_step *first);
void passage_bytes(void *state, struct session *session, enum side side, const struct chunk *chunk);
void passage_gap(void *state, struct session *session, enum side side, struct moment moment,
                 uint64_t count);
void passage_end(void *state, struct session *session, enum side side, struct moment moment);
void passage_clear(void *state);

/* For steps: a copy that lives as long as the session. */
struct slice passage_keep(struct passage *passage, struct slice slice);

/* For steps: the request is whole. `host` is a name or an address in text. */
void passage_ask(struct passage *passage, struct slice host, uint16_t port);

#endif
