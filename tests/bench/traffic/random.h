/* random.h: repeatable random numbers (splitmix64), so that the same seed makes the same capture
 * everywhere. */
#ifndef HELOISE_BENCH_RANDOM_H
#define HELOISE_BENCH_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state; /* the seed at first */
};

/* The next 64 random bits. */
static inline uint64_t random_next(struct random *random) {
    uint64_t bits = random->state += 0x9e3779b97f4a7c15u;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
    return bits ^ (bits >> 31);
}

/* A number from low to high, both included. */
static inline uint32_t random_between(struct random *random, uint32_t low, uint32_t high) {
    return low + (uint32_t)(random_next(random) % ((uint64_t)high - low + 1));
}

#endif
