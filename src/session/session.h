/* session.h: the waist. Every source becomes a session through these eight calls; every reader of
 * sessions sees its events.
 *
 *     carrier (TCP assembler, socket, transcript)  ->  session  ->  layer (tls)  ->  protocol  ->
 * sinks
 *
 * The carrier hands over the octets of each side in order, in any pieces, and in causal order:
 * never octets of one side before what they acknowledge of the other side has been handed over or
 * declared lost. The same octets in other pieces give the same events. Slices are borrowed for the
 * call. */
#ifndef HELOISE_SESSION_SESSION_H
#define HELOISE_SESSION_SESSION_H

#include "base/error.h"
#include "session/handshake.h"

struct key_ring;
struct layer;
struct protocol;
struct session;
struct session_pool;

/* Hears an event. */
typedef void event_listener(void *context, const struct session *session,
                            const struct event *event);

/* A listener. Several are chained through `next`; each gets every event, in chain order. */
struct sink {
    event_listener *event;
    /* Content of the message or block `n` after dot-unstuffing, in pieces, before its event. False:
     * no more of it is wanted, but it comes all the same where another listener wants more. NULL:
     * none is wanted. */
    bool (*content)(void *context, const struct session *session, uint32_t n, struct slice octets,
                    struct place place);
    /* Text of a side as it was sent, in order, before anything is made of it; `offset` counts from
     * the side's first octet, lost ones included. NULL: not wanted. */
    void (*octets)(void *context, const struct session *session, enum side side, uint64_t offset,
                   struct slice octets);
    /* Octets of `side` under TLS that nobody here can read. NULL: not wanted. */
    void (*sealed)(void *context, const struct session *session, enum side side,
                   struct moment moment);
    bool skips_facts; /* content_facts and enhanced codes are not looked at; where no listener does,
                         nobody counts and reads */
    void *context;
    const struct sink *next;
};

/* What is known of a connection before its first octet. */
struct origin {
    struct endpoint ends[2];         /* by enum side */
    bool sides_known;                /* false: no SYN was seen, the ends may have to be swapped */
    bool midstream;                  /* the start was not captured */
    const struct protocol *protocol; /* the last word (-d PORT=PROTOCOL); NULL: found out */
    const struct protocol *hint;     /* what the port suggests; NULL: nothing */
    bool hint_sealed;                /* the port suggests TLS from the first octet */
    struct handshake handshake;      /* as far as it was seen by then */
};

/* Shared by all sessions of a program run; must outlive them. */
struct session_options {
    const struct protocol *const *protocols; /* NULL-terminated: the registry */
    const struct layer *const *layers;       /* NULL-terminated */
    void (*debug)(void *context, const struct session *session, const char *format, ...)
        __attribute__((format(printf, 3, 4))); /* what protocol modules decide; NULL: silent */
    void *debug_context;
    struct session_pool *pool; /* memory for sessions; NULL: malloc alone */
    struct key_ring *keys;     /* by which layers decrypt (tls/key_ring.h); NULL: they do not */
    bool details; /* somebody looks at each session: layers tell what takes time to find out */
    bool prompt;  /* somebody waits for each event: what is over by the rules is over, and nothing
                     that may follow is waited for */
};

/* A new session, or NULL when memory ran out. `origin` is copied, `options` and `sink` are borrowed
 * for its life and stay as they are. */
struct session *session_new(const struct origin *origin, const struct session_options *options,
                            const struct sink *sink);

/* Octets that `side` sent, next after all before. False once nothing more is wanted: the session is
 * no mail. */
bool session_bytes(struct session *session, enum side side, struct moment moment,
                   struct slice octets, struct place place);

/* `count` octets of `side` are missing for good (0: how many is unknown). */
void session_gap(struct session *session, enum side side, struct moment moment, uint64_t count);

/* From here the octets are text that travelled under TLS (the carrier decrypted it). */
void session_secure(struct session *session, struct moment moment, const struct tls_event *tls);

/* What the carrier's TLS says of itself beside that: an alert of `side`, or a handshake that came
 * to nothing. Nothing else changes by it. */
void session_tls_told(struct session *session, enum side side, struct moment moment,
                      const struct tls_event *tls);

/* Octets under TLS that nobody here can read. */
void session_sealed(struct session *session, enum side side, struct moment moment, uint64_t count);

/* Something that the carrier saw. SYN and ACCEPTED make the connect event; what repeats itself
 * while nothing is said becomes one event. */
void session_notice(struct session *session, enum side side, struct moment moment,
                    const struct notice *notice, struct place place);

/* `side` will send nothing more (CLOSING_FIN), or the whole connection is over (any other; `side`:
 * who sent the RST). */
void session_end(struct session *session, enum side side, struct moment moment, enum closing how);

/* Ends the session with CLOSING_OPEN if it has not ended, and frees it. */
void session_free(struct session *session);

/* What it turned out to be. */
enum session_kind {
    SESSION_UNDECIDED,
    SESSION_KNOWN,   /* session_protocol() says what */
    SESSION_ATTEMPT, /* over, at a mail port, and the server never said anything */
    SESSION_OTHER,   /* no protocol of the registry */
};

enum session_kind session_kind(const struct session *session);

/* The protocol, or NULL while it is unknown. May change once: smtp becomes lmtp at LHLO. */
const struct protocol *session_protocol(const struct session *session);

/* Which of the origin's ends is the client: they are swapped when what was said shows it. */
const struct endpoint *session_end_of(const struct session *session, enum side side);

/* Octets on the wire that `side` sent, and that are known to be lost. */
uint64_t session_octets(const struct session *session, enum side side);
uint64_t session_lost(const struct session *session, enum side side);

/* Octets under TLS that nobody here could read. */
uint64_t session_sealed_octets(const struct session *session, enum side side);

/* What the sizes of these show; grows. NULL: nobody looks at the session, or nothing is sealed. */
const struct tls_rhythm *session_rhythm(const struct session *session);

const struct origin *session_origin(const struct session *session);

#endif
