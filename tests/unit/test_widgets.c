/* Widgets know no mail and no terminal: what they do is seen in numbers and on a surface. */
#include "ui/widgets/bar.h"
#include "ui/widgets/input_line.h"
#include "ui/widgets/list.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/scrub.h"
#include "ui/widgets/skyline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_row(const struct surface *surface, size_t row, const char *expected) {
    struct writer text = writer_to(WRITER_MEMORY);
    surface_read(surface, row, &text);
    writer_put(&text, '\0');
    assert_string_equal((const char *)text.buffer.data, expected);
    writer_free(&text);
}

/* ---- list ---- */

static void assert_list(const struct list *list, size_t cursor, size_t top) {
    assert_int_equal(list->cursor, cursor);
    assert_int_equal(list->top, top);
}

static void do_list(struct list *list, enum action action) {
    assert_true(list_act(list, action));
    list_show(list, list->rows);
}

static void a_list_scrolls_with_its_cursor(void **state) {
    struct list list = {0};
    (void)state;
    list_set_count(&list, 100000);
    list_show(&list, 20);
    do_list(&list, ACTION_down);
    assert_list(&list, 1, 0);
    do_list(&list, ACTION_page_down);
    assert_list(&list, 20, 19);
    do_list(&list, ACTION_page_up);
    assert_list(&list, 1, 0);
    do_list(&list, ACTION_last);
    assert_list(&list, 99999, 99980);
    do_list(&list, ACTION_down);
    assert_list(&list, 99999, 99980);
    do_list(&list, ACTION_half_up);
    assert_list(&list, 99989, 99970);
    do_list(&list, ACTION_first);
    do_list(&list, ACTION_up);
    assert_list(&list, 0, 0);
    assert_false(list_act(&list, ACTION_open));
}

static void a_list_survives_what_happens_to_it(void **state) {
    struct list list = {0};
    (void)state;
    for (int action = 0; action < ACTIONS; action++) /* it is empty */
        (void)list_act(&list, (enum action)action);
    list_show(&list, 0);
    assert_list(&list, 0, 0);
    list_set_count(&list, 50);
    list_go(&list, 49);
    list_show(&list, 10);
    list_set_count(&list, 5); /* rows were filtered away */
    list_show(&list, 10);
    assert_list(&list, 4, 0);
    list_show(&list, 2); /* the terminal became smaller */
    assert_list(&list, 4, 3);
}

/* ---- pane ---- */

/* Ten items: item n has 1 + n % 3 lines; the first line belongs to none. */
static void draw_items(struct lines *lines) {
    lines_init(lines, false);
    writer_string(&lines->text, "heading");
    canvas_end_line(&lines->canvas);
    for (uint32_t n = 0; n < 10; n++) {
        canvas_mark(&lines->canvas, n);
        for (uint32_t i = 0; i <= n % 3; i++) {
            writer_string(&lines->text, "item ");
            writer_number(&lines->text, n, 1);
            canvas_end_line(&lines->canvas);
        }
    }
}

static void do_pane(struct pane *pane, enum action action) {
    assert_true(pane_act(pane, action));
    pane_show(pane, pane->rows);
}

static void a_pane_goes_from_item_to_item(void **state) {
    struct lines lines;
    struct pane pane = {.lines = &lines};
    (void)state;
    draw_items(&lines);
    pane_show(&pane, 4);
    assert_int_equal(pane_mark(&pane), CANVAS_NO_MARK);
    for (uint32_t n = 0; n < 10; n++) {
        do_pane(&pane, ACTION_down);
        while (pane_mark(&pane) != n) /* the one before is scrolled into sight first */
            do_pane(&pane, ACTION_down);
        assert_true(pane.cursor < pane.top + 4);
    }
    do_pane(&pane, ACTION_down);
    assert_int_equal(pane_mark(&pane), 9);
    for (int n = 9; n > 0; n--) {
        do_pane(&pane, ACTION_up);
        while ((int)pane_mark(&pane) != n - 1)
            do_pane(&pane, ACTION_up);
    }
    do_pane(&pane, ACTION_last);
    assert_int_equal(pane_mark(&pane), 9);
    do_pane(&pane, ACTION_first);
    assert_int_equal(pane.top, 0);
    lines_free(&lines);
}

static void a_pane_pages_over_everything(void **state) {
    struct lines lines;
    struct pane pane = {.lines = &lines};
    (void)state;
    draw_items(&lines);
    pane_show(&pane, 4);
    for (int i = 0; i < 20; i++)
        do_pane(&pane, ACTION_page_down);
    assert_int_equal(pane_mark(&pane), 9);
    assert_int_equal(pane.top, lines.count - 4);
    for (int i = 0; i < 20; i++)
        do_pane(&pane, ACTION_page_up);
    assert_int_equal(pane.cursor, 0);
    assert_int_equal(pane.top, 0);
    lines_free(&lines);
}

static void a_pane_finds_its_item_again(void **state) {
    struct lines lines;
    struct pane pane = {.lines = &lines};
    (void)state;
    draw_items(&lines);
    pane_show(&pane, 4);
    pane_go(&pane, lines_find_mark(&lines, 0, 5) + 2);
    assert_int_equal(pane_mark(&pane), 5);
    assert_int_equal(pane_here(&pane), pane.cursor + 2);
    pane.cursor = 0;
    pane_return(&pane, 5);
    assert_int_equal(pane_mark(&pane), 5);
    pane_return(&pane, 77); /* it is gone: the pane stays */
    assert_int_equal(pane_mark(&pane), 5);
    lines_free(&lines);
}

/* Lines without a mark are seen, and never chosen. */
static void a_pane_passes_over_what_belongs_to_nothing(void **state) {
    struct lines lines;
    (void)state;
    lines_init(&lines, false);
    for (uint32_t n = 0; n < 12; n++) { /* a heading of three lines, then every other line */
        canvas_mark(&lines.canvas, n < 3 || n % 2 ? CANVAS_NO_MARK : n);
        writer_string(&lines.text, "line");
        canvas_end_line(&lines.canvas);
    }
    struct pane pane = {.lines = &lines, .marked = true};
    pane_show(&pane, 6);
    pane_go(&pane, 0);
    assert_int_equal(pane.cursor, 4);
    assert_true(pane_act(&pane, ACTION_down));
    assert_int_equal(pane.cursor, 6);
    assert_true(pane_act(&pane, ACTION_up));
    assert_int_equal(pane.cursor, 4);
    for (int i = 0; i < 5; i++) { /* up to the heading, with the cursor where it is */
        assert_true(pane_act(&pane, ACTION_up));
        pane_show(&pane, 6);
    }
    assert_int_equal(pane.top, 0);
    assert_int_equal(pane.cursor, 4);
    assert_true(pane_act(&pane, ACTION_last));
    assert_int_equal(pane.cursor, 10);
    pane_show(&pane, 6);
    assert_int_equal(pane.top, 6);
    assert_true(pane_act(&pane, ACTION_down));
    assert_int_equal(pane.cursor, 10);
    pane_go(&pane, 7);
    assert_int_equal(pane.cursor, 8);
    lines_free(&lines);
}

static bool is_even(const void *context, uint32_t mark) {
    (void)context;
    return mark % 2 == 0;
}

static void a_pane_lights_what_belongs_with_its_item(void **state) {
    struct surface surface = {0};
    struct lines lines;
    (void)state;
    draw_items(&lines);
    struct pane pane = {.lines = &lines};
    assert_true(surface_resize(&surface, 8, 10));
    pane_show(&pane, 8);
    pane_go(&pane, 2);
    pane_draw(&pane, &surface, surface_area(&surface),
              &(struct pane_look){.focus = true, .kin = is_even});
    assert_int_equal(surface.glyphs[1 * 10].under, ELEMENT_KIN);    /* item 0 */
    assert_int_equal(surface.glyphs[2 * 10].under, ELEMENT_CURSOR); /* item 1, the chosen one */
    assert_int_equal(surface.glyphs[4 * 10].under, ELEMENT_KIN);    /* item 2 */
    assert_int_equal(surface.glyphs[7 * 10].under, NO_LIGHT);       /* item 3 */
    surface_free(&surface);
    lines_free(&lines);
}

static void a_scrub_bar_tells_how_far_it_is(void **state) {
    struct surface surface = {.ascii = true};
    const struct scrub_mark marks[] = {{0, ELEMENT_REFUSED}, {800, ELEMENT_REFUSED}};
    (void)state;
    assert_true(surface_resize(&surface, 1, 11));
    scrub_draw(&surface, surface_area(&surface), 500, marks, 2);
    assert_row(&surface, 0, "!====O--:--");
    scrub_draw(&surface, surface_area(&surface), 5000, NULL, 0);
    assert_row(&surface, 0, "==========O");
    scrub_draw(&surface, surface_area(&surface), 0, NULL, 0);
    assert_row(&surface, 0, "O----------");
    const struct area bar = {0, 3, 1, 11};
    assert_int_equal(scrub_place(&bar, 0), 0);
    assert_int_equal(scrub_place(&bar, 8), 500);
    assert_int_equal(scrub_place(&bar, 13), 1000);
    assert_int_equal(scrub_place(&bar, 400), 1000);
    scrub_draw(&surface, (struct area){0, 0, 1, 0}, 500, marks, 2);
    assert_row(&surface, 0, "O----------");
    surface_free(&surface);
}

static void an_empty_pane_survives(void **state) {
    struct lines lines;
    struct pane pane = {.lines = &lines};
    struct surface surface = {0};
    (void)state;
    lines_init(&lines, false);
    assert_true(surface_resize(&surface, 3, 3));
    for (int reading = 0; reading < 2; reading++) {
        pane.reading = reading;
        for (int action = 0; action < ACTIONS; action++)
            (void)pane_act(&pane, (enum action)action);
        pane_draw(&pane, &surface, surface_area(&surface), &(struct pane_look){0});
        pane_draw(&pane, &surface, (struct area){0}, &(struct pane_look){0});
    }
    surface_free(&surface);
    lines_free(&lines);
}

static void a_pane_lights_matches_and_its_item(void **state) {
    struct lines lines;
    struct pane pane = {.lines = &lines};
    struct surface surface = {0};
    (void)state;
    draw_items(&lines);
    assert_true(surface_resize(&surface, 3, 10));
    pane_go(&pane, 1);
    pane_draw(&pane, &surface, surface_area(&surface),
              &(struct pane_look){.needle = {.text = SLICE("TEM")}, .focus = true});
    assert_row(&surface, 0, "heading");
    assert_row(&surface, 1, "item 0");
    assert_int_equal(surface.glyphs[10 + 1].light, ELEMENT_MATCH);
    assert_int_equal(surface.glyphs[10 + 4].light, NO_LIGHT);
    assert_int_equal(surface.glyphs[10 + 4].under, ELEMENT_CURSOR);
    assert_int_equal(surface.glyphs[20 + 4].under, NO_LIGHT);
    surface_free(&surface);
    lines_free(&lines);
}

/* ---- a line ---- */

static void a_line_scrolls_aside(void **state) {
    struct lines lines;
    struct surface surface = {0};
    (void)state;
    lines_init(&lines, false);
    writer_string(&lines.text, "\u6f22\u5b57 abcdefgh");
    canvas_end_line(&lines.canvas);
    assert_true(surface_resize(&surface, 1, 8));
    line_draw(&surface, surface_area(&surface), &lines, 0, 0, NULL, 0);
    assert_row(&surface, 0, "\u6f22\u5b57 ab\u203a");
    line_draw(&surface, surface_area(&surface), &lines, 0, 6, NULL, 0);
    assert_row(&surface, 0, "\u2039cdefgh");
    surface.ascii = true;
    line_draw(&surface, surface_area(&surface), &lines, 0, 100, NULL, 0);
    assert_row(&surface, 0, "<");
    surface_free(&surface);
    lines_free(&lines);
}

/* ---- the input line ---- */

static void type(struct input_line *line, const char *keys) {
    for (; *keys; keys++)
        assert_true(input_stroke(line, (uint8_t)*keys));
}

static void assert_input(const struct input_line *line, const char *text, size_t cursor) {
    assert_true(slice_equal(input_text(line), slice_string(text)));
    assert_int_equal(line->cursor, cursor);
}

static void an_input_line_edits(void **state) {
    struct input_line line = {0};
    (void)state;
    type(&line, "one two");
    assert_input(&line, "one two", 7);
    assert_true(input_stroke(&line, STROKE_CONTROL('W')));
    assert_input(&line, "one ", 4);
    assert_true(input_stroke(&line, 0xe9)); /* two octets, one character */
    assert_input(&line, "one \u00e9", 6);
    assert_true(input_stroke(&line, STROKE_LEFT));
    assert_input(&line, "one \u00e9", 4);
    assert_true(input_stroke(&line, STROKE_DELETE));
    assert_true(input_stroke(&line, STROKE_HOME));
    type(&line, ">");
    assert_true(input_stroke(&line, STROKE_END));
    assert_true(input_stroke(&line, STROKE_BACKSPACE));
    assert_input(&line, ">one", 4);
    assert_true(input_stroke(&line, STROKE_CONTROL('U')));
    assert_true(input_stroke(&line, STROKE_BACKSPACE));
    assert_true(input_stroke(&line, STROKE_DELETE));
    assert_input(&line, "", 0);
    assert_false(input_stroke(&line, STROKE_F1));
    input_free(&line);
}

static void check_line(const struct input_line *line, const char *text, size_t cursor) {
    assert_true(slice_equal(input_text(line), slice_string(text)));
    assert_int_equal(line->cursor, cursor);
}

static void lines_are_edited_as_in_readline(void **state) {
    struct input_line line = {.cursor = 0};
    (void)state;
    input_set(&line, SLICE("MAIL FROM:<a@b>"));
    assert_true(input_stroke(&line, STROKE_ALT('b')));
    check_line(&line, "MAIL FROM:<a@b>", 13);
    assert_true(input_stroke(&line, STROKE_ALT('b')));
    assert_true(input_stroke(&line, STROKE_ALT('b')));
    check_line(&line, "MAIL FROM:<a@b>", 5);
    assert_true(input_stroke(&line, STROKE_ALT('f')));
    check_line(&line, "MAIL FROM:<a@b>", 9);
    assert_true(input_stroke(&line, STROKE_CONTROL('K')));
    check_line(&line, "MAIL FROM", 9);
    assert_true(input_stroke(&line, STROKE_CONTROL('Y')));
    check_line(&line, "MAIL FROM:<a@b>", 15);
    /* what is killed one after the other comes back as one */
    assert_true(input_stroke(&line, STROKE_CONTROL('W')));
    assert_true(input_stroke(&line, STROKE_CONTROL('W')));
    check_line(&line, "", 0);
    assert_true(input_stroke(&line, STROKE_CONTROL('Y')));
    check_line(&line, "MAIL FROM:<a@b>", 15);
    assert_true(input_stroke(&line, STROKE_CONTROL('A')));
    assert_true(input_stroke(&line, STROKE_ALT('d')));
    assert_true(input_stroke(&line, STROKE_CONTROL('D')));
    check_line(&line, "FROM:<a@b>", 0);
    assert_true(input_stroke(&line, STROKE_CONTROL('F')));
    assert_true(input_stroke(&line, STROKE_CONTROL('T'))); /* the character before goes behind */
    check_line(&line, "RFOM:<a@b>", 2);
    assert_true(input_stroke(&line, STROKE_CONTROL('B')));
    check_line(&line, "RFOM:<a@b>", 1);
    assert_false(input_stroke(&line, STROKE_ALT('x')));
    assert_false(input_stroke(&line, STROKE_TAB));
    input_free(&line);
}

static void an_input_line_is_bounded(void **state) {
    struct input_line line = {0};
    (void)state;
    for (size_t i = 0; i < INPUT_MOST + 10; i++)
        assert_true(input_stroke(&line, 'x'));
    assert_int_equal(input_text(&line).size, INPUT_MOST);
    input_free(&line);
}

static void an_input_line_shows_its_cursor(void **state) {
    const struct input_look look = {.label = SLICE("/"), .element = ELEMENT_BAR};
    struct input_line line = {0};
    struct surface surface = {0};
    (void)state;
    assert_true(surface_resize(&surface, 1, 8));
    type(&line, "abcdefghij");
    input_draw(&line, &surface, surface_area(&surface), &look);
    assert_row(&surface, 0, "/efghij");
    assert_true(surface.cursor_shown);
    assert_int_equal(surface.cursor_column, 7);
    for (size_t columns = 0; columns < 4; columns++) { /* no room at all */
        assert_true(surface_resize(&surface, 1, columns));
        input_draw(&line, &surface, surface_area(&surface), &look);
    }
    surface_free(&surface);
    input_free(&line);
}

/* ---- bars ---- */

static void bars_give_way(void **state) {
    struct surface surface = {0};
    struct keymap keymap = keymap_default();
    (void)state;
    assert_true(surface_resize(&surface, 1, 30));
    bar_title(&surface, surface_area(&surface), SLICE("a name that is too long"), SLICE("2 of 3"));
    assert_row(&surface, 0, " a name that is too \u2026  2 of 3");
    bar_keys(&surface, surface_area(&surface), &keymap, SCREEN_TEXT, true);
    assert_row(&surface, 0, " q quit  / search      ? help");
    bar_keys(&surface, surface_area(&surface), &keymap, SCREEN_TEXT, false);
    assert_row(&surface, 0, " q back  / search      ? help");
    assert_int_equal(bar_action_at(surface_area(&surface), &keymap, SCREEN_TEXT, false, 1),
                     ACTION_back);
    assert_int_equal(bar_action_at(surface_area(&surface), &keymap, SCREEN_TEXT, false, 7),
                     ACTION_NONE);
    assert_int_equal(bar_action_at(surface_area(&surface), &keymap, SCREEN_TEXT, false, 9),
                     ACTION_search);
    assert_int_equal(bar_action_at(surface_area(&surface), &keymap, SCREEN_TEXT, false, 28),
                     ACTION_help);
    for (size_t columns = 0; columns < 12; columns++) {
        assert_true(surface_resize(&surface, 1, columns));
        (void)bar_action_at(surface_area(&surface), &keymap, SCREEN_TEXT, false, 3);
        bar_title(&surface, surface_area(&surface), SLICE("title"), SLICE("remark"));
        bar_keys(&surface, surface_area(&surface), &keymap, SCREEN_SESSIONS, false);
        bar_rule(&surface, surface_area(&surface), SLICE("name"), ELEMENT_NOTE);
        bar_progress(&surface, surface_area(&surface), 3, 2);
    }
    surface_free(&surface);
}

static enum element plain(const void *context, size_t n) {
    (void)context;
    return n ? ELEMENT_PLAIN : ELEMENT_OK;
}

static void a_skyline_is_as_high_as_its_amounts(void **state) {
    static const uint32_t amounts[] = {8, 0, 1, 4, 7};
    struct skyline skyline = {5, amounts, 8, plain, NULL};
    struct surface surface = {0};
    (void)state;
    assert_true(surface_resize(&surface, 1, 8));
    skyline_draw(&skyline, &surface, surface_area(&surface));
    assert_row(&surface, 0, "\u2588 \u2581\u2584\u2587");
    assert_int_equal(surface.glyphs[0].element, ELEMENT_OK);
    surface.ascii = true;
    skyline_draw(&skyline, &surface, surface_area(&surface));
    assert_row(&surface, 0, "# .:#");
    skyline.most = 0; /* nothing is drawn of nothing */
    skyline_draw(&skyline, &surface, surface_area(&surface));
    surface_free(&surface);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_scrolls_with_its_cursor),
        cmocka_unit_test(a_list_survives_what_happens_to_it),
        cmocka_unit_test(a_pane_goes_from_item_to_item),
        cmocka_unit_test(a_pane_pages_over_everything),
        cmocka_unit_test(a_pane_finds_its_item_again),
        cmocka_unit_test(a_pane_passes_over_what_belongs_to_nothing),
        cmocka_unit_test(a_pane_lights_what_belongs_with_its_item),
        cmocka_unit_test(a_scrub_bar_tells_how_far_it_is),
        cmocka_unit_test(an_empty_pane_survives),
        cmocka_unit_test(a_pane_lights_matches_and_its_item),
        cmocka_unit_test(a_line_scrolls_aside),
        cmocka_unit_test(lines_are_edited_as_in_readline),
        cmocka_unit_test(an_input_line_edits),
        cmocka_unit_test(an_input_line_is_bounded),
        cmocka_unit_test(an_input_line_shows_its_cursor),
        cmocka_unit_test(bars_give_way),
        cmocka_unit_test(a_skyline_is_as_high_as_its_amounts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
