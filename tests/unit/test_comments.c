#include "ui/comments.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "told_session.h"

static void assert_comment(const struct comments *comments, uint64_t session, uint32_t event,
                           const char *text) {
    const struct comment *comment = comments_find(comments, session, event);
    if (!text) {
        assert_null(comment);
        return;
    }
    assert_non_null(comment);
    assert_true(slice_equal(buffer_slice(&comment->text), slice_string(text)));
}

static void a_comment_belongs_to_one_event_of_one_session(void **state) {
    struct index_row *row = told_session_new(true);
    struct comments comments = {.list = NULL};
    (void)state;
    row->id = 1;
    assert_true(comments_write(&comments, row, 7, SLICE("look here")));
    row->id = 2;
    assert_true(comments_write(&comments, row, 7, SLICE("")));
    assert_comment(&comments, 1, 7, "look here");
    assert_comment(&comments, 2, 7, "");
    assert_comment(&comments, 1, 8, NULL);
    row->id = 1;
    assert_true(comments_write(&comments, row, 7, SLICE("again")));
    assert_int_equal(comments.count, 2);
    assert_comment(&comments, 1, 7, "again");
    comments_free(&comments);
    told_session_free(row);
}

static void many_are_kept_and_taken_away(void **state) {
    struct index_row *row = told_session_new(true);
    struct comments comments = {.list = NULL};
    const struct comment *comment = NULL;
    size_t count = 0;
    (void)state;
    for (uint32_t n = 0; n < 100; n++)
        assert_true(comments_write(&comments, row, n, n % 2 ? SLICE("odd") : SLICE("even")));
    for (uint32_t n = 0; n < 100; n += 2)
        comments_remove(&comments, row->id, n);
    comments_remove(&comments, row->id, 1000);
    assert_int_equal(comments.count, 50);
    while ((comment = comments_next(&comments, row->id, comment)) != NULL)
        count++;
    assert_int_equal(count, 50);
    assert_comment(&comments, row->id, 98, NULL);
    assert_comment(&comments, row->id, 99, "odd");
    comments_free(&comments);
    assert_int_equal(comments.count, 0);
    told_session_free(row);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_comment_belongs_to_one_event_of_one_session),
        cmocka_unit_test(many_are_kept_and_taken_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
