#include "base/slice.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void a_needle_is_found_where_it_begins(void **state) {
    (void)state;
    assert_int_equal(slice_search(SLICE("queued as 4F2A"), SLICE("queued")), 0);
    assert_int_equal(slice_search(SLICE("ok: queued as 4F2A"), SLICE(" as ")), 10);
    assert_int_equal(slice_search(SLICE("aaaab"), SLICE("ab")), 3);
    assert_int_equal(slice_search(SLICE("  a  ab"), SLICE("  ab")), 3);
    assert_int_equal(slice_search(SLICE("ab c "), SLICE(" ")), 2);
    assert_int_equal(slice_search(SLICE("a\0b"), SLICE("\0b")), 1);
    assert_int_equal(slice_search(SLICE("abc"), SLICE("")), 0);
    assert_int_equal(slice_search(SLICE(""), SLICE("")), 0);
}

static void what_is_not_there_is_not_found(void **state) {
    (void)state;
    assert_true(slice_search(SLICE("aaaa"), SLICE("ab")) == SLICE_NONE);
    assert_true(slice_search(SLICE("ab"), SLICE("abc")) == SLICE_NONE);
    assert_true(slice_search(SLICE("ab"), SLICE(" ab")) == SLICE_NONE);
    assert_true(slice_search(SLICE("x a "), SLICE(" ab")) == SLICE_NONE);
    assert_true(slice_search(SLICE("xxa"), SLICE("ab")) == SLICE_NONE);
    assert_true(slice_search(slice_of(NULL, 0), SLICE("a")) == SLICE_NONE);
}

static void letters_are_equal_in_any_case(void **state) {
    (void)state;
    assert_true(slice_equal_nocase(SLICE("Message-ID"), SLICE("message-id")));
    assert_true(slice_equal_nocase(SLICE("\xe4"), SLICE("\xe4")));
    assert_false(slice_equal_nocase(SLICE("@["), SLICE("`{")));
    assert_false(slice_equal_nocase(SLICE("\xc4"), SLICE("\xe4")));
    assert_false(slice_equal_nocase(SLICE("Date"), SLICE("Dat")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_needle_is_found_where_it_begins),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(letters_are_equal_in_any_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
