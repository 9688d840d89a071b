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

static void numbers_are_read_within_their_bound(void **state) {
    uint64_t number = 7;
    (void)state;
    assert_true(slice_number(SLICE("0"), 0, &number) && number == 0);
    assert_true(slice_number(SLICE("000000000000000000000000042"), 42, &number) && number == 42);
    assert_true(slice_number(SLICE("18446744073709551615"), UINT64_MAX, &number));
    assert_true(number == UINT64_MAX);
    assert_false(slice_number(SLICE("18446744073709551616"), UINT64_MAX, &number));
    assert_false(slice_number(SLICE("99999999999999999999999"), UINT64_MAX, &number));
    assert_false(slice_number(SLICE("43"), 42, &number));
    assert_false(slice_number(SLICE("4/"), 42, &number));
    assert_false(slice_number(SLICE("4:"), 42, &number));
    assert_false(slice_number(SLICE(""), 42, &number));
    assert_true(number == UINT64_MAX); /* as it was */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_needle_is_found_where_it_begins),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(letters_are_equal_in_any_case),
        cmocka_unit_test(numbers_are_read_within_their_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
