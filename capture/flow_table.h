/* flow_table.h: finds the flow of a segment by its two ends, in either direction.
 *
 * A flow that is closed is kept to know its late packets: a capture of a day holds a million of
 * them, and some hundred that are live. So those that are live, and those closed of late, have a
 * set of their own (flow_set.h), small enough for a near cache, and nearly every packet is looked
 * for there alone. The others lie apart from them. */
#ifndef HELOISE_CAPTURE_FLOW_TABLE_H
#define HELOISE_CAPTURE_FLOW_TABLE_H

#include "capture/flow.h"

struct flow_table;

/* NULL when memory ran out. */
struct flow_table *flow_table_new(void);
void flow_table_free(struct flow_table *table);

/* The flow between the segment's ends, and which of its ends sent it, unless it was closed long
 * ago; NULL when there is none, and `end` is left alone. */
struct flow *flow_table_find_live(const struct flow_table *table, const struct segment *segment,
                                  unsigned *end);

/* The same for two ends, whenever it was closed. */
struct flow *flow_table_find(const struct flow_table *table, const struct endpoint *source,
                             const struct endpoint *destination, unsigned *end);

/* A new flow, zero but for its ends: [0] is the segment's source. There must be none between them
 * yet. Flows that are closed may move meanwhile. NULL when memory ran out. */
struct flow *flow_table_add(struct flow_table *table, const struct segment *segment);

/* Forgets the flow; its record is used again. */
void flow_table_remove(struct flow_table *table, struct flow *flow);

/* Flows it holds. */
size_t flow_table_count(const struct flow_table *table);

/* Goes round all flows: a closed one, or that which was idle longest, of the next few; NULL when
 * there is none. */
struct flow *flow_table_idlest(struct flow_table *table);

/* Fills `flows`, which has room for flow_table_count(), with those that are not closed, and perhaps
 * some that are, in the order of stream; returns how many. */
size_t flow_table_list(const struct flow_table *table, struct flow **flows);

#endif
