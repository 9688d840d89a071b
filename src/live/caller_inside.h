/* caller_inside.h: what a caller is made of. For caller*.c alone.
 *
 *     caller.c        what a script asks of it: connect, secure, say, hear, pause, end
 *     caller_told.c   what the stream and the session tell it, and what it tells the session
 */
#ifndef HELOISE_LIVE_CALLER_INSIDE_H
#define HELOISE_LIVE_CALLER_INSIDE_H

#include "live/caller.h"
#include "live/hearing.h"
#include "net/spawn.h"
#include "net/stream.h"

struct caller {
    struct loop *loop;
    struct caller_settings settings;
    const struct target *target;
    struct live_house *house;
    struct live *live;
    struct sink sink;
    struct hearing hearing;
    struct recorded recorded; /* where there is a recording */
    struct tls_context *tls;
    struct stream *stream;
    struct spawned spawned; /* who is talked to, where that is a command */
    struct moment since;    /* what is waited for is waited for since then */
    struct error failure;   /* why the connection was lost */
    uint64_t unheard;       /* octets since the last event */
    bool opened, secured, distrusted, failed, reset, ended, late, over;
    bool endless; /* a reply went on and on */
    bool shaken;  /* the handshake of TLS was told */
};

static inline struct moment caller_now(const struct caller *caller) {
    return loop_now(caller->loop);
}

/* NULL before there was a connection, or an attempt at one. */
static inline struct session *caller_session(const struct caller *caller) {
    return caller->live ? live_session(caller->live) : NULL;
}

/* What the stream calls; its context is the caller. */
extern const struct stream_calls caller_calls;

/* How the connection ended, and by whom: for the session, and for the recording where octets say
 * so. */
void caller_tell_end(struct caller *caller, enum side side, enum closing how);

/* A handshake of TLS that comes to nothing is told as far as it went, once. */
void caller_tell_unshaken(struct caller *caller);

/* An attempt that nobody answered is a session too; this was the last address that was tried. */
void caller_tell_attempt(struct caller *caller, const struct endpoint *server);

#endif
