#include "capture/flow_table.h"

#include "base/rare.h"
#include "capture/flow_set.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

enum {
    LIVE_SLOTS = 1024, /* at first */
    PAST_SLOTS = 4096,
    IDLE_SAMPLE = 16, /* flows that flow_table_idlest() compares */
};

struct flow_table {
    uint64_t seeds[FLOW_SEEDS];
    struct flow_set live;
    struct flow_set past;
    uint32_t live_hand, past_hand; /* numbers of the records seen last, going round */
};

static void seed(uint64_t seeds[FLOW_SEEDS]) {
    if (getrandom(seeds, FLOW_SEEDS * sizeof *seeds, GRND_NONBLOCK) == FLOW_SEEDS * sizeof *seeds)
        return;
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t state = (uint64_t)now.tv_nsec ^ (uint64_t)(uintptr_t)seeds;
    for (size_t i = 0; i < FLOW_SEEDS; i++) {
        state = (state + 1) * UINT64_C(0xd1342543de82ef95);
        seeds[i] = state ^ state >> 32;
    }
}

struct flow_table *flow_table_new(void) {
    struct flow_table *table = calloc(1, sizeof *table);
    if (!table)
        return NULL;
    seed(table->seeds);
    table->live = (struct flow_set){.size = sizeof(struct flow), .quarters = 1};
    table->past = (struct flow_set){.size = sizeof(struct past_flow), .quarters = 3};
    if (flow_set_init(&table->live, LIVE_SLOTS) && flow_set_init(&table->past, PAST_SLOTS))
        return table;
    flow_table_free(table);
    return NULL;
}

void flow_table_free(struct flow_table *table) {
    if (!table)
        return;
    flow_set_clear(&table->live);
    flow_set_clear(&table->past);
    free(table);
}

/* The record of a set that has these ends, which come first in it; NULL when there is none. */
WITHIN void *search(const struct flow_set *set, size_t size, const struct flow_key *key) {
    const struct flow_slot *slot = flow_set_first(set, key->hash);
    for (; slot->number; slot = flow_set_next(set, slot)) {
        if (slot->hash != key->hash)
            continue;
        void *record = flow_set_record(set, slot->number, size);
        if (flow_ends_equal(record, &key->ends))
            return record;
    }
    return NULL;
}

static struct found search_live(const struct flow_table *table, const struct flow_key *key) {
    struct flow *flow = search(&table->live, sizeof *flow, key);
    return (struct found){flow, flow ? flow->lower ^ key->lower : 0};
}

/* Out of line, and so is what only this needs. */
APART static struct found find_wide(const struct flow_table *table, const struct endpoint *source,
                                    const struct endpoint *destination) {
    struct flow_key key = flow_key_wide(source, destination, table->seeds);
    return search_live(table, &key);
}

struct found flow_table_find(const struct flow_table *table, const struct endpoint *source,
                             const struct endpoint *destination) {
    if (!ends_are_narrow(source, destination))
        return find_wide(table, source, destination);
    struct flow_key key = flow_key_narrow(source, destination, table->seeds);
    return search_live(table, &key);
}

struct flow_key flow_table_key(const struct flow_table *table, const struct endpoint *source,
                               const struct endpoint *destination) {
    return ends_are_narrow(source, destination) ? flow_key_narrow(source, destination, table->seeds)
                                                : flow_key_wide(source, destination, table->seeds);
}

struct past_flow *flow_table_find_past(const struct flow_table *table, const struct flow_key *key,
                                       unsigned *end) {
    struct past_flow *past = search(&table->past, sizeof *past, key);
    if (past)
        *end = past->lower ^ key->lower;
    return past;
}

struct flow *flow_table_add(struct flow_table *table, const struct flow_key *key) {
    struct flow *flow = flow_set_add(&table->live, key->hash);
    if (flow)
        *flow = (struct flow){.ends = key->ends, .lower = key->lower};
    return flow;
}

void flow_table_put_away(struct flow_table *table, struct flow *flow) {
    uint32_t hash = flow_ends_hash(&flow->ends, table->seeds);
    struct past_flow *past = flow_set_add(&table->past, hash);
    if (past)
        *past = past_flow_of(flow);
    flow_set_remove(&table->live, hash, flow);
}

void flow_table_forget(struct flow_table *table, struct past_flow *past) {
    past->used = false;
    flow_set_remove(&table->past, flow_ends_hash(&past->ends, table->seeds), past);
}

struct past_flow *flow_table_oldest(struct flow_table *table) {
    for (uint32_t steps = 0; steps < table->past.records; steps++) {
        table->past_hand = table->past_hand % table->past.records + 1;
        struct past_flow *past = flow_set_record(&table->past, table->past_hand, sizeof *past);
        if (past->used)
            return past;
    }
    return NULL;
}

struct flow *flow_table_idlest(struct flow_table *table) {
    struct flow *idlest = NULL;
    for (uint32_t seen = 0, steps = 0; seen < IDLE_SAMPLE && steps < table->live.records; steps++) {
        table->live_hand = table->live_hand % table->live.records + 1;
        struct flow *flow = flow_set_record(&table->live, table->live_hand, sizeof *flow);
        if (flow->state >= FLOW_CLOSED)
            continue; /* the record is not in use */
        seen++;
        if (!idlest || moment_before(flow->last, idlest->last))
            idlest = flow;
    }
    return idlest;
}

size_t flow_table_live(const struct flow_table *table) {
    return table->live.count;
}

size_t flow_table_count(const struct flow_table *table) {
    return table->live.count + table->past.count;
}

static int compare_streams(const void *a, const void *b) {
    const struct flow *const *first = a, *const *second = b;
    return ((*first)->stream > (*second)->stream) - ((*first)->stream < (*second)->stream);
}

void flow_table_list(const struct flow_table *table, struct flow **flows) {
    struct flow **upto = flows;
    for (uint32_t number = 1; number <= table->live.records; number++) {
        struct flow *flow = flow_set_record(&table->live, number, sizeof *flow);
        if (flow->state < FLOW_CLOSED)
            *upto++ = flow;
    }
    qsort(flows, (size_t)(upto - flows), sizeof *flows, compare_streams);
}
