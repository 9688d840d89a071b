/* flow_table.h: finds the flow of a segment by its two ends, in either direction.
 *
 * Flows that are live and those that are past lie apart: a capture of a day holds a million of
 * these, and some hundred of those, which stay in a near cache. Nearly every packet is looked for
 * among the live ones alone. */
#ifndef HELOISE_CAPTURE_FLOW_TABLE_H
#define HELOISE_CAPTURE_FLOW_TABLE_H

#include "capture/past_flow.h"

struct flow_table;

/* NULL when memory ran out. */
struct flow_table *flow_table_new(void);
void flow_table_free(struct flow_table *table);

/* A live flow, and which of its ends is the source. */
struct found {
    struct flow *flow; /* NULL: there is none */
    unsigned end;
};

/* The live flow between two ends. */
struct found flow_table_find(const struct flow_table *table, const struct endpoint *source,
                             const struct endpoint *destination);

/* Two ends as the other calls want them. */
struct flow_key flow_table_key(const struct flow_table *table, const struct endpoint *source,
                               const struct endpoint *destination);

/* The past flow between them, and which of its ends is the source; NULL when there is none. */
struct past_flow *flow_table_find_past(const struct flow_table *table, const struct flow_key *key,
                                       unsigned *end);

/* A new flow, zero but for its ends: 0 is the source. There must be none between them yet. NULL
 * when memory ran out. */
struct flow *flow_table_add(struct flow_table *table, const struct flow_key *key);

/* A flow that is closed or ignored becomes a past one; where memory runs out it is forgotten. Its
 * record is used again for the next flow: until then its state is still to be read there. */
void flow_table_put_away(struct flow_table *table, struct flow *flow);

/* Forgets a past flow. */
void flow_table_forget(struct flow_table *table, struct past_flow *past);

/* The past flow that was put away longest ago, or one of those; NULL when there is none. */
struct past_flow *flow_table_oldest(struct flow_table *table);

/* Goes round the live flows: that which was idle longest of the next few; NULL when there is none.
 */
struct flow *flow_table_idlest(struct flow_table *table);

/* Live flows, and all. */
size_t flow_table_live(const struct flow_table *table);
size_t flow_table_count(const struct flow_table *table);

/* Fills `flows`, which has room for flow_table_live(), with the live ones in the order of stream.
 */
void flow_table_list(const struct flow_table *table, struct flow **flows);

#endif
