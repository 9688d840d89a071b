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

static void fill(struct flow_table *table) {
    for (uint32_t n = 0; n < FLOWS; n++) {
        struct segment segment = segment_of(n, n % 2);
        struct flow *flow = flow_table_add(table, &segment);
        assert_non_null(flow);
        flow->stream = n;
        flow->last.ns = n;
    }
}

static struct flow *find(struct flow_table *table, uint32_t n, bool back, unsigned *end) {
    struct segment segment = segment_of(n, back);
    return flow_table_find(table, &segment.source, &segment.destination, end);
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
    assert_non_null(flow_table_add(*state, &segment));
    segment.source.port++;
    assert_null(flow_table_find(*state, &segment.source, &segment.destination, &end));
    segment = segment_of(1, false);
    segment.destination.size = 16;
    assert_null(flow_table_find(*state, &segment.source, &segment.destination, &end));
    segment = segment_of(1, false);
    segment.destination.address[15] = 1;
    assert_null(flow_table_find(*state, &segment.source, &segment.destination, &end));
}

static void both_ends_may_be_the_same(void **state) {
    unsigned end = 2;
    struct segment segment = segment_of(1, false);
    segment.destination = segment.source;
    struct flow *flow = flow_table_add(*state, &segment);
    assert_ptr_equal(flow_table_find(*state, &segment.source, &segment.destination, &end), flow);
    assert_int_equal(end, 0);
}

/* So many that some have the hash of a flow that is there. */
static void missing_flows_leave_the_end_alone(void **state) {
    for (uint32_t n = 0; n < 150000; n++) {
        struct segment segment = segment_of(n, false);
        segment.source.port = (uint16_t)(n >> 16);
        assert_non_null(flow_table_add(*state, &segment));
    }
    for (uint32_t n = 0; n < 150000; n++) {
        unsigned end = 2;
        struct segment segment = segment_of(n, false);
        segment.source.port = (uint16_t)(100 + (n >> 16));
        assert_null(flow_table_find(*state, &segment.source, &segment.destination, &end));
        assert_int_equal(end, 2);
    }
}

static void removed_flows_leave_the_others(void **state) {
    unsigned end;
    fill(*state);
    for (uint32_t n = 0; n < FLOWS; n += 3)
        flow_table_remove(*state, find(*state, n, false, &end));
    for (uint32_t n = 0; n < FLOWS; n++) {
        struct flow *flow = find(*state, n, true, &end);
        assert_true(n % 3 ? flow && flow->stream == n : !flow);
    }
    /* Their records are used again, and are as new. */
    struct segment segment = segment_of(0, false);
    struct flow *again = flow_table_add(*state, &segment);
    assert_int_equal(again->stream, 0);
    assert_int_equal(again->last.ns, 0);
}

/* Flows that are closed lie apart from those that are live, and are found and counted all the same.
 */
static void closed_flows_are_kept_apart(void **state) {
    struct segment first = segment_of(0, false), last = segment_of(FLOWS - 1, false);
    unsigned end = 2;
    for (uint32_t n = 0; n < FLOWS; n++) {
        struct segment segment = segment_of(n, false);
        struct flow *flow = flow_table_add(*state, &segment);
        assert_non_null(flow);
        flow->stream = n;
        flow->state = n % 1000 == 999 ? FLOW_LIVE : FLOW_CLOSED;
    }
    assert_int_equal(flow_table_count(*state), FLOWS);
    assert_null(flow_table_find_live(*state, &first, &end));
    assert_int_equal(flow_table_find_live(*state, &last, &end)->stream, FLOWS - 1);
    for (uint32_t n = 0; n < FLOWS; n++)
        assert_int_equal(find(*state, n, true, &end)->stream, n);
    flow_table_remove(*state, find(*state, 0, false, &end));
    assert_null(find(*state, 0, false, &end));
    assert_int_equal(flow_table_count(*state), FLOWS - 1);
    assert_int_equal(flow_table_idlest(*state)->state, FLOW_CLOSED);
}

static void lists_in_the_order_of_stream(void **state) {
    static struct flow *flows[FLOWS];
    fill(*state);
    for (uint32_t n = 0; n < FLOWS; n++) {
        unsigned end;
        find(*state, n, false, &end)->stream = FLOWS - n;
    }
    assert_int_equal(flow_table_list(*state, flows), FLOWS);
    for (size_t i = 0; i < FLOWS; i++)
        assert_int_equal(flows[i]->stream, i + 1);
}

static void idlest_goes_first(void **state) {
    assert_null(flow_table_idlest(*state));
    for (uint32_t n = 0; n < 8; n++) {
        struct segment segment = segment_of(n, false);
        struct flow *flow = flow_table_add(*state, &segment);
        flow->stream = n;
        flow->last.ns = n == 5 ? 1 : 100 + (int64_t)n;
    }
    struct flow *idlest = flow_table_idlest(*state);
    assert_int_equal(idlest->stream, 5);
    flow_table_remove(*state, idlest);
    unsigned end;
    find(*state, 7, false, &end)->state = FLOW_CLOSED; /* before any that is open */
    assert_int_equal(flow_table_idlest(*state)->stream, 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(finds_both_directions),
        TEST(other_ends_are_other_flows),
        TEST(both_ends_may_be_the_same),
        TEST(removed_flows_leave_the_others),
        TEST(missing_flows_leave_the_end_alone),
        TEST(closed_flows_are_kept_apart),
        TEST(lists_in_the_order_of_stream),
        TEST(idlest_goes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
