#include "index/places.h"

#include <stdlib.h>

enum {
    CHUNK_DATA = 60,
    BLOCK_CHUNKS = 1024,
    MOST_BLOCKS = UINT32_MAX / BLOCK_CHUNKS - 1,
    VARINT_SIZE = 10, /* octets of the longest one */
};

struct place_chunk {
    uint32_t next; /* in a list, or among the free ones; 0: none */
    uint8_t data[CHUNK_DATA];
};

_Static_assert(sizeof(struct place_chunk) == 64, "a chunk is a cache line");

struct place_store {
    struct place_chunk **blocks;
    size_t block_count, block_room;
    uint32_t used;  /* chunks that were ever handed out */
    uint32_t spare; /* the first free chunk; 0: none */
};

struct place_store *place_store_new(void) {
    return calloc(1, sizeof(struct place_store));
}

void place_store_free(struct place_store *store) {
    if (!store)
        return;
    for (size_t i = 0; i < store->block_count; i++)
        free(store->blocks[i]);
    free(store->blocks);
    free(store);
}

/* ---- chunks ---- */

static struct place_chunk *chunk_at(const struct place_store *store, uint32_t chunk) {
    return &store->blocks[(chunk - 1) / BLOCK_CHUNKS][(chunk - 1) % BLOCK_CHUNKS];
}

static bool add_block(struct place_store *store) {
    if (store->block_count == store->block_room) {
        size_t room = store->block_room ? store->block_room * 2 : 16;
        struct place_chunk **blocks = realloc(store->blocks, room * sizeof(struct place_chunk *));
        if (!blocks)
            return false;
        store->blocks = blocks;
        store->block_room = room;
    }
    struct place_chunk *block = malloc(BLOCK_CHUNKS * sizeof *block);
    if (!block || store->block_count == MOST_BLOCKS) {
        free(block);
        return false;
    }
    store->blocks[store->block_count++] = block;
    return true;
}

/* A free chunk, or 0 when memory ran out. */
static uint32_t take_chunk(struct place_store *store) {
    uint32_t chunk = store->spare;
    if (chunk) {
        store->spare = chunk_at(store, chunk)->next;
    } else {
        if (store->used == store->block_count * BLOCK_CHUNKS && !add_block(store))
            return 0;
        chunk = ++store->used;
    }
    chunk_at(store, chunk)->next = 0;
    return chunk;
}

static bool add_chunk(struct place_store *store, struct place_list *list) {
    uint32_t chunk = take_chunk(store);
    if (!chunk)
        return false;
    if (list->last)
        chunk_at(store, list->last)->next = chunk;
    else
        list->first = chunk;
    list->last = chunk;
    list->used = 0;
    return true;
}

/* ---- variable-length integers: seven bits an octet, the lowest first ---- */

/* Differences of either sign, small ones short: fragments lie before what they belong to. */
static uint64_t fold_sign(uint64_t difference) {
    return (difference << 1) ^ (0 - (difference >> 63));
}

static uint64_t unfold_sign(uint64_t folded) {
    return (folded >> 1) ^ (0 - (folded & 1));
}

static size_t write_varint(uint8_t *at, uint64_t value) {
    size_t size = 0;
    for (; value >= 0x80; value >>= 7)
        at[size++] = (uint8_t)(value | 0x80);
    at[size++] = (uint8_t)value;
    return size;
}

/* ---- lists ---- */

bool places_add(struct place_store *store, struct place_list *list, uint64_t number,
                uint64_t record) {
    uint8_t octets[2 * VARINT_SIZE];
    if (record == list->record)
        return true;
    size_t size = write_varint(octets, fold_sign(record - list->record));
    size += write_varint(octets + size, fold_sign(number - list->number));
    struct place_list grown = *list;
    if ((!grown.last || size > CHUNK_DATA - grown.used) && !add_chunk(store, &grown))
        return false;
    uint8_t *data = chunk_at(store, grown.last)->data + grown.used;
    for (size_t i = 0; i < size; i++)
        data[i] = octets[i];
    grown.used += (uint32_t)size;
    if (grown.used < CHUNK_DATA)
        data[size] = 0; /* an end mark: no record lies where the one before it does */
    grown.number = number;
    grown.record = record;
    grown.count++;
    *list = grown;
    return true;
}

void places_drop(struct place_store *store, struct place_list *list) {
    if (list->last) {
        chunk_at(store, list->last)->next = store->spare;
        store->spare = list->first;
    }
    *list = (struct place_list){0};
}

void places_begin(const struct place_list *list, struct place_cursor *cursor) {
    *cursor = (struct place_cursor){.left = list->count, .chunk = list->first};
}

static uint64_t read_varint(const uint8_t *data, uint32_t *at) {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t octet = data[(*at)++];
        value |= (uint64_t)(octet & 0x7f) << shift;
        if (octet < 0x80)
            break;
    }
    return value;
}

bool places_next(const struct place_store *store, struct place_cursor *cursor) {
    if (cursor->left == 0)
        return false;
    const struct place_chunk *chunk = chunk_at(store, cursor->chunk);
    if (cursor->at == CHUNK_DATA || chunk->data[cursor->at] == 0) {
        cursor->chunk = chunk->next;
        cursor->at = 0;
        chunk = chunk_at(store, cursor->chunk);
    }
    cursor->record += unfold_sign(read_varint(chunk->data, &cursor->at));
    cursor->number += unfold_sign(read_varint(chunk->data, &cursor->at));
    cursor->left--;
    return true;
}
