#include "report/ladder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "drawn.h"
#include "report/show.h"
#include "told_session.h"

static void draw_wrapped(struct lines *lines, const struct index_row *row, size_t width) {
    const struct report_options options = {.time = TIME_RELATIVE, .width = width, .wrap = true};
    lines_init(lines, true);
    ladder_draw(&lines->canvas, &options, row, NULL);
}

static void draw(struct lines *lines, const struct index_row *row, size_t width, bool ascii) {
    const struct report_options options = {.time = TIME_RELATIVE, .width = width};
    lines_init(lines, ascii);
    ladder_draw(&lines->canvas, &options, row, NULL);
}

static void arrows_go_between_the_sides(void **state) {
    struct index_row *row = told_session_new(true);
    struct lines lines;
    (void)state;
    draw(&lines, row, 80, true);
    assert_drawn(&lines,
                 "#3  smtp  192.0.2.1:1470 -> 192.0.2.25:25  2009-10-05 06:06:07  refused\n"
                 "192.0.2.25 port 25 refused the message for c@d: \"no \\xff\\xfe\".\n"
                 "Each line without an arrow stands for 243ms.\n"
                 "                  192.0.2.1:1470                                192.0.2.25:25\n"
                 "0.001000          |<----------------------------------- 220 mx.example.org -|\n"
                 "0.002000          |- EHLO a ----------------------------------------------->|\n"
                 "0.004000 2.00ms   |<------------------------- 250-mx.example.org (+1 line) -|\n"
                 "0.005000          |- AUTH PLAIN **** -------------------------------------->|\n"
                 "0.007000 2.00ms   |<------------------------------------ 235 2.7.0 welcome -|\n"
                 "0.010000        + |- MAIL FROM:<a@b> -------------------------------------->|\n"
                 "0.010000        | |- RCPT TO:<c@d> ---------------------------------------->|\n"
                 "0.010000        + |- DATA ------------------------------------------------->|\n"
                 "0.012000 2.00ms   |<------------------------- 250 ok  (answers MAIL <a@b>) -| +\n"
                 "0.012000 2.00ms   |<------------------------- 250 ok  (answers RCPT <c@d>) -| |\n"
                 "0.012000 2.00ms   |<---------------------------- 354 go on  (answers DATA) -| +\n"
                 "0.024000          |= message of 29 octets \"hi\" ============================>|\n"
                 "0.026000 2.00ms   |<------------ 550 5.7.1 no \\xff\\xfe  (verdict: refused) -|\n"
                 "0.030000          |- N\\u{d6}\\xe2P ----------------------------------------->|\n"
                 "0.040000          |x................... 7 octets of the server are missing .|\n"
                 "0.041000          |~ 2 segments of the client sent again  (2920 octets in~ ~|\n"
                 "0.042000          |~ 2001:db8::1 says to the server: packet too big; the ~ ~|\n"
                 "                  |                                                         #\n"
                 "                  |                                                         #\n"
                 "                  |                                                   1.45s #\n"
                 "                  |                                                         #\n"
                 "                  |                                                         #\n"
                 "                  |                                                         #\n"
                 "1.500000          |x......................... server resets the connection .|\n");
    lines_free(&lines);
    told_session_free(row);
}

/* What has no room in an arrow goes on below it, word by word; brackets go round it. */
static void long_labels_are_wrapped(void **state) {
    struct index_row *row = told_session_new(true);
    struct lines lines;
    (void)state;
    draw_wrapped(&lines, row, 40);
    assert_drawn(&lines, "#3  smtp  192.0.2.1:1470 -> 192.0.2.25:25  refused\n"
                         "192.0.2.25 port 25 refused the message\n"
                         "for c@d: \"no \\xff\\xfe\".\n"
                         "Each line without an arrow stands for\n"
                         "486ms.\n"
                         "  192.0.2.1:1470        192.0.2.25:25\n"
                         "  |<----------- 220 mx.example.org -|\n"
                         "  |- EHLO a ----------------------->|\n"
                         "  |<- 250-mx.example.org (+1 line) -|\n"
                         "  |- AUTH PLAIN **** -------------->|\n"
                         "  |<------------ 235 2.7.0 welcome -|\n"
                         "+ |- MAIL FROM:<a@b> -------------->|\n"
                         "| |- RCPT TO:<c@d> ---------------->|\n"
                         "+ |- DATA ------------------------->|\n"
                         "  |<- 250 ok  (answers MAIL <a@b>) -| +\n"
                         "  |<- 250 ok  (answers RCPT <c@d>) -| |\n"
                         "  |<---- 354 go on  (answers DATA) -| +\n"
                         "  |= message of 29 octets \"hi\" ====>|\n"
                         "  |< 550 5.7.1 no \\xff\\xfe ---------|\n"
                         "  |  (verdict: refused)             |\n"
                         "  |- N\\u{d6}\\xe2P ----------------->|\n"
                         "  |x 7 octets of the server are ....|\n"
                         "  |  missing                        |\n"
                         "  |~ 2 segments of the client sent ~|\n"
                         "  |  again  (2920 octets in         |\n"
                         "  |  1.00ms)                        |\n"
                         "  |~ 2001:db8::1 says to the ~~~~~~~|\n"
                         "  |  server: packet too big; the    |\n"
                         "  |  next link takes 1280 octets    |\n"
                         "  |                                 #\n"
                         "  |                           1.45s #\n"
                         "  |                                 #\n"
                         "  |x. server resets the connection .|\n");
    lines_free(&lines);
    told_session_free(row);
}

static void a_narrow_ladder_has_no_times(void **state) {
    struct index_row *row = told_session_new(true);
    struct lines lines;
    (void)state;
    draw(&lines, row, 40, false);
    assert_drawn(&lines, "#3  smtp  192.0.2.1:1470 -> 192.0.2.25:25  refused\n"
                         "192.0.2.25 port 25 refused the message\n"
                         "for c@d: \"no \\xff\\xfe\".\n"
                         "Each line without an arrow stands for\n"
                         "486ms.\n"
                         "  192.0.2.1:1470        192.0.2.25:25\n"
                         "  │◀─────────── 220 mx.example.org ─│\n"
                         "  │─ EHLO a ───────────────────────▶│\n"
                         "  │◀─ 250-mx.example.org (+1 line) ─│\n"
                         "  │─ AUTH PLAIN **** ──────────────▶│\n"
                         "  │◀──────────── 235 2.7.0 welcome ─│\n"
                         "╭ │─ MAIL FROM:<a@b> ──────────────▶│\n"
                         "│ │─ RCPT TO:<c@d> ────────────────▶│\n"
                         "╰ │─ DATA ─────────────────────────▶│\n"
                         "  │◀─ 250 ok  (answers MAIL <a@b>) ─│ ╮\n"
                         "  │◀─ 250 ok  (answers RCPT <c@d>) ─│ │\n"
                         "  │◀──── 354 go on  (answers DATA) ─│ ╯\n"
                         "  │━ message of 29 octets \"hi\" ━━━━▶│\n"
                         "  │◀ 550 5.7.1 no \\xff\\xfe  (verd… ─│\n"
                         "  │─ NÖ\\xe2P ──────────────────────▶│\n"
                         "  │╳ 7 octets of the server are m… ╌│\n"
                         "  │┄ 2 segments of the client sen… ┄│\n"
                         "  │┄ 2001:db8::1 says to the serv… ┄│\n"
                         "  │                                 ┃\n"
                         "  │                           1.45s ┃\n"
                         "  │                                 ┃\n"
                         "  │╳╌ server resets the connection ╌│\n");
    lines_free(&lines);
    told_session_free(row);
}

/* Each event that the transcript tells has one line, in the same order; no line is too long. */
static void every_event_has_its_line_at_any_width(void **state) {
    struct index_row *row = told_session_new(true);
    (void)state;
    for (size_t width = 1; width < 200; width++) {
        struct lines lines;
        uint32_t before = 0, marked = 0;
        draw(&lines, row, width, width % 2);
        for (size_t n = 0; n < lines.count; n++) {
            uint32_t mark = lines.list[n].mark;
            if (mark == CANVAS_NO_MARK)
                continue;
            assert_true(marked == 0 || mark > before);
            before = mark;
            marked++;
        }
        assert_int_equal(marked, transcript_count(row->transcript));
        lines_free(&lines);
    }
    told_session_free(row);
}

static void waiting_is_drawn_to_scale(void **state) {
    (void)state;
    assert_int_equal(ladder_rows(0, 100, 6), 0);
    assert_int_equal(ladder_rows(-5, 100, 6), 0);
    assert_int_equal(ladder_rows(7, 100, 6), 0);
    assert_int_equal(ladder_rows(9, 100, 6), 1);
    assert_int_equal(ladder_rows(50, 100, 6), 3);
    assert_int_equal(ladder_rows(100, 100, 6), 6);
    assert_int_equal(ladder_rows(INT64_MAX, 1, 6), 6);
    assert_int_equal(ladder_rows(1, 0, 6), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrows_go_between_the_sides),
        cmocka_unit_test(long_labels_are_wrapped),
        cmocka_unit_test(a_narrow_ladder_has_no_times),
        cmocka_unit_test(every_event_has_its_line_at_any_width),
        cmocka_unit_test(waiting_is_drawn_to_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
