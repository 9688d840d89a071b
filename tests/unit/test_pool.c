#include "session/pool.h"

#include "base/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void memory_comes_back_newest_first(void **state) {
    (void)state;
    struct session_pool pool = {.count = 0};
    void *first = session_pool_take(&pool, 100);
    void *second = session_pool_take(&pool, 100);
    session_pool_give(&pool, first);
    session_pool_give(&pool, second);
    assert_ptr_equal(session_pool_take(&pool, 100), second);
    assert_ptr_equal(session_pool_take(&pool, 100), first);
    free(first);
    free(second);
    session_pool_clear(&pool);
}

static void memory_begins_at_a_line_of_cache(void **state) {
    (void)state;
    for (size_t size = 1; size < 300; size += 7) {
        void *memory = session_pool_take(NULL, size);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % CACHE_LINE, 0);
        memset(memory, 1, size);
        session_pool_give(NULL, memory);
    }
}

static void no_more_is_kept_than_the_bound(void **state) {
    (void)state;
    struct session_pool pool = {.count = 0};
    for (int i = 0; i < SESSION_POOL + 10; i++)
        session_pool_give(&pool, malloc(100));
    assert_int_equal(pool.count, SESSION_POOL);
    session_pool_clear(&pool);
    assert_int_equal(pool.count, 0);
}

static void other_sizes_do_not_mix(void **state) {
    (void)state;
    struct session_pool pool = {.count = 0};
    session_pool_give(&pool, session_pool_take(&pool, 100));
    void *larger = session_pool_take(&pool, 4000);
    assert_int_equal(pool.count, 0);
    assert_non_null(larger);
    session_pool_give(&pool, larger);
    session_pool_clear(&pool);
}

static void without_a_pool_it_is_plain_memory(void **state) {
    (void)state;
    void *memory = session_pool_take(NULL, 100);
    assert_non_null(memory);
    session_pool_give(NULL, memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_comes_back_newest_first),
        cmocka_unit_test(memory_begins_at_a_line_of_cache),
        cmocka_unit_test(no_more_is_kept_than_the_bound),
        cmocka_unit_test(other_sizes_do_not_mix),
        cmocka_unit_test(without_a_pool_it_is_plain_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
