#include "capture/flow_table.h"

#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

enum {
    CHUNK_FLOWS = 512,
    FIRST_SLOTS = 1024,
    SEEDS = 3,
    IDLE_SAMPLE = 16, /* flows that flow_table_idlest() compares */
};

struct slot {
    uint32_t hash;
    uint32_t number; /* of the record, from 1; 0: empty */
};

/* Two lines of cache: every packet touches one of these at random. */
struct record {
    alignas(64) struct flow flow;
    uint32_t hash;   /* not in use: the number of the next record that is free */
    uint32_t number; /* from 1; 0: not in use */
};

static_assert(sizeof(struct record) == 128, "a flow takes two lines of cache");

struct flow_table {
    uint64_t seeds[SEEDS];
    struct slot *slots;
    size_t mask; /* slots less 1 */
    struct record **chunks;
    size_t chunk_count, chunk_room;
    size_t count;   /* flows */
    size_t records; /* ever used: numbers run from 1 to this */
    uint32_t free;
    size_t hand; /* of flow_table_idlest() */
};

__extension__ typedef unsigned __int128 uint128;

/* Captures are hostile: who knows the hash makes every flow collide. */
static void seed(uint64_t seeds[SEEDS]) {
    if (getrandom(seeds, SEEDS * sizeof *seeds, GRND_NONBLOCK) == SEEDS * sizeof *seeds)
        return;
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    seeds[0] = (uint64_t)now.tv_nsec * UINT64_C(0x9e3779b97f4a7c15);
    seeds[1] = (uint64_t)(uintptr_t)seeds * UINT64_C(0xd1342543de82ef95);
    seeds[2] = seeds[0] ^ seeds[1] >> 1;
}

/* An end as numbers: all of its octets. */
struct key {
    uint64_t low, high; /* address */
    uint32_t rest;      /* size of the address and port */
};

static_assert(sizeof(struct endpoint) == 20, "an end has no octets between its members");

static inline struct key endpoint_key(const struct endpoint *endpoint) {
    const uint8_t *octets = (const uint8_t *)endpoint;
    struct key key;
    memcpy(&key.low, octets, sizeof key.low);
    memcpy(&key.high, octets + sizeof key.low, sizeof key.high);
    memcpy(&key.rest, octets + sizeof endpoint->address, sizeof key.rest);
    return key;
}

/* Both halves of the product. The port has a factor of its own: added to the address as it is, it
 * would make up for another address whatever the seeds are. */
static inline uint64_t key_hash(struct key key, const uint64_t seeds[SEEDS]) {
    uint64_t high = key.high + key.rest * seeds[2];
    uint128 product = (uint128)(key.low ^ seeds[0]) * (high ^ seeds[1]);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Without a branch: which end sent a segment is a toss-up. */
static inline bool key_equal(struct key a, struct key b) {
    return ((a.low ^ b.low) | (a.high ^ b.high) | (a.rest ^ b.rest)) == 0;
}

/* Both ends of a segment. */
struct keys {
    struct key source, destination;
};

static inline struct keys segment_keys(const struct segment *segment) {
    return (struct keys){endpoint_key(&segment->source), endpoint_key(&segment->destination)};
}

/* The same for both directions. */
static inline uint32_t keys_hash(const struct keys *keys, const uint64_t seeds[SEEDS]) {
    uint64_t hash = key_hash(keys->source, seeds) + key_hash(keys->destination, seeds);
    return (uint32_t)(hash ^ hash >> 32);
}

/* Whether a segment with these ends belongs to the flow, and who sent it. */
static inline bool flow_matches(const struct flow *flow, const struct keys *keys, unsigned *end) {
    unsigned source = !key_equal(endpoint_key(&flow->ends[0]), keys->source);
    const struct endpoint *near = &flow->ends[source], *far = &flow->ends[!source];
    if (!key_equal(endpoint_key(near), keys->source) ||
        !key_equal(endpoint_key(far), keys->destination))
        return false;
    *end = source;
    return true;
}

static inline struct record *record_at(const struct flow_table *table, uint32_t number) {
    size_t index = number - 1;
    return &table->chunks[index / CHUNK_FLOWS][index % CHUNK_FLOWS];
}

struct flow_table *flow_table_new(void) {
    struct flow_table *table = calloc(1, sizeof *table);
    if (!table)
        return NULL;
    table->slots = calloc(FIRST_SLOTS, sizeof *table->slots);
    table->mask = FIRST_SLOTS - 1;
    seed(table->seeds);
    if (table->slots)
        return table;
    free(table);
    return NULL;
}

void flow_table_free(struct flow_table *table) {
    if (!table)
        return;
    for (size_t i = 0; i < table->chunk_count; i++)
        free(table->chunks[i]);
    free(table->chunks);
    free(table->slots);
    free(table);
}

static inline __attribute__((always_inline)) struct flow *
look_up(const struct flow_table *table, const struct keys *keys, unsigned *end) {
    uint32_t hash = keys_hash(keys, table->seeds);
    for (size_t at = hash & table->mask; table->slots[at].number; at = (at + 1) & table->mask) {
        if (table->slots[at].hash != hash)
            continue;
        struct flow *flow = &record_at(table, table->slots[at].number)->flow;
        if (flow_matches(flow, keys, end))
            return flow;
    }
    return NULL;
}

struct flow *flow_table_find(const struct flow_table *table, const struct segment *segment,
                             unsigned *end) {
    struct keys keys = segment_keys(segment);
    return look_up(table, &keys, end);
}

struct flow *flow_table_find_between(const struct flow_table *table, const struct endpoint *source,
                                     const struct endpoint *destination, unsigned *end) {
    struct keys keys = {endpoint_key(source), endpoint_key(destination)};
    return look_up(table, &keys, end);
}

static void put_slot(struct flow_table *table, struct slot slot) {
    size_t at = slot.hash & table->mask;
    while (table->slots[at].number)
        at = (at + 1) & table->mask;
    table->slots[at] = slot;
}

/* Keeps at least three quarters of the slots empty: nearly every look-up ends where it begins. */
static bool reserve_slot(struct flow_table *table) {
    size_t size = table->mask + 1;
    if (4 * (table->count + 1) <= size)
        return true;
    struct slot *old = table->slots;
    struct slot *slots = calloc(2 * size, sizeof *slots);
    if (!slots)
        return false;
    table->slots = slots;
    table->mask = 2 * size - 1;
    for (size_t i = 0; i < size; i++)
        if (old[i].number)
            put_slot(table, old[i]);
    free(old);
    return true;
}

static bool add_chunk(struct flow_table *table) {
    if (table->chunk_count == table->chunk_room) {
        size_t room = table->chunk_room ? 2 * table->chunk_room : 16;
        struct record **chunks = realloc(table->chunks, room * sizeof *chunks);
        if (!chunks)
            return false;
        table->chunks = chunks;
        table->chunk_room = room;
    }
    struct record *chunk = aligned_alloc(alignof(struct record), CHUNK_FLOWS * sizeof *chunk);
    if (!chunk)
        return false;
    table->chunks[table->chunk_count++] = chunk;
    return true;
}

/* The number of a record that is free, or 0 when memory ran out. */
static uint32_t take_record(struct flow_table *table) {
    if (table->free) {
        uint32_t number = table->free;
        table->free = record_at(table, number)->hash;
        return number;
    }
    if (table->records >= UINT32_MAX - 1)
        return 0;
    if (table->records == table->chunk_count * CHUNK_FLOWS && !add_chunk(table))
        return 0;
    return (uint32_t)++table->records;
}

struct flow *flow_table_add(struct flow_table *table, const struct segment *segment) {
    uint32_t number = reserve_slot(table) ? take_record(table) : 0;
    if (!number)
        return NULL;
    struct keys keys = segment_keys(segment);
    uint32_t hash = keys_hash(&keys, table->seeds);
    put_slot(table, (struct slot){.hash = hash, .number = number});
    struct record *record = record_at(table, number);
    *record = (struct record){
        .flow = {.ends = {segment->source, segment->destination}}, .hash = hash, .number = number};
    table->count++;
    return &record->flow;
}

/* Empties a slot and moves those behind it up, so that no look-up ends too early. */
static void empty_slot(struct flow_table *table, size_t hole) {
    for (size_t at = (hole + 1) & table->mask; table->slots[at].number;
         at = (at + 1) & table->mask) {
        size_t home = table->slots[at].hash & table->mask;
        if (((at - home) & table->mask) < ((at - hole) & table->mask))
            continue;
        table->slots[hole] = table->slots[at];
        hole = at;
    }
    table->slots[hole].number = 0;
}

void flow_table_remove(struct flow_table *table, struct flow *flow) {
    struct record *record = (struct record *)flow; /* its first member */
    size_t at = record->hash & table->mask;
    while (table->slots[at].number != record->number)
        at = (at + 1) & table->mask;
    empty_slot(table, at);
    record->hash = table->free;
    table->free = record->number;
    record->number = 0;
    table->count--;
}

size_t flow_table_count(const struct flow_table *table) {
    return table->count;
}

/* Whether `a` is the better one to forget. */
static bool is_idler(const struct flow *a, const struct flow *b) {
    bool over = a->state >= FLOW_CLOSED;
    if (over != (b->state >= FLOW_CLOSED))
        return over;
    return moment_before(a->last, b->last);
}

struct flow *flow_table_idlest(struct flow_table *table) {
    struct flow *idlest = NULL;
    for (size_t seen = 0, steps = 0; seen < IDLE_SAMPLE && steps < table->records; steps++) {
        table->hand = table->hand % table->records + 1;
        struct record *record = record_at(table, (uint32_t)table->hand);
        if (!record->number)
            continue;
        seen++;
        if (!idlest || is_idler(&record->flow, idlest))
            idlest = &record->flow;
    }
    return idlest;
}

static int compare_streams(const void *a, const void *b) {
    const struct flow *const *first = a, *const *second = b;
    return ((*first)->stream > (*second)->stream) - ((*first)->stream < (*second)->stream);
}

void flow_table_list(const struct flow_table *table, struct flow **flows) {
    size_t count = 0;
    bool in_order = true; /* as they are until a record is used again */
    for (uint32_t number = 1; number <= table->records; number++) {
        struct record *record = record_at(table, number);
        if (!record->number)
            continue;
        in_order &= count == 0 || flows[count - 1]->stream < record->flow.stream;
        flows[count++] = &record->flow;
    }
    if (!in_order)
        qsort(flows, count, sizeof *flows, compare_streams);
}
