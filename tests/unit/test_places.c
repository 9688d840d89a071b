#include "index/places.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdlib.h>

struct packet_place {
    uint64_t number, record;
};

static void assert_places(const struct place_store *store, const struct place_list *list,
                          const struct packet_place *expected, size_t count) {
    struct place_cursor cursor;
    places_begin(list, &cursor);
    for (size_t i = 0; i < count; i++) {
        assert_true(places_next(store, &cursor));
        assert_int_equal(cursor.number, expected[i].number);
        assert_int_equal(cursor.record, expected[i].record);
    }
    assert_false(places_next(store, &cursor));
    assert_int_equal(list->count, count);
}

static void an_empty_list_has_no_places(void **state) {
    (void)state;
    struct place_store *store = place_store_new();
    assert_non_null(store);
    struct place_list list = {0};
    assert_places(store, &list, NULL, 0);
    places_drop(store, &list);
    place_store_free(store);
    place_store_free(NULL);
}

static void any_distance_comes_back(void **state) {
    (void)state;
    static const struct packet_place places[] = {
        {1, 24},         {2, 100},         {3, 24},          {UINT64_MAX, 0},
        {1, UINT64_MAX}, {1u << 20, 1},    {5, 1ull << 62},  {6, (1ull << 62) - 1},
        {7, 0},          {1ull << 63, 64}, {8, 1ull << 63},  {9, 63},
        {10, 127},       {11, 191},        {12, UINT64_MAX}, {13, 0},
    };
    enum { COUNT = sizeof places / sizeof *places };
    struct place_store *store = place_store_new();
    assert_non_null(store);
    struct place_list list = {0};
    for (size_t i = 0; i < COUNT; i++)
        assert_true(places_add(store, &list, places[i].number, places[i].record));
    assert_places(store, &list, places, COUNT);
    place_store_free(store);
}

static void a_packet_is_added_once(void **state) {
    (void)state;
    struct place_store *store = place_store_new();
    assert_non_null(store);
    struct place_list list = {0};
    assert_true(places_add(store, &list, 7, 24));
    assert_true(places_add(store, &list, 7, 24));
    assert_places(store, &list, &(struct packet_place){7, 24}, 1);
    /* The same number in another file is another packet. */
    static const struct packet_place both[] = {{7, 24}, {7, (1ull << 48) | 24}};
    assert_true(places_add(store, &list, 7, both[1].record));
    assert_places(store, &list, both, 2);
    place_store_free(store);
}

/* Many lists grow at the same time in one store; some are dropped and begin again. */
static void lists_do_not_mix(void **state) {
    (void)state;
    enum { LISTS = 37, PACKETS = 20000 };
    static struct place_list lists[LISTS];
    static struct packet_place *expected[LISTS];
    static size_t count[LISTS];
    struct place_store *store = place_store_new();
    assert_non_null(store);
    for (size_t i = 0; i < LISTS; i++)
        assert_non_null(expected[i] = calloc(PACKETS, sizeof *expected[i]));
    uint64_t random = 1, record = 24;
    for (uint64_t number = 1; number <= PACKETS; number++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        size_t i = (random >> 33) % LISTS;
        record += 16 + (random >> 40) % 1500;
        if ((random >> 56) == 7) {
            places_drop(store, &lists[i]);
            count[i] = 0;
        }
        assert_true(places_add(store, &lists[i], number, record));
        expected[i][count[i]++] = (struct packet_place){number, record};
    }
    for (size_t i = 0; i < LISTS; i++) {
        assert_places(store, &lists[i], expected[i], count[i]);
        free(expected[i]);
    }
    place_store_free(store);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_list_has_no_places),
        cmocka_unit_test(any_distance_comes_back),
        cmocka_unit_test(a_packet_is_added_once),
        cmocka_unit_test(lists_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
