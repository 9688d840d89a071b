/* arena.h: memory for things that die together.
 *
 * A session's transient data, a transcript's lines and a row's strings live in arenas: allocation
 * is a bump of a pointer, freeing is one call. arena_clear() keeps the first block for the next
 * use. */
#ifndef HELOISE_BASE_ARENA_H
#define HELOISE_BASE_ARENA_H

#include "base/rare.h"
#include "base/slice.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    uint8_t *at;                /* where the newest block is free, and for how many octets */
    size_t left;
    size_t held; /* octets in all blocks, for bounds and --debug */
};

/* Zero octets suitably aligned for any type, for one that begins with a line of cache too; or NULL
 * when memory ran out. A size of 0 gives a valid pointer. */
void *arena_take(struct arena *arena, size_t size);

/* arena_octets() when the newest block is full: adds another. */
RARE uint8_t *arena_add_block(struct arena *arena, size_t size);

/* The same without zeroing and without alignment, for octets. */
static inline uint8_t *arena_octets(struct arena *arena, size_t size) {
    if (size > arena->left || !arena->at)
        return arena_add_block(arena, size);
    uint8_t *octets = arena->at;
    arena->at += size;
    arena->left -= size;
    return octets;
}

/* A copy of the slice; an empty slice when memory ran out or it is empty. */
static inline struct slice arena_copy(struct arena *arena, struct slice slice) {
    uint8_t *octets = slice.size ? arena_octets(arena, slice.size) : NULL;
    return octets ? slice_of(memcpy(octets, slice.data, slice.size), slice.size)
                  : slice_of(NULL, 0);
}

/* Grows an array of `count` items of `size` octets by one place, which the caller fills: doubles
 * its room in the arena when `count` is a power of two. Returns the array, or NULL when memory ran
 * out (the old one stays valid). */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t size);

/* Forgets all that was taken and keeps one block. */
void arena_clear(struct arena *arena);

/* Gives all memory back; the arena is as new. */
void arena_free(struct arena *arena);

#endif
