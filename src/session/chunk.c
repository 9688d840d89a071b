#include "session/chunk.h"

#include <stdlib.h>

struct chunk_mark {
    size_t start; /* in the stored octets */
    struct moment at;
    struct place place;
    uint64_t offset;
};

static bool add_mark(struct stored_chunks *stored, const struct chunk *chunk) {
    if (stored->mark_count == stored->mark_room) {
        size_t room = stored->mark_room ? stored->mark_room * 2 : 8;
        struct chunk_mark *marks = realloc(stored->marks, room * sizeof *marks);
        if (!marks)
            return false;
        stored->marks = marks;
        stored->mark_room = room;
    }
    stored->marks[stored->mark_count++] =
        (struct chunk_mark){stored->octets.size, chunk->at, chunk->place, chunk->offset};
    return true;
}

static struct stored_chunks *begin(struct chunk_store *store) {
    store->stored = malloc(sizeof *store->stored);
    if (store->stored)
        *store->stored = (struct stored_chunks){0};
    return store->stored;
}

bool chunk_store_add(struct chunk_store *store, const struct chunk *chunk) {
    if (chunk->octets.size == 0)
        return true;
    struct stored_chunks *stored = store->stored ? store->stored : begin(store);
    if (!stored || !buffer_reserve(&stored->octets, chunk->octets.size) || !add_mark(stored, chunk))
        return false;
    return buffer_add(&stored->octets, chunk->octets);
}

bool chunk_store_peek(const struct chunk_store *store, struct chunk *chunk) {
    if (chunk_store_empty(store))
        return false;
    const struct stored_chunks *stored = store->stored;
    const struct chunk_mark *mark = &stored->marks[stored->taken_mark];
    bool last = stored->taken_mark + 1 == stored->mark_count;
    size_t end = last ? stored->octets.size : mark[1].start;
    *chunk = (struct chunk){slice_of(stored->octets.data + mark->start, end - mark->start),
                            mark->at, mark->place, mark->offset};
    chunk_skip(chunk, stored->taken - mark->start);
    return true;
}

void chunk_store_take(struct chunk_store *store, size_t count) {
    struct stored_chunks *stored = store->stored;
    if (!stored)
        return;
    stored->taken += count;
    if (stored->taken >= stored->octets.size) {
        chunk_store_clear(store);
        return;
    }
    while (stored->taken_mark + 1 < stored->mark_count &&
           stored->marks[stored->taken_mark + 1].start <= stored->taken)
        stored->taken_mark++;
}

void chunk_store_clear(struct chunk_store *store) {
    struct stored_chunks *stored = store->stored;
    if (!stored)
        return;
    stored->octets.size = 0;
    stored->mark_count = stored->taken = stored->taken_mark = 0;
}

void chunk_store_free_stored(struct chunk_store *store) {
    buffer_free(&store->stored->octets);
    free(store->stored->marks);
    free(store->stored);
    store->stored = NULL;
}
