#include "capture/flow_set.h"

#include <stdlib.h>

enum { IDLE_SAMPLE = 16 }; /* flows that flow_set_idlest() compares */

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

bool flow_set_grow(struct flow_set *set) {
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

static bool add_chunk(struct flow_set *set) {
    if (set->chunk_count == set->chunk_room) {
        size_t room = set->chunk_room ? 2 * set->chunk_room : 16;
        struct flow_record **chunks = realloc(set->chunks, room * sizeof *chunks);
        if (!chunks)
            return false;
        set->chunks = chunks;
        set->chunk_room = room;
    }
    struct flow_record *chunk =
        aligned_alloc(alignof(struct flow_record), FLOW_CHUNK * sizeof *chunk);
    if (!chunk)
        return false;
    set->chunks[set->chunk_count++] = chunk;
    return true;
}

/* The number of a record that is free, or 0 when memory ran out. */
static uint32_t take_record(struct flow_set *set) {
    if (set->free) {
        uint32_t number = set->free;
        set->free = flow_set_record(set, number)->hash;
        return number;
    }
    if (set->records >= UINT32_MAX - 1)
        return 0;
    uint32_t number = set->records + 1; /* the place of number 0 stays empty */
    if (number >= set->chunk_count * FLOW_CHUNK && !add_chunk(set))
        return 0;
    return set->records = number;
}

struct flow *flow_set_add(struct flow_set *set, uint32_t hash) {
    if (set->count >= flow_set_room(set) && !flow_set_grow(set))
        return NULL;
    uint32_t number = take_record(set);
    if (!number)
        return NULL;
    put_slot(set, (struct flow_slot){.hash = hash, .number = number});
    struct flow_record *record = flow_set_record(set, number);
    record->hash = hash;
    record->number = number;
    set->count++;
    return &record->flow;
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

void flow_set_remove(struct flow_set *set, struct flow *flow) {
    struct flow_record *record = flow_record_of(flow);
    size_t at = record->hash & set->mask;
    while (set->slots[at].number != record->number)
        at = (at + 1) & set->mask;
    empty_slot(set, at);
    record->hash = set->free;
    set->free = record->number;
    record->number = 0;
    set->count--;
}

/* Whether `a` is the better one to forget. */
static bool is_idler(const struct flow *a, const struct flow *b) {
    bool over = a->state >= FLOW_CLOSED;
    if (over != (b->state >= FLOW_CLOSED))
        return over;
    return moment_before(a->last, b->last);
}

struct flow *flow_set_idlest(struct flow_set *set) {
    struct flow *idlest = NULL;
    for (size_t seen = 0, steps = 0; seen < IDLE_SAMPLE && steps < set->records; steps++) {
        set->hand = set->hand % set->records + 1;
        struct flow_record *record = flow_set_record(set, set->hand);
        if (!record->number)
            continue;
        seen++;
        if (!idlest || is_idler(&record->flow, idlest))
            idlest = &record->flow;
    }
    return idlest;
}

void flow_set_list(const struct flow_set *set, struct flow **list) {
    for (uint32_t number = 1; number <= set->records; number++) {
        struct flow_record *record = flow_set_record(set, number);
        if (record->number)
            *list++ = &record->flow;
    }
}
