/* growing.h: octets that grow at their end; the memory is used again after growing_empty(). A
 * generator that runs out of memory ends. */
#ifndef HELOISE_BENCH_GROWING_H
#define HELOISE_BENCH_GROWING_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct growing {
    uint8_t *octets;
    size_t size, capacity;
};

/* Room for so many more octets; returns the place of the first. */
static inline uint8_t *growing_reserve(struct growing *growing, size_t more) {
    if (growing->capacity - growing->size < more) {
        growing->capacity = 2 * growing->capacity + more + 4096;
        growing->octets = realloc(growing->octets, growing->capacity);
        if (growing->octets == NULL) {
            fprintf(stderr, "generate: out of memory\n");
            exit(71);
        }
    }
    return growing->octets + growing->size;
}

static inline void growing_add(struct growing *growing, const void *octets, size_t size) {
    if (size > 0)
        memcpy(growing_reserve(growing, size), octets, size);
    growing->size += size;
}

static inline void growing_empty(struct growing *growing) {
    growing->size = 0;
}

static inline void growing_free(struct growing *growing) {
    free(growing->octets);
    *growing = (struct growing){0};
}

#endif
