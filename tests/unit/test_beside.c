#include "ui/beside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct beside shown(size_t count, ...) {
    struct beside beside = {.share = BESIDE_SHARE};
    va_list aspects;
    va_start(aspects, count);
    for (size_t i = 0; i < count; i++)
        beside_turn(&beside, (enum aspect)va_arg(aspects, int), false);
    va_end(aspects);
    return beside;
}

static struct beside_layout lay_out(const struct beside *beside, size_t columns, size_t rows) {
    return beside_layout(beside, (struct area){1, 0, rows, columns}, false);
}

/* Everything lies within the area, and nothing overlaps. */
static void assert_tiled(const struct beside_layout *layout, size_t columns, size_t rows) {
    size_t covered =
        layout->main.rows * layout->main.columns + layout->divider.rows * layout->divider.columns;
    for (size_t i = 0; i < layout->count; i++) {
        const struct beside_place *place = &layout->places[i];
        assert_true(place->pane.row + place->pane.rows <= rows + 1);
        assert_true(place->pane.column + place->pane.columns <= columns);
        covered += (place->rule.rows + place->pane.rows) * place->pane.columns;
    }
    assert_int_equal(covered, rows * columns);
}

static void aspects_are_found_by_their_names(void **state) {
    (void)state;
    for (int aspect = 0; aspect < ASPECTS; aspect++)
        assert_int_equal(aspect_find(slice_string(aspect_name((enum aspect)aspect))), aspect);
    assert_int_equal(aspect_find(SLICE("byte")), ASPECT_NONE);
}

static void a_wide_terminal_has_panes_at_the_side(void **state) {
    struct beside beside = shown(2, ASPECT_BYTES, ASPECT_EXPLANATION);
    (void)state;
    struct beside_layout layout = lay_out(&beside, 132, 41);
    assert_tiled(&layout, 132, 41);
    assert_int_equal(layout.count, 2);
    assert_int_equal(layout.places[0].aspect, ASPECT_EXPLANATION); /* by their keys */
    assert_int_equal(layout.places[1].aspect, ASPECT_BYTES);
    assert_int_equal(layout.main.rows, 41);
    assert_int_equal(layout.divider.columns, 1);
    assert_int_equal(layout.places[0].pane.columns, 52);
}

static void a_narrow_terminal_has_the_latest_under_it(void **state) {
    struct beside beside = shown(2, ASPECT_BYTES, ASPECT_EXPLANATION);
    (void)state;
    struct beside_layout layout = lay_out(&beside, 80, 22);
    assert_tiled(&layout, 80, 22);
    assert_int_equal(layout.count, 1);
    assert_int_equal(layout.places[0].aspect, ASPECT_EXPLANATION);
    assert_int_equal(layout.main.columns, 80);
    assert_int_equal(layout.divider.columns, 0);
    layout = lay_out(&beside, 80, 58);
    assert_int_equal(layout.count, 2);
}

static void a_small_terminal_has_one_or_the_other(void **state) {
    struct beside beside = shown(1, ASPECT_TIMING);
    struct area area = {1, 0, 8, 40};
    (void)state;
    struct beside_layout layout = beside_layout(&beside, area, false);
    assert_int_equal(layout.count, 0);
    assert_int_equal(layout.main.rows, 8);
    layout = beside_layout(&beside, area, true);
    assert_int_equal(layout.count, 1);
    assert_int_equal(layout.main.rows, 0);
    assert_int_equal(layout.places[0].pane.rows, 7);
}

static void the_key_of_a_pane_that_is_not_seen_brings_it_up(void **state) {
    struct beside beside = shown(2, ASPECT_EXPLANATION, ASPECT_BYTES);
    (void)state;
    beside_turn(&beside, ASPECT_EXPLANATION, false); /* there was no room for it */
    assert_int_equal(beside.count, 2);
    assert_int_equal(beside.shown[1], ASPECT_EXPLANATION);
    beside_turn(&beside, ASPECT_EXPLANATION, true);
    assert_int_equal(beside.count, 1);
    assert_int_equal(beside.shown[0], ASPECT_BYTES);
}

static void panes_grow_and_shrink_within_bounds(void **state) {
    struct beside beside = shown(1, ASPECT_STATES);
    (void)state;
    for (int i = 0; i < 40; i++)
        beside_grow(&beside, true);
    assert_int_equal(beside.share, BESIDE_SHARE_MOST);
    struct beside_layout layout = lay_out(&beside, 120, 41);
    assert_true(layout.main.columns >= 47);
    for (int i = 0; i < 40; i++)
        beside_grow(&beside, false);
    assert_int_equal(beside.share, BESIDE_SHARE_LEAST);
    layout = lay_out(&beside, 120, 41);
    assert_int_equal(layout.places[0].pane.columns, 40);
}

/* Dragging the line to a place brings it there, as far as the bounds allow. */
static void the_line_goes_where_it_is_dragged(void **state) {
    struct beside beside = shown(1, ASPECT_STATES);
    (void)state;
    struct beside_layout layout = lay_out(&beside, 160, 41);
    assert_true(beside_divides(&layout, 20, layout.divider.column));
    assert_false(beside_divides(&layout, 20, layout.divider.column + 1));
    for (size_t column = 50; column < 115; column += 5) {
        beside_set_share(&beside, beside_share_at(&layout, 20, column));
        layout = lay_out(&beside, 160, 41);
        assert_true(layout.divider.column >= column - 1 && layout.divider.column <= column + 1);
    }
    layout = lay_out(&beside, 80, 40);
    assert_true(beside_divides(&layout, layout.places[0].rule.row, 3));
    for (size_t row = 12; row < 30; row += 3) {
        beside_set_share(&beside, beside_share_at(&layout, row, 3));
        layout = lay_out(&beside, 80, 40);
        assert_true(layout.places[0].rule.row >= row - 1 && layout.places[0].rule.row <= row + 1);
    }
    beside_set_share(&beside, 1000);
    assert_int_equal(beside.share, BESIDE_SHARE_MOST);
    beside_set_share(&beside, 0);
    assert_int_equal(beside.share, BESIDE_SHARE_LEAST);
}

static void every_size_is_tiled(void **state) {
    struct beside none = {.share = BESIDE_SHARE};
    (void)state;
    for (size_t count = 0; count <= ASPECTS; count++) {
        struct beside beside = none;
        for (size_t i = 0; i < count; i++)
            beside_turn(&beside, (enum aspect)i, false);
        for (size_t columns = 1; columns < 240; columns += 7)
            for (size_t rows = 0; rows < 80; rows++) {
                struct beside_layout layout = lay_out(&beside, columns, rows);
                assert_tiled(&layout, columns, rows);
            }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aspects_are_found_by_their_names),
        cmocka_unit_test(a_wide_terminal_has_panes_at_the_side),
        cmocka_unit_test(a_narrow_terminal_has_the_latest_under_it),
        cmocka_unit_test(a_small_terminal_has_one_or_the_other),
        cmocka_unit_test(the_key_of_a_pane_that_is_not_seen_brings_it_up),
        cmocka_unit_test(panes_grow_and_shrink_within_bounds),
        cmocka_unit_test(the_line_goes_where_it_is_dragged),
        cmocka_unit_test(every_size_is_tiled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
