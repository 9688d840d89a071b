#include "session/chunk.h"

#include <stdlib.h>

struct chunk_mark {
    size_t start; /* in the store's octets */
    struct moment at;
    struct place place;
    uint64_t offset;
};

static bool add_mark(struct chunk_store *store, const struct chunk *chunk) {
    if (store->mark_count == store->mark_room) {
        size_t room = store->mark_room ? store->mark_room * 2 : 8;
        struct chunk_mark *marks = realloc(store->marks, room * sizeof *marks);
        if (!marks)
            return false;
        store->marks = marks;
        store->mark_room = room;
    }
    store->marks[store->mark_count++] =
        (struct chunk_mark){store->octets.size, chunk->at, chunk->place, chunk->offset};
    return true;
}

bool chunk_store_add(struct chunk_store *store, const struct chunk *chunk) {
    if (chunk->octets.size == 0)
        return true;
    if (!buffer_reserve(&store->octets, chunk->octets.size) || !add_mark(store, chunk))
        return false;
    return buffer_add(&store->octets, chunk->octets);
}

bool chunk_store_peek(const struct chunk_store *store, struct chunk *chunk) {
    if (chunk_store_empty(store))
        return false;
    const struct chunk_mark *mark = &store->marks[store->taken_mark];
    bool last = store->taken_mark + 1 == store->mark_count;
    size_t end = last ? store->octets.size : mark[1].start;
    *chunk = (struct chunk){slice_of(store->octets.data + mark->start, end - mark->start), mark->at,
                            mark->place, mark->offset};
    chunk_skip(chunk, store->taken - mark->start);
    return true;
}

void chunk_store_take(struct chunk_store *store, size_t count) {
    store->taken += count;
    if (store->taken >= store->octets.size) {
        chunk_store_clear(store);
        return;
    }
    while (store->taken_mark + 1 < store->mark_count &&
           store->marks[store->taken_mark + 1].start <= store->taken)
        store->taken_mark++;
}

struct slice chunk_store_slice(const struct chunk_store *store) {
    return slice_from(buffer_slice(&store->octets), store->taken);
}

void chunk_store_clear(struct chunk_store *store) {
    store->octets.size = 0;
    store->mark_count = store->taken = store->taken_mark = 0;
}

void chunk_store_free(struct chunk_store *store) {
    if (!store->octets.data) /* nothing was ever stored */
        return;
    buffer_free(&store->octets);
    free(store->marks);
    *store = (struct chunk_store){0};
}
