/* Timestamps of pcapng: every resolution, without overflow. */
#include "capture/ticks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int64_t ns(uint8_t resolution, int64_t offset, uint64_t count) {
    struct ticks ticks = ticks_of(resolution, offset);
    return ticks_moment(&ticks, count).ns;
}

static void test_powers_of_ten(void **state) {
    (void)state;
    assert_int_equal(ns(TICKS_DEFAULT, 0, 1500000000123456), 1500000000123456000);
    assert_int_equal(ns(9, 0, 1500000000123456789), 1500000000123456789);
    assert_int_equal(ns(0, 0, 1500000000), 1500000000000000000);
    assert_int_equal(ns(3, 0, 1), 1000000);
    assert_int_equal(ns(12, 0, 1999), 1);
    assert_int_equal(ns(12, 0, 18000000000000000000u), 18000000000000000);
    assert_int_equal(ns(127, 0, 5), 0);
}

static void test_powers_of_two(void **state) {
    (void)state;
    assert_int_equal(ns(0x80, 0, 3), 3000000000);
    assert_int_equal(ns(0x80 | 10, 0, 1536), 1500000000);
    assert_int_equal(ns(0x80 | 32, 0, (1500000000ull << 32) + (1u << 31)), 1500000000500000000);
    assert_int_equal(ns(0x80 | 63, 0, 1ull << 63), 1000000000);
    assert_int_equal(ns(0x80 | 127, 0, UINT64_MAX), 0);
}

static void test_offset(void **state) {
    (void)state;
    assert_int_equal(ns(6, 3600, 1), 3600000001000);
    assert_int_equal(ns(6, -3600, 1), -3599999999000);
}

static void test_clamped(void **state) {
    (void)state;
    assert_int_equal(ns(6, 0, UINT64_MAX), INT64_MAX);
    assert_int_equal(ns(0, INT64_MAX, UINT64_MAX), INT64_MAX);
    assert_int_equal(ns(6, INT64_MIN, 0), INT64_MIN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_powers_of_ten),
        cmocka_unit_test(test_powers_of_two),
        cmocka_unit_test(test_offset),
        cmocka_unit_test(test_clamped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
