/* remarks.h: comments that the captures have on packets of the sessions (pcapng, opt_comment), and
 * which events they are about.
 *
 * A comment is read just before its packet, and waits until it is known to which flow that belongs.
 * Those of one session stand in the order of their packets. */
#ifndef HELOISE_INDEX_REMARKS_H
#define HELOISE_INDEX_REMARKS_H

#include "base/arena.h"
#include "base/writer.h"
#include "session/transcript.h"

/* Bounds; what comes past them is left out. */
enum { REMARKS_MOST = 16384, REMARKS_MOST_OCTETS = 16 * 1024 * 1024, REMARKS_AWAITED = 64 };

struct remark {
    uint64_t packet;   /* its number */
    uint16_t file;     /* in this file */
    struct slice text; /* as it stands there; owned */
    size_t next;       /* of the same session; SIZE_MAX: there is none */
    uint32_t event;    /* since remarks_settle(): what it is about, */
    struct slice said; /* and its text without what says so */
};

/* Zeroed: none. */
struct remarks {
    struct remark *list;
    size_t count, octets;
    struct remark_head {
        uint64_t stream;
        size_t first, last;
    } * heads; /* by stream, ascending */
    size_t head_count;
    struct arena arena; /* of both */
    struct remark awaited[REMARKS_AWAITED];
    size_t awaited_count;
    uint64_t settled; /* the flow whose comments were settled last, by */
    const struct transcript *transcript;
    size_t event_count; /* of it then */
};

/* A comment on a packet that is still to come; the octets are copied. The same one twice is one. */
void remarks_await(struct remarks *remarks, uint16_t file, uint64_t packet, struct slice text);

/* The packet came, and belongs to this flow. */
void remarks_take(struct remarks *remarks, uint64_t stream, uint16_t file, uint64_t packet);

/* The packet came: comments on it and on those before it are not waited for any more. */
void remarks_pass(struct remarks *remarks, uint16_t file, uint64_t packet);

/* The first comment on a packet of the flow, and the next one; NULL: there is none. */
const struct remark *remarks_first(const struct remarks *remarks, uint64_t stream);
const struct remark *remarks_next(const struct remarks *remarks, const struct remark *remark);

/* Finds out which events the comments on packets of the flow are about. */
void remarks_settle(struct remarks *remarks, uint64_t stream, const struct transcript *transcript);

void remarks_free(struct remarks *remarks);

/* ---- events ---- */

/* Of events whose first octets the same packet carried, which one: "2 of 3: " before a comment
 * tells it where there are several and it is not the first. */
struct remark_place {
    uint64_t packet; /* 0: the event has none */
    size_t nth, of;  /* from 1 */
};

struct remark_place remark_place(const struct transcript *transcript, uint32_t event);

/* Writes a comment as it stands on a packet. */
void remark_write(const struct remark_place *place, struct slice text, struct writer *writer);

/* The event that a comment on this packet is about: the one that it carried, else the last before
 * it. EVENT_NOTHING: there are no events. What says which one is taken off `text`. */
uint32_t remark_event(const struct transcript *transcript, uint64_t packet, struct slice *text);

#endif
