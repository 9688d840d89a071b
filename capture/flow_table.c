#include "capture/flow_table.h"

#include "base/rare.h"
#include "capture/flow_set.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

/* The first slots. Those of closed flows are some pages, which nobody touches before there are
 * any; growing would cost more than they do. */
enum { LIVE_SLOTS = 1024, CLOSED_SLOTS = 16384 };

struct flow_table {
    uint64_t seeds[FLOW_SEEDS];
    struct flow_set live;   /* and closed of late */
    struct flow_set closed; /* long ago */
};

static void seed(uint64_t seeds[FLOW_SEEDS]) {
    if (getrandom(seeds, FLOW_SEEDS * sizeof *seeds, GRND_NONBLOCK) == FLOW_SEEDS * sizeof *seeds)
        return;
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    seeds[0] = (uint64_t)now.tv_nsec * UINT64_C(0x9e3779b97f4a7c15);
    seeds[1] = (uint64_t)(uintptr_t)seeds * UINT64_C(0xd1342543de82ef95);
    seeds[2] = seeds[0] ^ seeds[1] >> 1;
}

struct flow_table *flow_table_new(void) {
    struct flow_table *table = calloc(1, sizeof *table);
    if (!table)
        return NULL;
    seed(table->seeds);
    if (flow_set_init(&table->live, LIVE_SLOTS) && flow_set_init(&table->closed, CLOSED_SLOTS))
        return table;
    flow_table_free(table);
    return NULL;
}

void flow_table_free(struct flow_table *table) {
    if (!table)
        return;
    flow_set_clear(&table->live);
    flow_set_clear(&table->closed);
    free(table);
}

struct flow *flow_table_find_live(const struct flow_table *table, const struct segment *segment,
                                  unsigned *end) {
    struct flow_key key = flow_key_of(&segment->source, &segment->destination, table->seeds);
    return flow_set_find(&table->live, &key, end);
}

struct flow *flow_table_find(const struct flow_table *table, const struct endpoint *source,
                             const struct endpoint *destination, unsigned *end) {
    struct flow_key key = flow_key_of(source, destination, table->seeds);
    struct flow *flow = flow_set_find(&table->live, &key, end);
    return flow ? flow : flow_set_find(&table->closed, &key, end);
}

/* Moves a flow that is closed to the others. One that finds no memory there stays. */
APART static void put_away(struct flow_table *table, struct flow_record *record) {
    struct flow *away = flow_set_add(&table->closed, record->hash);
    if (!away)
        return;
    *away = record->flow;
    flow_set_remove(&table->live, &record->flow);
}

/* Those that are closed make room for live ones. Where that is not much more slots do, so that this
 * happens after many flows only. */
APART static void make_room(struct flow_table *table) {
    struct flow_set *live = &table->live;
    for (uint32_t number = 1; number <= live->records; number++) {
        struct flow_record *record = flow_set_record(live, number);
        if (record->flow.state == FLOW_CLOSED && record->number)
            put_away(table, record);
    }
    if (live->count > flow_set_room(live) / 4 * 3)
        (void)flow_set_grow(live); /* else with the next flow */
}

struct flow *flow_table_add(struct flow_table *table, const struct segment *segment) {
    if (table->live.count >= flow_set_room(&table->live))
        make_room(table);
    struct flow_key key = flow_key_of(&segment->source, &segment->destination, table->seeds);
    struct flow *flow = flow_set_add(&table->live, key.hash);
    if (flow)
        *flow = (struct flow){.ends = {segment->source, segment->destination}, .lower = key.lower};
    return flow;
}

void flow_table_remove(struct flow_table *table, struct flow *flow) {
    flow_set_remove(flow_set_holds(&table->live, flow) ? &table->live : &table->closed, flow);
}

size_t flow_table_count(const struct flow_table *table) {
    return table->live.count + table->closed.count;
}

struct flow *flow_table_idlest(struct flow_table *table) {
    return flow_set_idlest(table->closed.count > 0 ? &table->closed : &table->live);
}

static int compare_streams(const void *a, const void *b) {
    const struct flow *const *first = a, *const *second = b;
    return ((*first)->stream > (*second)->stream) - ((*first)->stream < (*second)->stream);
}

size_t flow_table_list(const struct flow_table *table, struct flow **flows) {
    flow_set_list(&table->live, flows);
    qsort(flows, table->live.count, sizeof *flows, compare_streams);
    return table->live.count;
}
