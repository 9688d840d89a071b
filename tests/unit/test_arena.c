#include "base/arena.h"
#include "base/cache.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void what_is_taken_is_aligned_zero_and_apart(void **state) {
    (void)state;
    struct arena arena = {0};
    uint8_t *before = NULL;
    for (size_t size = 0; size < 3000; size += 7) {
        assert_non_null(memset(arena_octets(&arena, 3), 0xff, 3));
        uint8_t *data = arena_take(&arena, size);
        assert_non_null(data);
        assert_int_equal((uintptr_t)data % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(data[i], 0);
        if (size > 0)
            memset(data, 0xff, size);
        assert_true(data != before);
        before = data;
    }
    arena_free(&arena);
    assert_int_equal(arena.held, 0);
}

static void what_may_begin_with_a_line_of_cache_does(void **state) {
    (void)state;
    struct arena arena = {0};
    for (size_t lines = 1; lines < 60; lines++) {
        assert_non_null(arena_octets(&arena, lines));
        uint8_t *data = arena_take(&arena, lines * CACHE_LINE);
        assert_non_null(data);
        assert_int_equal((uintptr_t)data % CACHE_LINE, 0);
        memset(data, 0xff, lines * CACHE_LINE);
    }
    assert_null(arena_take(&arena, SIZE_MAX / CACHE_LINE * CACHE_LINE));
    assert_null(arena_take(&arena, SIZE_MAX - 8));
    arena_free(&arena);
}

static void copies_stay_while_the_arena_grows(void **state) {
    (void)state;
    struct arena arena = {0};
    struct slice copies[500];
    for (size_t i = 0; i < 500; i++)
        copies[i] = arena_copy(&arena, slice_of("0123456789", i % 11));
    for (size_t i = 0; i < 500; i++)
        assert_true(slice_equal(copies[i], slice_of("0123456789", i % 11)));
    arena_free(&arena);
}

static void an_array_grows_by_one(void **state) {
    (void)state;
    struct arena arena = {0};
    uint64_t *array = NULL;
    for (size_t count = 0; count < 1000; count++) {
        array = arena_grow(&arena, array, count, sizeof *array);
        assert_non_null(array);
        array[count] = count;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(array[i], i);
    assert_null(arena_grow(&arena, array, 1024, SIZE_MAX / 1024));
    arena_free(&arena);
}

static void what_was_taken_last_grows_where_it_is(void **state) {
    (void)state;
    struct arena arena = {0};
    uint64_t *array = arena_grow(&arena, NULL, 0, sizeof *array);
    assert_ptr_equal(arena_grow(&arena, array, 1, sizeof *array), array);
    assert_non_null(arena_octets(&arena, 1));
    assert_ptr_not_equal(arena_grow(&arena, array, 2, sizeof *array), array);
    arena_free(&arena);
}

static void clearing_keeps_the_first_block(void **state) {
    (void)state;
    struct arena arena = {0};
    uint8_t *first = arena_octets(&arena, 100);
    size_t held = arena.held;
    assert_non_null(arena_octets(&arena, 100000));
    assert_true(arena.held >= held + 100000);
    arena_clear(&arena);
    assert_int_equal(arena.held, held);
    assert_ptr_equal(arena_octets(&arena, 100), first);
    arena_free(&arena);
    arena_clear(&arena);
    assert_int_equal(arena.held, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_is_aligned_zero_and_apart),
        cmocka_unit_test(what_may_begin_with_a_line_of_cache_does),
        cmocka_unit_test(copies_stay_while_the_arena_grows),
        cmocka_unit_test(an_array_grows_by_one),
        cmocka_unit_test(what_was_taken_last_grows_where_it_is),
        cmocka_unit_test(clearing_keeps_the_first_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
