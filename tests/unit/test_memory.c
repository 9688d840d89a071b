/* What is remembered of sessions that are over, and what is forgotten. */
#include "diagnose/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "diagnose/fingerprint.h"

static void remember(struct memory *memory, uint64_t print, uint32_t number) {
    memory_add(memory, print, &number, sizeof number);
}

/* 0: nothing is remembered under it. */
static uint32_t recall(const struct memory *memory, uint64_t print) {
    const uint32_t *number = memory_find(memory, print);
    return number ? *number : 0;
}

static uint64_t print_of(uint64_t number) {
    return fingerprint_number(FINGERPRINT_BEGIN, number);
}

static void the_latest_is_found_until_it_is_dropped(void **state) {
    (void)state;
    struct memory memory = {.most = 64};
    assert_int_equal(recall(&memory, 7), 0);
    memory_drop(&memory, 7);
    remember(&memory, 7, 1);
    remember(&memory, 8, 2);
    remember(&memory, 7, 3);
    assert_int_equal(recall(&memory, 7), 3);
    memory_drop(&memory, 7);
    assert_int_equal(recall(&memory, 7), 1);
    memory_drop(&memory, 7);
    assert_int_equal(recall(&memory, 7), 0);
    assert_int_equal(recall(&memory, 8), 2);
    assert_false(memory.forgot);
    memory_clear(&memory);
}

static void past_the_bound_the_oldest_is_forgotten(void **state) {
    (void)state;
    enum { MOST = 1024, MORE = 300 };
    struct memory memory = {.most = MOST};
    for (uint32_t i = 1; i <= MOST; i++)
        remember(&memory, print_of(i), i);
    assert_false(memory.forgot);
    for (uint32_t i = 1; i <= MORE; i++)
        remember(&memory, print_of(MOST + i), MOST + i);
    assert_true(memory.forgot);
    assert_int_equal(memory.room, MOST);
    for (uint32_t i = 1; i <= MOST + MORE; i++)
        assert_int_equal(recall(&memory, print_of(i)), i <= MORE ? 0 : i);
    memory_clear(&memory);
}

static void fingerprints_that_meet_cost_a_chain_at_most(void **state) {
    (void)state;
    enum { COUNT = 3000 };
    struct memory memory = {.most = 4096};
    for (uint32_t i = 1; i <= COUNT; i++)
        remember(&memory, (uint64_t)i << 52, i); /* the low bits of all are the same */
    size_t kept = 0;
    for (uint32_t i = 1; i <= COUNT; i++)
        kept += recall(&memory, (uint64_t)i << 52) == i;
    assert_true(kept >= MEMORY_CHAIN && kept < COUNT);
    assert_int_equal(recall(&memory, (uint64_t)COUNT << 52), COUNT);
    assert_true(memory.forgot);
    memory_clear(&memory);
}

struct gathered {
    uint32_t numbers[128];
    size_t count;
};

static void gather(void *context, void *record) {
    struct gathered *gathered = context;
    memcpy(&gathered->numbers[gathered->count++], record, sizeof(uint32_t));
}

static void all_come_in_the_order_in_which_they_were_added(void **state) {
    (void)state;
    struct memory memory = {.most = 64};
    struct gathered gathered = {.count = 0};
    memory_each(&memory, gather, &gathered);
    assert_int_equal(gathered.count, 0);
    for (uint32_t i = 1; i <= 100; i++)
        remember(&memory, print_of(i), i);
    memory_drop(&memory, print_of(50));
    memory_each(&memory, gather, &gathered);
    assert_int_equal(gathered.count, 63);
    for (size_t i = 0; i < gathered.count; i++)
        assert_int_equal(gathered.numbers[i], i + (i < 13 ? 37 : 38));
    memory_clear(&memory);
}

static void texts_end_where_they_end(void **state) {
    (void)state;
    uint64_t begin = FINGERPRINT_BEGIN;
    uint64_t one = fingerprint_text(fingerprint_text(begin, SLICE("ab")), SLICE("c"));
    uint64_t other = fingerprint_text(fingerprint_text(begin, SLICE("a")), SLICE("bc"));
    assert_true(one != other);
    assert_true(fingerprint_name(begin, SLICE("Ann@X")) == fingerprint_name(begin, SLICE("aNN@x")));
    assert_true(fingerprint_text(begin, SLICE("Ann")) != fingerprint_text(begin, SLICE("ann")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_latest_is_found_until_it_is_dropped),
        cmocka_unit_test(past_the_bound_the_oldest_is_forgotten),
        cmocka_unit_test(fingerprints_that_meet_cost_a_chain_at_most),
        cmocka_unit_test(all_come_in_the_order_in_which_they_were_added),
        cmocka_unit_test(texts_end_where_they_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
