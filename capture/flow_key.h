/* flow_key.h: both ends of a connection as numbers, and their hash.
 *
 * They are the same for both directions. The hash is seeded: captures are hostile, and who knows
 * the hash makes every flow collide. */
#ifndef HELOISE_CAPTURE_FLOW_KEY_H
#define HELOISE_CAPTURE_FLOW_KEY_H

#include "base/wire.h"

#include <assert.h>

enum { FLOW_SEEDS = 6 };

__extension__ typedef unsigned __int128 uint128;

static_assert(sizeof(struct endpoint) == 20, "an end has no octets between its members");

/* An end as numbers. Between two ends that have IPv4 addresses each is narrow: address, size and
 * port are the first number, the others are 0. Else the address is the first two, size and port the
 * third, and one is added, so that this is not 0. */
struct end_key {
    uint64_t first, second;
    uint32_t third;
};

/* Both ends, the lower one before the other. */
struct flow_ends {
    uint64_t first[2], second[2];
    uint32_t third[2];
};

struct flow_key {
    struct flow_ends ends;
    uint32_t hash;
    bool lower; /* which is the lower one; 0: the source */
};

/* Size and port. */
static inline uint32_t end_rest(const struct endpoint *end) {
    uint32_t rest;
    memcpy(&rest, (const uint8_t *)end + sizeof end->address, sizeof rest);
    return rest;
}

static inline struct end_key end_key_narrow(const struct endpoint *end) {
    uint32_t address;
    memcpy(&address, end->address, sizeof address);
    return (struct end_key){.first = address | (uint64_t)end_rest(end) << 32};
}

static inline struct end_key end_key_wide(const struct endpoint *end) {
    struct end_key key = {.third = end_rest(end) + 1};
    memcpy(&key.first, end->address, sizeof key.first);
    memcpy(&key.second, end->address + sizeof key.first, sizeof key.second);
    return key;
}

static inline bool end_key_before(struct end_key a, struct end_key b) {
    if (a.first != b.first)
        return a.first < b.first;
    return a.second != b.second ? a.second < b.second : a.third < b.third;
}

/* Both halves of the product. */
static inline uint64_t fold_product(uint64_t a, uint64_t b) {
    uint128 product = (uint128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Each number has a seed of its own: what is added to another as it is could make up for a change
 * of that whatever the seeds are. */
static inline uint32_t flow_ends_hash(const struct flow_ends *ends,
                                      const uint64_t seeds[FLOW_SEEDS]) {
    uint64_t hash = fold_product(ends->first[0] ^ seeds[0], ends->first[1] ^ seeds[1]);
    if (ends->third[0]) {
        uint64_t thirds = ends->third[0] | (uint64_t)ends->third[1] << 32;
        hash += fold_product(ends->second[0] ^ seeds[2], ends->second[1] ^ seeds[3]) +
                fold_product(thirds ^ seeds[4], seeds[5]);
    }
    return (uint32_t)(hash ^ hash >> 32);
}

/* Which end is the lower one is a toss-up: so they are exchanged without a branch. */
static inline struct flow_key flow_key_between(struct end_key source, struct end_key destination,
                                               const uint64_t seeds[FLOW_SEEDS]) {
    bool lower = end_key_before(destination, source);
    uint64_t mask = 0 - (uint64_t)lower;
    uint64_t first = (source.first ^ destination.first) & mask;
    uint64_t second = (source.second ^ destination.second) & mask;
    uint32_t third = (source.third ^ destination.third) & (uint32_t)mask;
    struct flow_key key = {.ends = {.first = {source.first ^ first, destination.first ^ first},
                                    .second = {source.second ^ second, destination.second ^ second},
                                    .third = {source.third ^ third, destination.third ^ third}},
                           .lower = lower};
    key.hash = flow_ends_hash(&key.ends, seeds);
    return key;
}

/* Whether the ends are narrow, as nearly all are. */
static inline bool ends_are_narrow(const struct endpoint *a, const struct endpoint *b) {
    return a->size == 4 && b->size == 4;
}

static inline struct flow_key flow_key_narrow(const struct endpoint *source,
                                              const struct endpoint *destination,
                                              const uint64_t seeds[FLOW_SEEDS]) {
    return flow_key_between(end_key_narrow(source), end_key_narrow(destination), seeds);
}

static inline struct flow_key flow_key_wide(const struct endpoint *source,
                                            const struct endpoint *destination,
                                            const uint64_t seeds[FLOW_SEEDS]) {
    return flow_key_between(end_key_wide(source), end_key_wide(destination), seeds);
}

/* Without a branch for each number. */
static inline bool flow_ends_equal(const struct flow_ends *a, const struct flow_ends *b) {
    if (((a->first[0] ^ b->first[0]) | (a->first[1] ^ b->first[1]) | (a->third[0] ^ b->third[0]) |
         (a->third[1] ^ b->third[1])) != 0)
        return false;
    return b->third[0] == 0 || ((a->second[0] ^ b->second[0]) | (a->second[1] ^ b->second[1])) == 0;
}

/* One of the ends as it was. */
static inline struct endpoint flow_ends_at(const struct flow_ends *ends, unsigned n) {
    struct endpoint end = {.size = 0};
    bool wide = ends->third[0] != 0;
    uint32_t address = (uint32_t)ends->first[n];
    uint32_t rest = wide ? ends->third[n] - 1 : (uint32_t)(ends->first[n] >> 32);
    if (wide) {
        memcpy(end.address, &ends->first[n], sizeof ends->first[n]);
        memcpy(end.address + sizeof ends->first[n], &ends->second[n], sizeof ends->second[n]);
    } else {
        memcpy(end.address, &address, sizeof address);
    }
    memcpy((uint8_t *)&end + sizeof end.address, &rest, sizeof rest);
    return end;
}

#endif
