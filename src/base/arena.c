#include "base/arena.h"

#include <stdlib.h>

enum { FIRST_BLOCK = 1024, LARGEST_BLOCK = 64 * 1024, ALIGNMENT = 16 };

struct arena_block {
    struct arena_block *next;
    size_t size;
    _Alignas(ALIGNMENT) uint8_t data[];
};

static bool add_block(struct arena *arena, size_t wanted) {
    size_t size = arena->blocks ? arena->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_BLOCK)
        size = LARGEST_BLOCK;
    if (size < wanted)
        size = wanted;
    struct arena_block *block = malloc(sizeof *block + size);
    if (!block)
        return false;
    block->next = arena->blocks;
    block->size = size;
    arena->blocks = block;
    arena->used = 0;
    arena->size = size;
    arena->held += size;
    return true;
}

static uint8_t *take(struct arena *arena, size_t size, size_t alignment) {
    size_t start = (arena->used + alignment - 1) & ~(alignment - 1);
    if (!arena->blocks || start > arena->size || size > arena->size - start) {
        if (!add_block(arena, size))
            return NULL;
        start = 0;
    }
    arena->used = start + size;
    return arena->blocks->data + start;
}

void *arena_take(struct arena *arena, size_t size) {
    uint8_t *data = take(arena, size, ALIGNMENT);
    return data ? memset(data, 0, size) : NULL;
}

uint8_t *arena_octets(struct arena *arena, size_t size) {
    return take(arena, size, 1);
}

struct slice arena_copy(struct arena *arena, struct slice slice) {
    uint8_t *data = slice.size ? arena_octets(arena, slice.size) : NULL;
    if (!data)
        return (struct slice){NULL, 0};
    memcpy(data, slice.data, slice.size);
    return slice_of(data, slice.size);
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t size) {
    if ((count & (count - 1)) != 0)
        return array;
    size_t room = count ? count * 2 : 1;
    if (room > SIZE_MAX / size)
        return NULL;
    uint8_t *grown = arena_take(arena, room * size);
    if (grown && count)
        memcpy(grown, array, count * size);
    return grown;
}

void arena_clear(struct arena *arena) {
    struct arena_block *keep = arena->blocks;
    if (!keep)
        return;
    while (keep->next) {
        struct arena_block *next = keep->next;
        free(keep);
        keep = next;
    }
    arena->blocks = keep;
    arena->used = 0;
    arena->size = arena->held = keep->size;
}

void arena_free(struct arena *arena) {
    while (arena->blocks) {
        struct arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    *arena = (struct arena){0};
}
