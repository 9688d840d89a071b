/* held.h: the first segments of a flow, whole, until it is settled where its directions start.
 *
 * Where no SYN was captured, the lowest of the first segments tells; a tap may have put it behind
 * others. The segments are taken in the order of their capture once enough of them came. */
#ifndef HELOISE_CAPTURE_HELD_H
#define HELOISE_CAPTURE_HELD_H

#include "base/rare.h"
#include "capture/flow.h"

enum { HELD_MOST = 16 }; /* more than a tap that exchanges neighbours puts between two */

struct held_segment {
    struct held_segment *following;
    unsigned end;            /* who sent it */
    struct segment segment;  /* payload and fragment lists follow in the same block */
    bool is_quoted;          /* the segment is what `error` quotes */
    struct icmp_error error; /* when it is */
};

struct held {
    struct held_segment *first, *last;
    size_t count, cost;
};

/* Adds a copy; makes the queue when `*held` is NULL. `error`: the ICMP error that quotes the
 * segment, NULL for a segment that was captured itself. False when memory ran out. */
RARE bool held_add(struct held **held, unsigned end, const struct segment *segment,
                   const struct icmp_error *error);

/* Octets it takes; 0 for NULL. */
static inline size_t held_cost(const struct held *held) {
    return held ? held->cost : 0;
}

/* What it tells about the start of one direction. */
RARE struct start_clues held_clues(const struct held *held, unsigned end);

/* Frees the queue and the segments in it; NULL is allowed. */
void held_free(struct held *held);

#endif
