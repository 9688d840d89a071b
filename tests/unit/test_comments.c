#include "ui/comments.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

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
    struct comments comments = {NULL, 0, 0};
    (void)state;
    assert_true(comments_write(&comments, 1, 7, SLICE("look here")));
    assert_true(comments_write(&comments, 2, 7, SLICE("")));
    assert_comment(&comments, 1, 7, "look here");
    assert_comment(&comments, 2, 7, "");
    assert_comment(&comments, 1, 8, NULL);
    assert_true(comments_write(&comments, 1, 7, SLICE("again")));
    assert_int_equal(comments.count, 2);
    assert_comment(&comments, 1, 7, "again");
    comments_free(&comments);
}

static void many_are_kept_and_taken_away(void **state) {
    struct comments comments = {NULL, 0, 0};
    (void)state;
    for (uint32_t n = 0; n < 100; n++)
        assert_true(comments_write(&comments, 0, n, n % 2 ? SLICE("odd") : SLICE("even")));
    for (uint32_t n = 0; n < 100; n += 2)
        comments_remove(&comments, 0, n);
    comments_remove(&comments, 0, 1000);
    assert_int_equal(comments.count, 50);
    assert_comment(&comments, 0, 98, NULL);
    assert_comment(&comments, 0, 99, "odd");
    comments_free(&comments);
    assert_int_equal(comments.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_comment_belongs_to_one_event_of_one_session),
        cmocka_unit_test(many_are_kept_and_taken_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
