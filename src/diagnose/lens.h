/* lens.h: the smuggling lens: keeps what a client sent with a message in which a CR or LF stands
 * alone, and the replies, and has it read by servers of every kind (protocol/smuggling.h).
 *
 * Of a session without such a message nothing is kept but what came since its last command. */
#ifndef HELOISE_DIAGNOSE_LENS_H
#define HELOISE_DIAGNOSE_LENS_H

#include "base/buffer.h"
#include "protocol/smuggling.h"
#include "session/session.h"

enum {
    LENS_OCTETS = 1024 * 1024, /* of a client's, kept */
    LENS_REPLIES = 256,        /* kept */
    LENS_SUSPECTS = 16,        /* messages of a session that are looked at */
};

/* A message about which servers disagree. */
struct lens_view {
    uint32_t n;                   /* its event */
    enum line_end end;            /* as this session's decoder took it */
    bool smuggles;                /* a second sender hides in it */
    enum smuggling_reader reader; /* the first that finds it, else that sees another end than a
                                     strict one */
    const struct smuggling *smuggling;
};

struct lens_suspect {
    uint32_t n;
    enum line_end end;
    uint64_t offset;
    size_t replies; /* that came before its own */
};

struct lens_reply {
    uint16_t code;
    uint64_t offset; /* how far the client had come */
};

struct lens {
    struct buffer octets; /* of the client, from `from` on */
    uint64_t from, next;
    bool cut;     /* there was more than is kept */
    bool broken;  /* octets are missing: nothing can be said */
    bool closed;  /* the server sends no more */
    bool several; /* a message got a reply for each recipient: their number tells nothing */
    size_t reply_count, content_replies; /* all; those up to the last 354 */
    size_t suspect_count;

    /* Only as many of them are read as were filled in this session. */
    struct lens_reply replies[LENS_REPLIES];
    struct lens_suspect suspects[LENS_SUSPECTS];
};

/* Begins a session; memory is kept for the next one. */
void lens_begin(struct lens *lens);
void lens_free(struct lens *lens);

/* The client said this. */
void lens_octets(struct lens *lens, uint64_t offset, struct slice octets);

/* Takes an event. */
void lens_take(struct lens *lens, const struct event *event);

/* At the session's end: the messages about which readers disagree, in order; they lie in the arena.
 */
const struct lens_view *lens_views(const struct lens *lens, struct arena *arena, size_t *count);

#endif
