/* flow_table.h: finds the flow of a segment by its two ends, in either direction.
 *
 * Open addressing over slots of eight octets (hash, index of the flow), so that a look-up touches
 * one line of the table and one of the flow. The hash is seeded: captures are hostile. Records stay
 * where they are until they are removed. */
#ifndef HELOISE_CAPTURE_FLOW_TABLE_H
#define HELOISE_CAPTURE_FLOW_TABLE_H

#include "capture/flow.h"

struct flow_table;

/* NULL when memory ran out. */
struct flow_table *flow_table_new(void);
void flow_table_free(struct flow_table *table);

/* The flow between the segment's ends, and which of its ends sent it; NULL when there is none, and
 * `end` is left alone. */
struct flow *flow_table_find(const struct flow_table *table, const struct segment *segment,
                             unsigned *end);

/* The same for two ends; for rare use, so that the other has one caller and becomes a part of it.
 */
struct flow *flow_table_find_between(const struct flow_table *table, const struct endpoint *source,
                                     const struct endpoint *destination, unsigned *end);

/* A new flow, zero but for its ends: [0] is the segment's source. There must be none between them
 * yet. NULL when memory ran out. */
struct flow *flow_table_add(struct flow_table *table, const struct segment *segment);

/* Forgets the flow; its record is used again. */
void flow_table_remove(struct flow_table *table, struct flow *flow);

/* Flows it holds. */
size_t flow_table_count(const struct flow_table *table);

/* Goes round all flows: a closed one, or that which was idle longest, of the next few; NULL when
 * there is none. */
struct flow *flow_table_idlest(struct flow_table *table);

/* Fills `flows`, which has room for flow_table_count(), with all of them in the order of stream. */
void flow_table_list(const struct flow_table *table, struct flow **flows);

#endif
