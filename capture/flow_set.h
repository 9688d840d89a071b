/* flow_set.h: records of flows, found by the hash of their ends (flow_key.h).
 *
 * Open addressing over slots of eight octets (hash, number of the record), so that a look-up
 * touches one line of the slots and one of the record. Records are of one size and begin with a
 * line of cache; they stay where they are until they are given back. */
#ifndef HELOISE_CAPTURE_FLOW_SET_H
#define HELOISE_CAPTURE_FLOW_SET_H

#include "base/rare.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FLOW_CHUNK = 512 }; /* records that are allocated at once */

struct flow_slot {
    uint32_t hash;
    uint32_t number; /* of the record, from 1; 0: empty */
};

struct flow_set {
    struct flow_slot *slots;
    size_t mask;       /* slots less 1 */
    size_t count;      /* records in use */
    size_t size;       /* octets of a record: whole lines */
    unsigned quarters; /* so many of the slots may be in use: few end a look-up where it begins,
                          many are small */
    void **chunks;
    size_t chunk_count, chunk_room;
    uint32_t records; /* ever used: numbers run from 1 to this */
    uint32_t free;    /* the record given back last; 0: none */
};

/* Makes so many slots, a power of two, for the first records of a zeroed set, whose size and
 * quarters are given. False when memory ran out. */
bool flow_set_init(struct flow_set *set, size_t slots);
void flow_set_clear(struct flow_set *set);

/* The record with this number. Its size is the caller's to know: a constant. */
static inline void *flow_set_record(const struct flow_set *set, uint32_t number, size_t size) {
    return (uint8_t *)set->chunks[number / FLOW_CHUNK] + number % FLOW_CHUNK * size;
}

/* The first slot that records of this hash may have, and the one that follows. The search ends at
 * the first that is empty. */
static inline const struct flow_slot *flow_set_first(const struct flow_set *set, uint32_t hash) {
    return &set->slots[hash & set->mask];
}

static inline const struct flow_slot *flow_set_next(const struct flow_set *set,
                                                    const struct flow_slot *slot) {
    return &set->slots[(size_t)(slot + 1 - set->slots) & set->mask];
}

/* Records for which there are slots. */
static inline size_t flow_set_room(const struct flow_set *set) {
    return (set->mask + 1) / 4 * set->quarters;
}

/* A record for a flow with this hash, all of which the caller fills; there is none of its ends yet.
 * NULL when memory ran out. */
void *flow_set_add(struct flow_set *set, uint32_t hash);

/* Forgets the record, which has this hash. It is used again; until then all of it but the first
 * octets stays as it is. */
void flow_set_remove(struct flow_set *set, uint32_t hash, void *record);

#endif
