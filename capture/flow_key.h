/* flow_key.h: both ends of a connection as numbers, and their hash.
 *
 * The hash is the same for both directions, and seeded: captures are hostile, and who knows the
 * hash makes every flow collide. */
#ifndef HELOISE_CAPTURE_FLOW_KEY_H
#define HELOISE_CAPTURE_FLOW_KEY_H

#include "base/wire.h"

#include <assert.h>

enum { FLOW_SEEDS = 3 };

__extension__ typedef unsigned __int128 uint128;

/* An end as numbers: all of its octets. */
struct end_key {
    uint64_t low, high; /* address */
    uint32_t rest;      /* size of the address and port */
};

static_assert(sizeof(struct endpoint) == 20, "an end has no octets between its members");

/* Both ends; `source` is the one that sent. */
struct flow_key {
    struct end_key source, destination;
    uint32_t hash; /* the same for both directions */
    /* Which end has the lower hash of its own; 0: the source. Of 2^63 pairs of ends one has the
     * same hash twice, and its connection would be two flows. */
    bool lower;
};

static inline struct end_key end_key_of(const struct endpoint *end) {
    const uint8_t *octets = (const uint8_t *)end;
    struct end_key key;
    memcpy(&key.low, octets, sizeof key.low);
    memcpy(&key.high, octets + sizeof key.low, sizeof key.high);
    memcpy(&key.rest, octets + sizeof end->address, sizeof key.rest);
    return key;
}

/* Without a branch. */
static inline bool end_key_equal(struct end_key a, struct end_key b) {
    return ((a.low ^ b.low) | (a.high ^ b.high) | (a.rest ^ b.rest)) == 0;
}

/* Both halves of the product. The port has a factor of its own: added to the address as it is, it
 * would make up for another address whatever the seeds are. */
static inline uint64_t end_key_hash(struct end_key key, const uint64_t seeds[FLOW_SEEDS]) {
    uint64_t high = key.high + key.rest * seeds[2];
    uint128 product = (uint128)(key.low ^ seeds[0]) * (high ^ seeds[1]);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline struct flow_key flow_key_of(const struct endpoint *source,
                                          const struct endpoint *destination,
                                          const uint64_t seeds[FLOW_SEEDS]) {
    struct flow_key key = {end_key_of(source), end_key_of(destination), 0, 0};
    uint64_t a = end_key_hash(key.source, seeds), b = end_key_hash(key.destination, seeds);
    uint64_t sum = a + b;
    key.hash = (uint32_t)(sum ^ sum >> 32);
    key.lower = a > b;
    return key;
}

/* Whether these are the ends of a flow, `lower` being that with the lower hash, and which of them
 * is the source. That is a toss-up, so the hashes tell it, without a branch. */
static inline bool flow_key_matches(const struct flow_key *key, const struct endpoint ends[2],
                                    bool lower, unsigned *end) {
    unsigned source = lower ^ key->lower;
    if (!end_key_equal(end_key_of(&ends[source]), key->source) ||
        !end_key_equal(end_key_of(&ends[1 - source]), key->destination))
        return false;
    *end = source;
    return true;
}

#endif
