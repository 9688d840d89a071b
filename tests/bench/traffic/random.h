/* random.h: repeatable random numbers (splitmix64), so that the same seed makes the same capture
 * everywhere. */
#ifndef HELOISE_BENCH_RANDOM_H
#define HELOISE_BENCH_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

/* A size from smallest to largest, evenly over the orders of magnitude: as many between 1 and 2 KB
 * as between 4 and 8. */
static inline uint32_t random_size(struct random *random, uint32_t smallest, uint32_t largest) {
    unsigned doublings = 0;
    while ((uint64_t)smallest << (doublings + 1) < largest)
        doublings++;
    uint32_t low = smallest << random_between(random, 0, doublings);
    return random_between(random, low, 2 * low < largest ? 2 * low : largest);
}

/* True in so many of a million cases. A rate of 0 takes no number. */
static inline bool random_chance(struct random *random, uint32_t millionths) {
    return millionths > 0 && random_between(random, 1, 1000000) <= millionths;
}

static inline void random_fill(struct random *random, uint8_t *octets, size_t size) {
    for (size_t done = 0; done < size; done += 8) {
        uint64_t bits = random_next(random);
        memcpy(octets + done, &bits, size - done < 8 ? size - done : 8);
    }
}

#endif
