/* arena.h: memory for things that die together.
 *
 * A session's transient data, a transcript's lines and a row's strings live in arenas: allocation
 * is a bump of a pointer, freeing is one call. arena_clear() keeps the first block for the next
 * use. */
#ifndef HELOISE_BASE_ARENA_H
#define HELOISE_BASE_ARENA_H

#include "base/slice.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t used, size;          /* in the newest block */
    size_t held;                /* octets in all blocks, for bounds and --debug */
};

/* Zero octets suitably aligned for any type, or NULL when memory ran out. A size of 0 gives a valid
 * pointer. */
void *arena_take(struct arena *arena, size_t size);

/* The same without zeroing and without alignment, for octets. */
uint8_t *arena_octets(struct arena *arena, size_t size);

/* A copy of the slice; an empty slice when memory ran out or it is empty. */
struct slice arena_copy(struct arena *arena, struct slice slice);

/* Grows an array of `count` items of `size` octets by one place, doubling its room in the arena
 * when `count` is a power of two. Returns the array, or NULL when memory ran out (the old one stays
 * valid). */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t size);

/* Forgets all that was taken and keeps one block. */
void arena_clear(struct arena *arena);

/* Gives all memory back; the arena is as new. */
void arena_free(struct arena *arena);

#endif
