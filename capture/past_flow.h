/* past_flow.h: what is kept of a flow that is over, to know its late packets.
 *
 * A capture of a day holds a million of them, and some hundred flows that are live: so they have
 * records of their own, of one line of cache. */
#ifndef HELOISE_CAPTURE_PAST_FLOW_H
#define HELOISE_CAPTURE_PAST_FLOW_H

#include "base/cache.h"
#include "capture/flow.h"

#include <stdalign.h>

struct past_flow {
    alignas(CACHE_LINE) struct flow_ends ends; /* those of the flow */
    uint32_t first[2];                         /* of its origins */
    uint32_t next[2];                          /* where they ended, if their start was settled */
    uint64_t stream : 40;                      /* so many connections would not fit into any file */
    uint8_t certainty[2];                      /* enum certainty */
    bool lower : 1;                            /* as that of the flow */
    bool ignored : 1;                          /* the sink wanted no more of it: it may go on */
    bool captured : 1;                         /* not only errors about it were */
    bool used : 1;                             /* the record is in use */
};

static_assert(sizeof(struct past_flow) == CACHE_LINE, "a flow that is over takes one line");

/* Of a flow that is closed or ignored. */
struct past_flow past_flow_of(const struct flow *flow);

/* Whether a segment of this end is a late one. Else another connection begins with it: it is a SYN
 * with another initial number, or has payload far from where the flow ended. */
bool past_flow_has(const struct past_flow *past, unsigned end, const struct segment *segment);

#endif
