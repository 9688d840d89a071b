/* chunk.h: octets of one side on their way to a protocol module, and a store for those that must
 * wait.
 *
 * Octets wait while nobody knows yet what the session speaks, and while a protocol needs the other
 * side's word first (what follows a DATA that was not answered yet). They keep the moment and the
 * place at which they were seen. */
#ifndef HELOISE_SESSION_CHUNK_H
#define HELOISE_SESSION_CHUNK_H

#include "base/buffer.h"
#include "base/moment.h"
#include "base/rare.h"
#include "base/wire.h"

struct chunk {
    struct slice octets;
    struct moment at;
    struct place place;
    uint64_t offset; /* of the first octet in its side's stream, lost octets counted */
};

/* Takes `count` octets off the front of the chunk, which is known to have them. */
static inline void chunk_past(struct chunk *chunk, size_t count) {
    chunk->octets = slice_past(chunk->octets, count);
    chunk->place.offset += count;
    chunk->offset += count;
}

/* Takes `count` octets off the front of the chunk (at most all). */
static inline void chunk_skip(struct chunk *chunk, size_t count) {
    chunk_past(chunk, count < chunk->octets.size ? count : chunk->octets.size);
}

struct stored_chunks {
    struct buffer octets;
    size_t taken;             /* octets that were taken out again */
    struct chunk_mark *marks; /* where each chunk begins */
    size_t mark_count, mark_room;
    size_t taken_mark; /* marks that were taken */
};

/* Octets of one side, kept with their origin; memory is the store's own. Zeroed: empty. */
struct chunk_store {
    struct stored_chunks *stored; /* NULL until something has to wait: mostly nothing ever does */
};

/* Adds a copy. False when memory ran out; what was stored stays. */
bool chunk_store_add(struct chunk_store *store, const struct chunk *chunk);

/* The next stored chunk, without taking it. False when there is none. Valid until the store
 * changes. */
bool chunk_store_peek(const struct chunk_store *store, struct chunk *chunk);

/* Takes `count` octets of the chunk that chunk_store_peek() gave. */
void chunk_store_take(struct chunk_store *store, size_t count);

/* Octets stored since it was last empty, those that were taken out again included. */
static inline size_t chunk_store_size(const struct chunk_store *store) {
    return store->stored ? store->stored->octets.size : 0;
}

/* All octets that wait, joined. Valid until the store changes. */
static inline struct slice chunk_store_slice(const struct chunk_store *store) {
    if (!store->stored)
        return slice_of(NULL, 0);
    return slice_from(buffer_slice(&store->stored->octets), store->stored->taken);
}

static inline bool chunk_store_empty(const struct chunk_store *store) {
    return !store->stored || store->stored->taken == store->stored->octets.size;
}

/* Forgets what is stored and keeps the memory. */
void chunk_store_clear(struct chunk_store *store);

/* chunk_store_free() where something was stored. */
APART void chunk_store_free_stored(struct chunk_store *store);

static inline void chunk_store_free(struct chunk_store *store) {
    if (store->stored)
        chunk_store_free_stored(store);
}

#endif
