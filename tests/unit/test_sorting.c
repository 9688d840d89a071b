/* Sorting in slices: whatever the slices are, the order is the one that qsort() would give, and
 * what is in order costs one look. */
#include "ui/marks.h"
#include "ui/sorting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MANY = 5000 };

struct keys {
    unsigned values[MANY];
    size_t comparisons;
};

static int compare_keys(const void *context, size_t a, size_t b) {
    struct keys *keys = (struct keys *)(uintptr_t)context;
    keys->comparisons++;
    return (keys->values[a] > keys->values[b]) - (keys->values[a] < keys->values[b]);
}

static void fill(struct keys *keys, unsigned seed, unsigned different) {
    for (size_t i = 0; i < MANY; i++) {
        seed = seed * 1103515245U + 12345U;
        keys->values[i] = (seed >> 16) % different;
    }
}

/* Numbers in order, and those of one key in the order they had. */
static void assert_sorted(const struct sorting *sorting, const struct keys *keys, size_t count) {
    bool seen[MANY] = {false};
    assert_int_equal(sorting->count, count);
    for (size_t i = 0; i < count; i++) {
        size_t here = sorting->numbers[i];
        assert_true(here < count && !seen[here]);
        seen[here] = true;
        if (i == 0)
            continue;
        size_t before = sorting->numbers[i - 1];
        assert_true(keys->values[before] < keys->values[here] ||
                    (keys->values[before] == keys->values[here] && before < here));
    }
}

static void run(struct sorting *sorting, struct keys *keys, size_t count, size_t budget) {
    size_t numbers[MANY], most;
    const struct sorting_order order = {compare_keys, keys};
    for (size_t i = 0; i < count; i++)
        numbers[i] = i;
    assert_true(sorting_begin(sorting, numbers, count));
    do {
        most = keys->comparisons + budget;
    } while (sorting_step(sorting, &order, budget) && keys->comparisons <= most);
    assert_true(keys->comparisons <= most); /* no slice takes more than it was given */
    assert_false(sorting_runs(sorting));
}

static void any_slices_give_the_same_order(void **state) {
    static const size_t budgets[] = {1, 2, 7, 512, 1000000}, counts[] = {0, 1, 2, 3, 100, MANY};
    static struct keys keys;
    struct sorting sorting = {0};
    (void)state;
    for (size_t i = 0; i < sizeof budgets / sizeof *budgets; i++)
        for (size_t j = 0; j < sizeof counts / sizeof *counts; j++)
            for (unsigned different = 1; different <= 10000; different *= 100) {
                fill(&keys, (unsigned)(i * 31 + j), different);
                run(&sorting, &keys, counts[j], budgets[i]);
                assert_sorted(&sorting, &keys, counts[j]);
            }
    sorting_free(&sorting);
}

static void what_is_in_order_costs_one_look(void **state) {
    static struct keys keys;
    struct sorting sorting = {0};
    (void)state;
    for (size_t i = 0; i < MANY; i++)
        keys.values[i] = (unsigned)i;
    run(&sorting, &keys, MANY, 512);
    assert_true(keys.comparisons < MANY);
    keys.values[MANY - 1] = 0; /* one came out of turn */
    keys.comparisons = 0;
    run(&sorting, &keys, MANY, 512);
    assert_sorted(&sorting, &keys, MANY);
    assert_true(keys.comparisons < 2 * MANY);
    sorting_free(&sorting);
}

static void marks_are_set_and_found(void **state) {
    struct marks marks = {0};
    (void)state;
    assert_false(marks_has(&marks, 0));
    assert_int_equal(marks_next(&marks, 0), SIZE_MAX);
    assert_true(marks_set(&marks, 3, true));
    assert_true(marks_set(&marks, 100000, true));
    assert_true(marks_set(&marks, 100000, true));
    assert_int_equal(marks.count, 2);
    assert_int_equal(marks_next(&marks, 0), 3);
    assert_int_equal(marks_next(&marks, 4), 100000);
    assert_int_equal(marks_next(&marks, 100001), SIZE_MAX);
    assert_true(marks_set(&marks, 3, false));
    assert_false(marks_has(&marks, 3));
    assert_int_equal(marks.count, 1);
    assert_false(marks_set(&marks, SIZE_MAX, true)); /* no row */
    marks_free(&marks);
    assert_int_equal(marks.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_slices_give_the_same_order),
        cmocka_unit_test(what_is_in_order_costs_one_look),
        cmocka_unit_test(marks_are_set_and_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
