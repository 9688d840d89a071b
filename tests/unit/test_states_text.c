#include "report/states_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "drawn.h"

static void the_way_that_was_taken_is_lit(void **state) {
    const struct report_options options = {.width = 72};
    struct machine machine;
    struct lines lines;
    (void)state;
    assert_true(machine_of("pop3", &machine));
    const struct states_look look = {
        .here = 1, .from = 0, .by = SLICE("pass"), .visited = 1u << 0 | 1u << 1};
    lines_init(&lines, true);
    struct sheet sheet = {.canvas = &lines.canvas, .options = &options};
    states_text(&sheet, &machine, &look);
    assert_int_equal(lines.list[0].mark, 0);
    assert_int_equal(lines.list[2].mark, 1);
    assert_drawn(&lines, "(o) authorization  AUTH APOP >PASS -> transaction   CAPA STLS USER QUIT\n"
                         "(*) transaction    QUIT -> update   CAPA STAT LIST UIDL TOP RETR DELE\n"
                         "                   NOOP RSET\n"
                         "                   The maildrop is open and locked: messages can be\n"
                         "                   listed, read and marked.\n"
                         "( ) update\n");
    sheet_clear(&sheet);
    lines_free(&lines);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_way_that_was_taken_is_lit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
