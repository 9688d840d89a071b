/* flow_set.h: flows found by their two ends, in either direction.
 *
 * Open addressing over slots of eight octets (hash, number of the record), so that a look-up
 * touches one line of the slots and one of the flow. Records stay where they are until they are
 * removed. */
#ifndef HELOISE_CAPTURE_FLOW_SET_H
#define HELOISE_CAPTURE_FLOW_SET_H

#include "base/cache.h"
#include "base/rare.h"
#include "capture/flow.h"
#include "capture/flow_key.h"

#include <stdalign.h>

enum { FLOW_CHUNK = 512 }; /* records that are allocated at once */

struct flow_slot {
    uint32_t hash;
    uint32_t number; /* of the record, from 1; 0: empty */
};

/* Two lines of cache, at random: every packet touches the first, its payload the second. */
struct flow_record {
    alignas(CACHE_LINE) struct flow flow;
    uint32_t hash;   /* not in use: the number of the next record that is free */
    uint32_t number; /* from 1; 0: not in use */
};

static_assert(sizeof(struct flow_record) == 128, "a flow takes two lines of cache");

struct flow_set {
    struct flow_slot *slots;
    size_t mask; /* slots less 1 */
    struct flow_record **chunks;
    size_t chunk_count, chunk_room;
    size_t count;     /* flows */
    uint32_t records; /* ever used: numbers run from 1 to this */
    uint32_t free;
    uint32_t hand; /* of flow_set_idlest() */
};

/* Makes so many slots, a power of two, for the first flows of a zeroed set. False when memory ran
 * out. */
bool flow_set_init(struct flow_set *set, size_t slots);
void flow_set_clear(struct flow_set *set);

static inline struct flow_record *flow_set_record(const struct flow_set *set, uint32_t number) {
    return &set->chunks[number / FLOW_CHUNK][number % FLOW_CHUNK];
}

static inline struct flow_record *flow_record_of(struct flow *flow) {
    return (struct flow_record *)flow; /* its first member */
}

/* Whether a segment with these ends belongs to the flow, and who sent it. That is a toss-up, so the
 * hashes of the ends tell it, without a branch. */
static inline bool flow_matches(const struct flow *flow, const struct flow_key *key,
                                unsigned *end) {
    unsigned source = flow->lower ^ key->lower;
    const struct endpoint *near = &flow->ends[source], *far = &flow->ends[1 - source];
    if (!end_key_equal(end_key_of(near), key->source) ||
        !end_key_equal(end_key_of(far), key->destination))
        return false;
    *end = source;
    return true;
}

/* The flow between these ends, and which of them sent; NULL when there is none, and `end` is left
 * alone. Part of each caller. */
static inline __attribute__((always_inline)) struct flow *
flow_set_find(const struct flow_set *set, const struct flow_key *key, unsigned *end) {
    for (size_t at = key->hash & set->mask; set->slots[at].number; at = (at + 1) & set->mask) {
        if (set->slots[at].hash != key->hash)
            continue;
        struct flow *flow = &flow_set_record(set, set->slots[at].number)->flow;
        if (flow_matches(flow, key, end))
            return flow;
    }
    return NULL;
}

/* Flows for which there are slots: three quarters of these stay empty, so that nearly every look-up
 * ends where it begins. */
static inline size_t flow_set_room(const struct flow_set *set) {
    return (set->mask + 1) / 4;
}

/* Whether the flow's record is one of this set's. */
static inline bool flow_set_holds(const struct flow_set *set, struct flow *flow) {
    const struct flow_record *record = flow_record_of(flow);
    return record->number <= set->records && flow_set_record(set, record->number) == record;
}

/* Doubles the slots. False when memory ran out. */
RARE bool flow_set_grow(struct flow_set *set);

/* A record for a flow with this hash, all of which the caller fills; there is none of its ends yet.
 * NULL when memory ran out. */
struct flow *flow_set_add(struct flow_set *set, uint32_t hash);

/* Forgets the flow; its record is used again. */
void flow_set_remove(struct flow_set *set, struct flow *flow);

/* Goes round all flows: that which was idle longest of the next few; NULL when there is none. */
struct flow *flow_set_idlest(struct flow_set *set);

/* Fills `list`, which has room for all of them, as they lie. */
void flow_set_list(const struct flow_set *set, struct flow **list);

#endif
