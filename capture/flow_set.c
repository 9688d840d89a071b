#include "capture/flow_set.h"

#include "base/cache.h"

#include <stdlib.h>
#include <string.h>

bool flow_set_init(struct flow_set *set, size_t slots) {
    set->slots = calloc(slots, sizeof *set->slots);
    set->mask = slots - 1;
    return set->slots != NULL;
}

void flow_set_clear(struct flow_set *set) {
    for (size_t i = 0; i < set->chunk_count; i++)
        free(set->chunks[i]);
    free(set->chunks);
    free(set->slots);
    *set = (struct flow_set){0};
}

static void put_slot(struct flow_set *set, struct flow_slot slot) {
    size_t at = slot.hash & set->mask;
    while (set->slots[at].number)
        at = (at + 1) & set->mask;
    set->slots[at] = slot;
}

/* Doubles the slots. */
RARE static bool grow(struct flow_set *set) {
    size_t size = set->mask + 1;
    struct flow_slot *old = set->slots;
    struct flow_slot *slots = calloc(2 * size, sizeof *slots);
    if (!slots)
        return false;
    set->slots = slots;
    set->mask = 2 * size - 1;
    for (size_t i = 0; i < size; i++)
        if (old[i].number)
            put_slot(set, old[i]);
    free(old);
    return true;
}

RARE static bool add_chunk(struct flow_set *set) {
    if (set->chunk_count == set->chunk_room) {
        size_t room = set->chunk_room ? 2 * set->chunk_room : 16;
        void **chunks = realloc(set->chunks, room * sizeof *chunks);
        if (!chunks)
            return false;
        set->chunks = chunks;
        set->chunk_room = room;
    }
    void *chunk = cache_take(FLOW_CHUNK * set->size);
    if (!chunk)
        return false;
    set->chunks[set->chunk_count++] = chunk;
    return true;
}

static void *record_at(const struct flow_set *set, uint32_t number) {
    return flow_set_record(set, number, set->size);
}

/* The number of a record that is free, or 0 when memory ran out. A record that was given back has
 * in its first octets the number of the one given back before. */
static uint32_t take_record(struct flow_set *set) {
    if (set->free) {
        uint32_t number = set->free;
        memcpy(&set->free, record_at(set, number), sizeof set->free);
        return number;
    }
    if (set->records >= UINT32_MAX - 1)
        return 0;
    uint32_t number = set->records + 1; /* the place of number 0 stays empty */
    if (number >= set->chunk_count * FLOW_CHUNK && !add_chunk(set))
        return 0;
    return set->records = number;
}

void *flow_set_add(struct flow_set *set, uint32_t hash) {
    if (set->count >= flow_set_room(set) && !grow(set))
        return NULL;
    uint32_t number = take_record(set);
    if (!number)
        return NULL;
    put_slot(set, (struct flow_slot){.hash = hash, .number = number});
    set->count++;
    return record_at(set, number);
}

/* Empties a slot and moves those behind it up, so that no look-up ends too early. */
static void empty_slot(struct flow_set *set, size_t hole) {
    for (size_t at = (hole + 1) & set->mask; set->slots[at].number; at = (at + 1) & set->mask) {
        size_t home = set->slots[at].hash & set->mask;
        if (((at - home) & set->mask) < ((at - hole) & set->mask))
            continue;
        set->slots[hole] = set->slots[at];
        hole = at;
    }
    set->slots[hole].number = 0;
}

void flow_set_remove(struct flow_set *set, uint32_t hash, void *record) {
    const struct flow_slot *slot = flow_set_first(set, hash);
    while (slot->hash != hash || record_at(set, slot->number) != record)
        slot = flow_set_next(set, slot);
    uint32_t number = slot->number;
    empty_slot(set, (size_t)(slot - set->slots));
    memcpy(record, &set->free, sizeof set->free);
    set->free = number;
    set->count--;
}
