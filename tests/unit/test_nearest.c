#include "base/nearest.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static size_t distance(const char *wanted, const char *word) {
    return nearest_distance(slice_string(wanted), slice_string(word));
}

static void letters_are_counted(void **state) {
    (void)state;
    assert_int_equal(distance("greylist", "greylist"), 0);
    assert_int_equal(distance("graylist", "greylist"), 1);
    assert_int_equal(distance("greylst", "greylist"), 1);
    assert_int_equal(distance("greeylist", "greylist"), 1);
    assert_int_equal(distance("kitten", "sitting"), 3);
    assert_int_equal(distance("", "abc"), 3);
    assert_int_equal(distance("abc", ""), 3);
    assert_int_equal(distance("", ""), 0);
}

static void a_part_is_near(void **state) {
    (void)state;
    assert_int_equal(distance("refused", "one-refused"), 1);
    assert_int_equal(distance("auth", "auth-cram-md5"), 1);
    assert_int_equal(distance("auth-cram-md5", "auth"), 9);
}

static void long_words_are_cut(void **state) {
    (void)state;
    static const uint8_t octets[1000] = {0};
    assert_int_equal(nearest_distance(slice_of(octets, 1000), slice_of(octets, 900)), 0);
    assert_int_equal(nearest_distance(slice_of(octets, 1000), SLICE("")), NEAREST_WORD);
}

static void the_nearest_stand_first(void **state) {
    (void)state;
    static const char *const words[] = {"xxxx", "abcx", "abxx", "abcd", "axxx", "abce"};
    struct nearest nearest = {.count = 0};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        nearest_take(&nearest, SLICE("abcd"), slice_string(words[i]));
        assert_int_equal(nearest.count, i < 3 ? i + 1 : 3);
    }
    assert_true(slice_equal(nearest.words[0], SLICE("abcd")));
    assert_true(slice_equal(nearest.words[1], SLICE("abcx")));
    assert_true(slice_equal(nearest.words[2], SLICE("abce")));
    assert_int_equal(nearest.distances[2], 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_are_counted),
        cmocka_unit_test(a_part_is_near),
        cmocka_unit_test(long_words_are_cut),
        cmocka_unit_test(the_nearest_stand_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
