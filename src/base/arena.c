#include "base/arena.h"

#include "base/cache.h"

/* With its head the first block is no larger than what malloc() keeps at hand. */
enum { FIRST_BLOCK = 1008, LARGEST_BLOCK = 64 * 1024, ALIGNMENT = 16 };

struct arena_block {
    struct arena_block *next;
    size_t size;
    _Alignas(ALIGNMENT) uint8_t data[];
};

uint8_t *arena_add_block(struct arena *arena, size_t size) {
    size_t room = arena->blocks ? arena->blocks->size * 2 : FIRST_BLOCK;
    if (room > LARGEST_BLOCK)
        room = LARGEST_BLOCK;
    if (room < size)
        room = size;
    if (room > SIZE_MAX / 2)
        return NULL;
    struct arena_block *block = malloc(sizeof *block + room);
    if (!block)
        return NULL;
    block->next = arena->blocks;
    block->size = room;
    arena->blocks = block;
    arena->at = block->data + size;
    arena->left = room - size;
    arena->held += room;
    return block->data;
}

/* Octets suitably aligned for any type: one whose size is a multiple of a line may begin with a
 * line. */
static void *take(struct arena *arena, size_t size) {
    size_t alignment = size % CACHE_LINE ? ALIGNMENT : CACHE_LINE;
    size_t padding = -(uintptr_t)arena->at & (alignment - 1), left = arena->left;
    if (arena->at && padding <= left && size <= left - padding) {
        uint8_t *octets = arena->at + padding;
        arena->at = octets + size;
        arena->left = left - padding - size;
        return octets;
    }
    if (size > SIZE_MAX - CACHE_LINE)
        return NULL;
    uint8_t *octets = arena_add_block(arena, alignment - ALIGNMENT + size);
    return octets ? octets + (-(uintptr_t)octets & (alignment - 1)) : NULL;
}

void *arena_take(struct arena *arena, size_t size) {
    void *data = take(arena, size);
    return data ? memset(data, 0, size) : NULL;
}

/* Whether the octets are what was taken last, and as many are free behind them. */
static bool may_double(const struct arena *arena, const void *octets, size_t size) {
    return size > 0 && (const uint8_t *)octets + size == arena->at && size <= arena->left;
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t size) {
    if ((count & (count - 1)) != 0)
        return array;
    size_t room = count ? count * 2 : 1;
    if (room > SIZE_MAX / size)
        return NULL;
    if (may_double(arena, array, count * size)) {
        (void)arena_octets(arena, count * size);
        return array;
    }
    void *grown = take(arena, room * size);
    if (grown && count)
        memcpy(grown, array, count * size);
    return grown;
}

/* Frees all blocks but the first. */
static void drop_blocks(struct arena *arena) {
    while (arena->blocks->next) {
        struct arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    arena->held = arena->blocks->size;
}

/* A block that is the only one need not be looked at: it may have left the cache. */
void arena_clear(struct arena *arena) {
    if (arena->left == arena->held) /* nothing was taken */
        return;
    if ((size_t)(arena->at + arena->left - arena->blocks->data) != arena->held)
        drop_blocks(arena);
    arena->at = arena->blocks->data;
    arena->left = arena->held;
}

void arena_free(struct arena *arena) {
    if (!arena->blocks)
        return;
    while (arena->blocks) {
        struct arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    *arena = (struct arena){0};
}
