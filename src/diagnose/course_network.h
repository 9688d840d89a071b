/* course_network.h: what the course remembers of the network: segments sent again, closed windows,
 * complaints of routers. For course.c; rules read course.network. */
#ifndef HELOISE_DIAGNOSE_COURSE_NETWORK_H
#define HELOISE_DIAGNOSE_COURSE_NETWORK_H

#include "session/session.h"

/* Segments of one side that were sent again and again, with nothing said by the other side since.
 */
struct course_run {
    uint32_t n; /* of the first event that tells them; EVENT_NOTHING: none */
    uint64_t count, octets;
    struct moment at, end;
};

/* By enum side. */
struct course_network {
    struct moment said[2]; /* the end of what it said last */
    struct course_run runs[2];
    uint32_t closed[2]; /* the event by which its window closed; EVENT_NOTHING: it is open */
    struct moment closed_at[2];
    bool was_closed[2];                 /* at any time */
    uint32_t again_first[2];            /* the first event that tells of segments sent again */
    uint64_t again[2], again_octets[2]; /* how many in all, and their octets */
    bool complained;         /* a packet was too large for a link, and somebody said so */
    enum side complained_of; /* who had sent it */
    uint32_t mtu;            /* of that link; 0: not told */
    struct endpoint router;  /* who said it */
};

/* Begins a session. */
void course_network_begin(struct course_network *network);

/* Takes a network event. */
void course_network_take(struct course_network *network, const struct event *event);

/* Takes any other event: what somebody says shows that the other side's octets have come. A server
 * that loses patience (421) shows nothing of the kind, nor does an end or a hole. */
void course_network_heard(struct course_network *network, const struct event *event);

#endif
