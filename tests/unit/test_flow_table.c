#include "capture/flow_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { FLOWS = 5000 };

static struct segment segment_of(uint32_t n, bool back) {
    struct segment segment = {
        .source = {.address = {10, 0, (uint8_t)(n >> 8), (uint8_t)n}, .size = 4, .port = 40000},
        .destination = {.address = {192, 0, 2, 1}, .size = 4, .port = 25},
    };
    if (back) {
        struct endpoint source = segment.source;
        segment.source = segment.destination;
        segment.destination = source;
    }
    return segment;
}

static int set_up(void **state) {
    *state = flow_table_new();
    return *state ? 0 : -1;
}

static int tear_down(void **state) {
    flow_table_free(*state);
    return 0;
}

static struct flow *add(struct flow_table *table, const struct segment *segment) {
    struct flow_key key = flow_table_key(table, &segment->source, &segment->destination);
    struct flow *flow = flow_table_add(table, &key);
    assert_non_null(flow);
    return flow;
}

static void fill(struct flow_table *table) {
    for (uint32_t n = 0; n < FLOWS; n++) {
        struct segment segment = segment_of(n, n % 2);
        struct flow *flow = add(table, &segment);
        flow->stream = n;
        flow->last.ns = n;
    }
}

/* `end` is left alone where there is none. */
static struct flow *find_of(struct flow_table *table, const struct segment *segment,
                            unsigned *end) {
    struct found found = flow_table_find(table, &segment->source, &segment->destination);
    if (found.flow)
        *end = found.end;
    return found.flow;
}

static struct flow *find(struct flow_table *table, uint32_t n, bool back, unsigned *end) {
    struct segment segment = segment_of(n, back);
    return find_of(table, &segment, end);
}

static struct past_flow *find_past(struct flow_table *table, uint32_t n, bool back, unsigned *end) {
    struct segment segment = segment_of(n, back);
    struct flow_key key = flow_table_key(table, &segment.source, &segment.destination);
    return flow_table_find_past(table, &key, end);
}

static void put_away(struct flow_table *table, struct flow *flow) {
    flow->state = FLOW_CLOSED;
    flow_table_put_away(table, flow);
}

static void finds_both_directions(void **state) {
    fill(*state);
    assert_int_equal(flow_table_count(*state), FLOWS);
    for (uint32_t n = 0; n < FLOWS; n++)
        for (int back = 0; back < 2; back++) {
            unsigned end = 2;
            struct flow *flow = find(*state, n, back, &end);
            assert_non_null(flow);
            assert_int_equal(flow->stream, n);
            assert_int_equal(end, back ^ (int)(n % 2));
        }
}

static void other_ends_are_other_flows(void **state) {
    unsigned end;
    struct segment segment = segment_of(1, false);
    add(*state, &segment);
    segment.source.port++;
    assert_null(find_of(*state, &segment, &end));
    segment = segment_of(1, false);
    segment.destination.size = 16;
    assert_null(find_of(*state, &segment, &end));
    segment.source.size = 16;
    add(*state, &segment);
    for (size_t octet = 0; octet < 16; octet++) {
        segment.destination.address[octet] ^= 1;
        assert_null(find_of(*state, &segment, &end));
        segment.destination.address[octet] ^= 1;
        assert_non_null(find_of(*state, &segment, &end));
    }
}

static void both_ends_may_be_the_same(void **state) {
    unsigned end = 2;
    struct segment segment = segment_of(1, false);
    segment.destination = segment.source;
    struct flow *flow = add(*state, &segment);
    assert_ptr_equal(find_of(*state, &segment, &end), flow);
    assert_int_equal(end, 0);
}

static struct endpoint any_end(uint32_t n, uint16_t size) {
    struct endpoint end = {.address = {10, (uint8_t)(n >> 2)}, .size = size, .port = 25};
    end.address[size ? size - 1 : 0] = (uint8_t)(n & 3);
    return end;
}

/* Addresses of either version, or none; they differ in one octet, the first ones or the last. */
static void ends_are_kept_as_they_were(void **state) {
    static const uint16_t sizes[][2] = {{4, 4}, {16, 16}, {16, 4}, {0, 0}, {0, 4}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (uint32_t n = 0; n < 64; n++) {
            struct segment segment = {.source = any_end(n, sizes[i][0]),
                                      .destination = any_end(n + 1, sizes[i][1])};
            unsigned end = 0;
            struct flow *flow = find_of(*state, &segment, &end);
            if (!flow)
                flow = add(*state, &segment);
            struct endpoint source = flow_end(flow, end), other = flow_end(flow, !end);
            assert_memory_equal(&source, &segment.source, sizeof source);
            assert_memory_equal(&other, &segment.destination, sizeof other);
        }
}

/* So many that some have the hash of a flow that is there. */
static void missing_flows_are_not_found(void **state) {
    for (uint32_t n = 0; n < 150000; n++) {
        struct segment segment = segment_of(n, false);
        segment.source.port = (uint16_t)(n >> 16);
        add(*state, &segment);
    }
    for (uint32_t n = 0; n < 150000; n++) {
        unsigned end;
        struct segment segment = segment_of(n, false);
        segment.source.port = (uint16_t)(100 + (n >> 16));
        assert_null(find_of(*state, &segment, &end));
    }
}

/* Flows that are past lie apart from those that are live, and are counted all the same. */
static void flows_that_are_over_are_past(void **state) {
    unsigned end;
    fill(*state);
    for (uint32_t n = 0; n < FLOWS; n++)
        if (n % 1000 != 999)
            put_away(*state, find(*state, n, false, &end));
    assert_int_equal(flow_table_count(*state), FLOWS);
    assert_int_equal(flow_table_live(*state), FLOWS / 1000);
    for (uint32_t n = 0; n < FLOWS; n++)
        for (int back = 0; back < 2; back++) {
            end = 2;
            struct flow *flow = find(*state, n, back, &end);
            struct past_flow *past = find_past(*state, n, back, &end);
            assert_true(n % 1000 == 999 ? flow && !past : !flow && past);
            assert_int_equal(flow ? flow->stream : past->stream, n);
            assert_int_equal(end, back ^ (int)(n % 2));
        }
    /* The records of flows are used again, and are as new. */
    struct segment segment = segment_of(FLOWS, false);
    struct flow *again = add(*state, &segment);
    assert_int_equal(again->state, FLOW_YOUNG);
    assert_int_equal(again->stream, 0);
    assert_int_equal(again->last.ns, 0);
}

static void forgotten_flows_leave_the_others(void **state) {
    unsigned end;
    fill(*state);
    for (uint32_t n = 0; n < FLOWS; n++)
        put_away(*state, find(*state, n, false, &end));
    for (uint32_t n = 0; n < FLOWS; n += 3)
        flow_table_forget(*state, find_past(*state, n, true, &end));
    for (uint32_t n = 0; n < FLOWS; n++) {
        struct past_flow *past = find_past(*state, n, true, &end);
        assert_true(n % 3 ? past && past->stream == n : !past);
    }
    assert_int_equal(flow_table_count(*state), FLOWS - (FLOWS + 2) / 3);
}

/* In the order in which they were put away, whatever was forgotten in between. */
static void oldest_past_flow_goes_first(void **state) {
    unsigned end;
    assert_null(flow_table_oldest(*state));
    fill(*state);
    for (uint32_t n = 0; n < 100; n++)
        put_away(*state, find(*state, n, false, &end));
    flow_table_forget(*state, find_past(*state, 1, false, &end));
    flow_table_forget(*state, find_past(*state, 99, false, &end));
    for (uint32_t n = 0; n < 99; n += n ? 1 : 2) {
        struct past_flow *oldest = flow_table_oldest(*state);
        assert_int_equal(oldest->stream, n);
        flow_table_forget(*state, oldest);
    }
    assert_null(flow_table_oldest(*state));
}

static void lists_in_the_order_of_stream(void **state) {
    static struct flow *flows[FLOWS];
    fill(*state);
    for (uint32_t n = 0; n < FLOWS; n++) {
        unsigned end;
        find(*state, n, false, &end)->stream = FLOWS - n;
    }
    flow_table_list(*state, flows);
    for (size_t i = 0; i < FLOWS; i++)
        assert_int_equal(flows[i]->stream, i + 1);
}

static void idlest_goes_first(void **state) {
    assert_null(flow_table_idlest(*state));
    for (uint32_t n = 0; n < 8; n++) {
        struct segment segment = segment_of(n, false);
        struct flow *flow = add(*state, &segment);
        flow->stream = n;
        flow->last.ns = n == 5 ? 1 : 100 + (int64_t)n;
    }
    struct flow *idlest = flow_table_idlest(*state);
    assert_int_equal(idlest->stream, 5);
    put_away(*state, idlest);
    assert_int_equal(flow_table_idlest(*state)->stream, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(finds_both_directions),
        TEST(other_ends_are_other_flows),
        TEST(both_ends_may_be_the_same),
        TEST(ends_are_kept_as_they_were),
        TEST(missing_flows_are_not_found),
        TEST(flows_that_are_over_are_past),
        TEST(forgotten_flows_leave_the_others),
        TEST(oldest_past_flow_goes_first),
        TEST(lists_in_the_order_of_stream),
        TEST(idlest_goes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
