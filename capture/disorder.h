/* disorder.h: what a flow needs while it is not plainly in order.
 *
 * Segments held until the start is known, pieces that wait, holes and since when they are known,
 * and a RST that may be forged. A flow has one only as long as one of these is the case; they are
 * bounded in octets. */
#ifndef HELOISE_CAPTURE_DISORDER_H
#define HELOISE_CAPTURE_DISORDER_H

#include "capture/flow.h"
#include "capture/held.h"
#include "capture/waiting.h"

/* Since when something is awaited that may still come. */
struct patience {
    bool runs;
    uint32_t packets;    /* of the flow, at that time */
    struct moment since; /* of the packet that made it known */
};

/* How much patience is left to what is awaited. */
enum urgency {
    URGENCY_NONE,  /* while packets are read: 32 further ones, or fewer and a second */
    URGENCY_TIME,  /* no packets come: a second */
    URGENCY_KNOWN, /* no patience, but octets that nobody acknowledged may still be sent again */
    URGENCY_ALL,   /* nothing more will come */
};

/* What is out of order in one direction. */
struct lane {
    struct waiting waiting;
    uint32_t acknowledged; /* the highest number that the other side acknowledged */
    uint32_t sent;         /* the highest number seen on the wire, not captured octets included */
    bool cut;              /* the octets before `sent` are past the snap length */
    uint32_t joined;       /* what is missing before this was sent before the capture began */
    struct patience hole;  /* for the octets that are missing up to hole_end */
    uint32_t hole_end;
};

/* A RST that ends the flow unless its sender goes on. */
struct reset {
    struct patience patience;
    unsigned end;
    uint32_t sequence;
};

struct disorder {
    struct flow *flow;
    struct disorder *previous, *following; /* in the ring of all */
    uint64_t touched; /* the capture's how many-th segment was the flow's last */
    size_t cost;      /* as counted in the list */
    struct held *held;
    struct lane lanes[2];
    struct patience knot; /* the fronts of both directions wait for each other */
    struct reset reset;
};

/* All of them, in a ring: before the first stands the last. */
struct disorder_list {
    struct disorder *first; /* NULL: there are none */
    struct disorder *spare; /* those that are free, one `following` the other */
    size_t cost;
};

/* The flow's disorder, made if it has none; NULL when memory ran out. */
struct disorder *disorder_of(struct disorder_list *list, struct flow *flow);

/* Nothing is known of a direction but where it was read to. */
void disorder_start_lane(struct disorder *disorder, unsigned end);

/* Counts again what it holds. */
void disorder_count(struct disorder_list *list, struct disorder *disorder);

/* Takes the first of the list, which has one, and makes it the last. */
struct disorder *disorder_turn(struct disorder_list *list);

/* The one after it, or NULL after the last. */
struct disorder *disorder_after(const struct disorder_list *list, const struct disorder *disorder);

/* Whether nothing is left that needs it. */
bool disorder_is_over(const struct disorder *disorder);

/* Frees it with all that waits in it; the flow may have none. */
void disorder_drop(struct disorder_list *list, struct flow *flow);

/* Frees all of them. */
void disorder_list_clear(struct disorder_list *list);

void patience_start(struct patience *patience, const struct flow *flow, struct moment since);

/* Whether it ran and is over. */
bool patience_is_over(const struct patience *patience, const struct flow *flow,
                      enum urgency urgency, struct moment now);

#endif
