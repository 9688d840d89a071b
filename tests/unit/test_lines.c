#include "report/lines.h"

#include "told_session.h"

#include "report/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void draw(struct lines *lines, enum ink ink, const char *text) {
    bool inked = canvas_ink(&lines->canvas, ink);
    writer_string(&lines->text, text);
    canvas_plain(&lines->canvas, inked);
}

static void assert_line(const struct lines *lines, size_t n, const char *expected) {
    assert_true(n < lines->count);
    assert_true(slice_equal(lines_text(lines, n), slice_string(expected)));
}

static void assert_next_run(const struct lines *lines, size_t n, size_t *span, size_t *at,
                            enum ink ink, const char *expected) {
    struct ink_run run;
    assert_true(lines_run(lines, n, span, at, &run));
    assert_int_equal(run.ink, ink);
    assert_true(slice_equal(run.text, slice_string(expected)));
}

static void runs_of_a_line_are_by_ink(void **state) {
    struct lines lines;
    struct ink_run run;
    (void)state;
    lines_init(&lines, false);
    draw(&lines, INK_PLAIN, "one ");
    draw(&lines, INK_REFUSED, "550");
    draw(&lines, INK_PLAIN, " no");
    canvas_end_line(&lines.canvas);
    size_t span = lines.list[0].span, at = 0;
    assert_line(&lines, 0, "one 550 no");
    assert_next_run(&lines, 0, &span, &at, INK_PLAIN, "one ");
    assert_next_run(&lines, 0, &span, &at, INK_REFUSED, "550");
    assert_next_run(&lines, 0, &span, &at, INK_PLAIN, " no");
    assert_false(lines_run(&lines, 0, &span, &at, &run));
    lines_free(&lines);
}

static void ink_goes_on_over_the_end_of_a_line(void **state) {
    struct lines lines;
    (void)state;
    lines_init(&lines, false);
    bool inked = canvas_ink(&lines.canvas, INK_NOTE);
    writer_string(&lines.text, "first");
    canvas_end_line(&lines.canvas);
    writer_string(&lines.text, "second");
    canvas_plain(&lines.canvas, inked);
    writer_string(&lines.text, " plain");
    canvas_end_line(&lines.canvas);
    size_t span = lines.list[1].span, at = 0;
    assert_next_run(&lines, 1, &span, &at, INK_NOTE, "second");
    assert_next_run(&lines, 1, &span, &at, INK_PLAIN, " plain");
    lines_free(&lines);
}

static void lines_can_be_emptied_and_drawn_again(void **state) {
    struct lines lines;
    (void)state;
    lines_init(&lines, false);
    draw(&lines, INK_OK, "old");
    canvas_end_line(&lines.canvas);
    lines_empty(&lines);
    assert_int_equal(lines.count, 0);
    draw(&lines, INK_MORE, "new");
    canvas_end_line(&lines.canvas);
    size_t span = lines.list[0].span, at = 0;
    assert_int_equal(lines.count, 1);
    assert_next_run(&lines, 0, &span, &at, INK_MORE, "new");
    lines_free(&lines);
}

/* The text of a transcript on lines is to the octet what a stream gets. */
static void a_transcript_is_the_same_on_a_screen_and_on_a_stream(void **state) {
    const struct report_options options = {.time = TIME_RELATIVE, .width = 48, .quiet = true};
    struct writer stream = writer_to(WRITER_MEMORY), joined = writer_to(WRITER_MEMORY);
    struct index_row *row = told_session_new(true);
    struct error error = {0};
    struct lines lines;
    (void)state;
    lines_init(&lines, false);
    struct report *printed = report_new(REPORT_SHOW, FORMAT_TEXT, &options, &stream, &error);
    struct report *drawn = report_new_on(REPORT_SHOW, &options, &lines.canvas, &error);
    report_session(printed, row, NULL);
    report_session(drawn, row, NULL);
    for (size_t n = 0; n < lines.count; n++) {
        writer_add(&joined, lines_text(&lines, n));
        writer_put(&joined, '\n');
    }
    assert_true(lines.whole);
    assert_true(slice_equal(buffer_slice(&stream.buffer), buffer_slice(&joined.buffer)));
    report_free(printed);
    report_free(drawn);
    told_session_free(row);
    lines_free(&lines);
    writer_free(&stream);
    writer_free(&joined);
}

static void each_line_tells_its_event_and_its_margin(void **state) {
    const struct report_options options = {.time = TIME_RELATIVE};
    struct index_row *row = told_session_new(true);
    struct error error = {0};
    struct lines lines;
    (void)state;
    lines_init(&lines, false);
    struct report *report = report_new_on(REPORT_SHOW, &options, &lines.canvas, &error);
    report_session(report, row, NULL);
    assert_int_equal(lines.list[0].mark, CANVAS_NO_MARK); /* the heading */
    assert_int_equal(lines.list[0].margin, 0);
    size_t reply = lines_find_mark(&lines, 0, 2); /* 250-mx.example.org, 250 AUTH PLAIN */
    assert_int_equal(lines.list[reply + 1].mark, 2);
    assert_int_not_equal(lines.list[reply + 2].mark, 2);
    struct slice second = slice_from(lines_text(&lines, reply + 1), lines.list[reply + 1].margin);
    assert_true(slice_equal(second, SLICE("250 AUTH PLAIN")));
    assert_int_equal(lines_find_mark(&lines, 0, 9999), lines.count);
    report_free(report);
    told_session_free(row);
    lines_free(&lines);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_of_a_line_are_by_ink),
        cmocka_unit_test(ink_goes_on_over_the_end_of_a_line),
        cmocka_unit_test(lines_can_be_emptied_and_drawn_again),
        cmocka_unit_test(a_transcript_is_the_same_on_a_screen_and_on_a_stream),
        cmocka_unit_test(each_line_tells_its_event_and_its_margin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
