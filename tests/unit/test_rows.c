#include "index/rows.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Takes all rows that can be taken and compares their streams. */
static void assert_taken(struct row_list *list, const uint64_t *streams, size_t count) {
    struct row *row;
    size_t taken = 0;
    while ((row = rows_first(list)) != NULL) {
        assert_true(taken < count);
        assert_int_equal(row->shown.stream, streams[taken++]);
        rows_remove(list, row);
        row_release(list, row);
    }
    assert_int_equal(taken, count);
}

#define ASSERT_TAKEN(list, ...)                                                                    \
    assert_taken(list, (const uint64_t[]){__VA_ARGS__},                                            \
                 sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t))

static struct row *add(struct row_list *list, uint64_t stream, enum row_state state) {
    struct row *row = rows_add(list, stream);
    assert_non_null(row);
    row_set_state(list, row, state);
    return row;
}

static void an_undecided_row_holds_up_what_follows(void **state) {
    (void)state;
    struct row_list list = {0};
    (void)add(&list, 0, ROW_DONE);
    struct row *second = add(&list, 1, ROW_UNDECIDED);
    (void)add(&list, 2, ROW_DONE);
    ASSERT_TAKEN(&list, 0);
    assert_taken(&list, NULL, 0);
    row_set_state(&list, second, ROW_MAIL);
    ASSERT_TAKEN(&list, 1, 2);
    rows_free(&list);
}

static void a_row_is_found_whatever_stands_before_it(void **state) {
    (void)state;
    struct row_list list = {0};
    struct row *first = add(&list, 0, ROW_UNDECIDED);
    struct row *mail = add(&list, 2, ROW_MAIL); /* stream 1 has not begun yet */
    assert_null(rows_find(&list, ROW_DONE));
    assert_ptr_equal(rows_find(&list, ROW_MAIL), mail);
    struct row *done = add(&list, 3, ROW_DONE);
    assert_ptr_equal(rows_find(&list, ROW_DONE), done);
    rows_remove(&list, done);
    row_release(&list, done);
    assert_null(rows_find(&list, ROW_DONE));
    row_set_state(&list, first, ROW_DONE);
    assert_ptr_equal(rows_find(&list, ROW_MAIL), first);
    assert_ptr_equal(rows_find(&list, ROW_DONE), first);
    rows_free(&list);
}

static void rows_stand_in_the_order_of_streams(void **state) {
    (void)state;
    struct row_list list = {0};
    (void)add(&list, 2, ROW_DONE);
    (void)add(&list, 3, ROW_DONE);
    (void)add(&list, 0, ROW_DONE);
    ASSERT_TAKEN(&list, 0); /* stream 1 has not begun yet */
    (void)add(&list, 1, ROW_DONE);
    ASSERT_TAKEN(&list, 1, 2, 3);
    rows_free(&list);
}

static void streams_that_are_no_rows_hold_nothing_up(void **state) {
    (void)state;
    struct row_list list = {0};
    (void)add(&list, 3, ROW_DONE);
    assert_true(rows_skip(&list, 1));
    assert_true(rows_skip(&list, 0));
    assert_taken(&list, NULL, 0);
    assert_true(rows_skip(&list, 2));
    ASSERT_TAKEN(&list, 3);
    rows_free(&list);
}

static void at_the_end_nothing_is_awaited(void **state) {
    (void)state;
    struct row_list list = {0};
    (void)add(&list, 7, ROW_DONE);
    assert_taken(&list, NULL, 0);
    rows_finish(&list);
    ASSERT_TAKEN(&list, 7);
    rows_free(&list);
}

static void a_dropped_row_leaves_no_trace(void **state) {
    (void)state;
    struct row_list list = {0};
    struct row *first = add(&list, 0, ROW_UNDECIDED);
    struct row *second = add(&list, 1, ROW_UNDECIDED);
    (void)add(&list, 2, ROW_DONE);
    rows_remove(&list, second);
    row_release(&list, second);
    rows_remove(&list, first);
    row_release(&list, first);
    ASSERT_TAKEN(&list, 2);
    rows_free(&list);
}

static void a_summary_that_is_used_again_is_empty(void **state) {
    (void)state;
    struct row_list list = {0};
    struct row *row = add(&list, 0, ROW_UNDECIDED);
    assert_true(row_add_summary(&list, row));
    row->summary->packets = 5;
    row->summary->hello = arena_copy(&row->summary->arena, SLICE("somebody"));
    row->summary->software = arena_copy(&row->summary->arena, SLICE("some program"));
    assert_ptr_equal(row->shown.summary, row->summary);
    rows_remove(&list, row);
    row_release(&list, row);
    row = add(&list, 1, ROW_UNDECIDED);
    assert_null(row->summary);
    assert_true(row_add_summary(&list, row));
    assert_int_equal(row->summary->packets, 0);
    assert_int_equal(row->summary->hello.size, 0);
    assert_int_equal(row->summary->software.size, 0);
    rows_free(&list);
}

/* It has no details, so that those need not be emptied; its successor, which has, is emptied whole.
 */
static void a_brief_summary_is_used_again(void **state) {
    (void)state;
    struct row_list list = {0};
    for (uint64_t stream = 0; stream < 6; stream++) {
        struct row *row = add(&list, stream, ROW_DONE);
        assert_true(row_add_summary(&list, row));
        assert_int_equal(row->summary->packets, 0);
        assert_int_equal(row->summary->software.size, 0);
        assert_int_equal(row->summary->extension_count, 0);
        row->summary->packets = 5;
        row->summary->brief = stream % 3 > 0;
        row->summary->software.size = row->summary->brief ? 0 : 12;
        row->summary->extension_count = row->summary->brief ? 0 : 3;
        ASSERT_TAKEN(&list, stream);
    }
    rows_free(&list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_undecided_row_holds_up_what_follows),
        cmocka_unit_test(a_row_is_found_whatever_stands_before_it),
        cmocka_unit_test(rows_stand_in_the_order_of_streams),
        cmocka_unit_test(streams_that_are_no_rows_hold_nothing_up),
        cmocka_unit_test(at_the_end_nothing_is_awaited),
        cmocka_unit_test(a_dropped_row_leaves_no_trace),
        cmocka_unit_test(a_summary_that_is_used_again_is_empty),
        cmocka_unit_test(a_brief_summary_is_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
