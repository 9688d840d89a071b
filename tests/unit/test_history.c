/* Lines that were written before: the latest last, each once, in a file. */
#include "ui/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_line(struct history *history, size_t back, const char *expected) {
    assert_true(slice_equal(history_line(history, back), slice_string(expected)));
}

static void each_line_is_there_once(void **state) {
    struct history history;
    (void)state;
    history_init(&history, HISTORY_FILTERS, false);
    history_add(&history, SLICE("one"));
    history_add(&history, SLICE("two"));
    history_add(&history, SLICE("one"));
    history_add(&history, SLICE("one"));
    assert_int_equal(history_count(&history), 2);
    assert_line(&history, 0, "one");
    assert_line(&history, 1, "two");
    assert_line(&history, 2, "");
    history_free(&history);
}

static void what_is_no_line_is_not_kept(void **state) {
    struct history history;
    (void)state;
    history_init(&history, HISTORY_FILTERS, false);
    history_add(&history, SLICE(""));
    history_add(&history, SLICE("a\nb"));
    history_add(&history, SLICE("a\033[2J"));
    assert_int_equal(history_count(&history), 0);
    history_free(&history);
}

static void there_are_not_too_many(void **state) {
    struct history history;
    char line[16];
    (void)state;
    history_init(&history, HISTORY_FILTERS, false);
    for (size_t i = 0; i < 3 * HISTORY_LINES; i++) {
        (void)snprintf(line, sizeof line, "%zu", i % (HISTORY_LINES + 7));
        history_add(&history, slice_string(line));
    }
    assert_int_equal(history_count(&history), HISTORY_LINES);
    assert_line(&history, 0, line);
    history_free(&history);
}

static void a_file_keeps_them(void **state) {
    char folder[] = "/tmp/heloise-history-XXXXXX", path[128];
    struct history history;
    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)setenv("XDG_STATE_HOME", folder, 1);
    for (int run = 0; run < 3; run++) {
        history_init(&history, HISTORY_FILTERS, true);
        assert_int_equal(history_count(&history), run > 0 ? 2 : 0);
        history_add(&history, SLICE("tls"));
        history_add(&history, SLICE("octets > 1M"));
        assert_line(&history, 0, "octets > 1M");
        history_free(&history);
    }
    (void)snprintf(path, sizeof path, "%s/heloise/filters", folder);
    assert_int_equal(remove(path), 0);
    (void)snprintf(path, sizeof path, "%s/heloise", folder);
    assert_int_equal(remove(path), 0); /* nothing else was left there */
    assert_int_equal(remove(folder), 0);
    (void)setenv("XDG_STATE_HOME", "/dev/null", 1); /* it cannot be written: nobody is disturbed */
    history_init(&history, HISTORY_FILTERS, true);
    history_add(&history, SLICE("tls"));
    assert_line(&history, 0, "tls");
    history_free(&history);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line_is_there_once),
        cmocka_unit_test(what_is_no_line_is_not_kept),
        cmocka_unit_test(there_are_not_too_many),
        cmocka_unit_test(a_file_keeps_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
