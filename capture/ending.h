/* ending.h: flows that have ended of late, in the order in which they did.
 *
 * Both FINs were delivered; what still comes are the last acknowledgments, and perhaps packets that
 * a tap brings late. They are counted, and then the flow is closed. */
#ifndef HELOISE_CAPTURE_ENDING_H
#define HELOISE_CAPTURE_ENDING_H

#include "capture/flow.h"

struct ending {
    struct flow *flow;
    uint64_t stream; /* its number: the record may be that of another flow by now */
    uint64_t since;  /* it ended with the capture's how many-th segment */
};

/* A ring. All zero: there are none. */
struct endings {
    struct ending *list;
    size_t first, count, room; /* room: a power of two */
};

/* Adds a flow that has ended. False when memory ran out. */
bool endings_add(struct endings *endings, struct flow *flow, uint64_t since);

/* The n-th of them, less than `count`; NULL when it is closed. */
const struct ending *endings_at(const struct endings *endings, size_t n);

/* The first that is not closed, or NULL. Those before it are let go. */
const struct ending *endings_first(struct endings *endings);

void endings_clear(struct endings *endings);

#endif
