#include "capture/waiting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Octets from `sequence` on that acknowledge `acknowledgment` (0: nothing). */
static struct addition add(struct waiting *waiting, uint32_t sequence, const char *octets,
                           uint32_t acknowledgment) {
    struct piece piece = {
        .sequence = sequence,
        .acknowledgment = acknowledgment,
        .acknowledges = acknowledgment != 0,
        .place = {.packet = 1, .offset = 1000 + sequence},
        .octets = slice_string(octets),
    };
    return waiting_add(waiting, &piece);
}

/* Checks the pieces, "sequence:octets/acknowledgment" each, and that offsets went with them. */
static void expect(struct waiting *waiting, const char *want) {
    char text[512] = "";
    for (size_t n = 0; n < waiting->count; n++) {
        const struct piece *piece = waiting_at(waiting, n);
        assert_int_equal(piece->place.offset, 1000 + piece->sequence);
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%u:%.*s%s/%u", n ? " " : "", piece->sequence,
                 (int)piece->octets.size, (const char *)piece->octets.data, piece->fin ? "." : "",
                 piece->acknowledges ? piece->acknowledgment : 0);
    }
    assert_string_equal(text, want);
    waiting_clear(waiting);
    assert_int_equal(waiting->cost, 0);
}

static void keeps_order(void **state) {
    struct waiting waiting = {0};
    (void)state;
    add(&waiting, 30, "ccc", 0);
    add(&waiting, 10, "aaa", 0);
    add(&waiting, 20, "bbb", 0);
    expect(&waiting, "10:aaa/0 20:bbb/0 30:ccc/0");
}

static void keeps_first_octets(void **state) {
    struct waiting waiting = {0};
    (void)state;
    assert_true(add(&waiting, 10, "abc", 0).added);
    struct addition addition = add(&waiting, 8, "XXXXXXX", 0);
    assert_true(addition.added && addition.differs);
    expect(&waiting, "8:XX/0 10:abc/0 13:XX/0");
}

static void knows_what_it_has(void **state) {
    struct waiting waiting = {0};
    (void)state;
    add(&waiting, 10, "abc", 0);
    add(&waiting, 13, "def", 0);
    struct addition addition = add(&waiting, 11, "bcde", 0);
    assert_false(addition.added || addition.differs || addition.failed);
    expect(&waiting, "10:abc/0 13:def/0");
}

static void lower_acknowledgment_counts_for_what_it_came_with(void **state) {
    struct waiting waiting = {0};
    (void)state;
    add(&waiting, 10, "abcdef", 50);
    add(&waiting, 12, "cd", 40);
    add(&waiting, 10, "ab", 60);
    expect(&waiting, "10:ab/50 12:cd/40 14:ef/50");
}

static void fin_takes_a_number(void **state) {
    struct waiting waiting = {0};
    struct piece piece = {
        .sequence = 10, .fin = true, .octets = SLICE("abc"), .place = {.offset = 1010}};
    (void)state;
    add(&waiting, 12, "c", 0);
    waiting_add(&waiting, &piece);
    assert_int_equal(piece_end(&piece), 14);
    assert_false(waiting_add(&waiting, &piece).added);
    expect(&waiting, "10:ab/0 12:c/0 13:./0");
}

static void numbers_wrap(void **state) {
    struct waiting waiting = {0};
    struct piece piece = {.sequence = UINT32_MAX - 1, .octets = SLICE("abcd")};
    (void)state;
    waiting_add(&waiting, &piece);
    piece.sequence = 1;
    assert_true(waiting_add(&waiting, &piece).added);
    assert_int_equal(waiting.count, 2);
    assert_int_equal(waiting_at(&waiting, 1)->sequence, 2);
    assert_int_equal(waiting_at(&waiting, 1)->octets.data[0], 'b');
    waiting_clear(&waiting);
}

static void takes_from_the_front(void **state) {
    struct waiting waiting = {0};
    (void)state;
    for (uint32_t n = 0; n < 1000; n++) {
        add(&waiting, 10 * n + 10, "x", 0);
        add(&waiting, 10 * n + 15, "y", 0);
        struct piece *piece = waiting_take(&waiting);
        assert_int_equal(piece->sequence, 10 + 5 * n);
        free(piece);
    }
    assert_int_equal(waiting.count, 1000);
    assert_int_equal(waiting_front(&waiting)->sequence, 5010);
    waiting_clear(&waiting);
    assert_null(waiting_front(&waiting));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_order),
        cmocka_unit_test(keeps_first_octets),
        cmocka_unit_test(knows_what_it_has),
        cmocka_unit_test(lower_acknowledgment_counts_for_what_it_came_with),
        cmocka_unit_test(fin_takes_a_number),
        cmocka_unit_test(numbers_wrap),
        cmocka_unit_test(takes_from_the_front),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
