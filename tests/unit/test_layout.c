#include "report/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static const struct layout_column columns[] = {{4, 10, 0}, {6, 6, 2}, {3, 5, 1}, {4, 4, 0}};

static void assert_widths(size_t width, size_t a, size_t b, size_t c, size_t d) {
    size_t widths[4];
    layout_columns(columns, 4, width, 1, widths);
    const size_t expected[4] = {a, b, c, d};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(widths[i], expected[i]);
}

static void without_edge_all_have_most(void **state) {
    (void)state;
    assert_widths(0, 10, 6, 5, 4);
}

static void lower_ranks_come_first(void **state) {
    (void)state;
    assert_widths(5, 4, 0, 0, 4);   /* less than rank 0 needs */
    assert_widths(9, 4, 0, 0, 4);   /* just rank 0 */
    assert_widths(12, 7, 0, 0, 4);  /* not yet room for rank 1: 3 and a gap */
    assert_widths(13, 4, 0, 3, 4);  /* rank 1 */
    assert_widths(20, 4, 6, 3, 4);  /* rank 2, to the last column */
    assert_widths(23, 6, 6, 4, 4);  /* what is left is dealt out */
    assert_widths(99, 10, 6, 5, 4); /* and never more than most */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_edge_all_have_most),
        cmocka_unit_test(lower_ranks_come_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
