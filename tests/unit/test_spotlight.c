#include "ui/screens/spotlight.h"

#include "report/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct explanation_part part(size_t start, size_t end) {
    return (struct explanation_part){.start = start, .end = end};
}

/* Draws two lines of a reply beside a margin, as the transcript does. */
static void draw_reply(struct lines *lines, size_t width, const char *first, const char *second) {
    const struct report_options options = {.width = width};
    struct sheet sheet = {.canvas = &lines->canvas, .options = &options};
    lines_init(lines, false);
    sheet_begin(&sheet, 8);
    canvas_mark(&lines->canvas, 1);
    sheet_row(&sheet, SLICE("0.1"), SLICE("2ms"), ARROW_SERVER, false);
    sheet_text(&sheet, INK_PLAIN, slice_string(first));
    sheet_break(&sheet);
    sheet_text(&sheet, INK_PLAIN, slice_string(second));
    sheet_note(&sheet, INK_NOTE, "answers MAIL");
    sheet_end(&sheet);
    sheet_clear(&sheet);
}

static void draw_content(struct lines *lines, const char *const *shown, size_t count) {
    const struct report_options options = {.width = 0};
    struct sheet sheet = {.canvas = &lines->canvas, .options = &options};
    lines_init(lines, false);
    sheet_begin(&sheet, 8);
    canvas_mark(&lines->canvas, 1);
    sheet_row(&sheet, SLICE("0.1"), SLICE("2ms"), ARROW_CLIENT, false);
    sheet_text(&sheet, INK_PLAIN, SLICE("message of 60 octets"));
    for (size_t i = 0; i < count; i++) {
        sheet_break(&sheet);
        sheet_text(&sheet, INK_MARGIN, SLICE("| "));
        canvas_margin(sheet.canvas);
        sheet_text(&sheet, INK_CONTENT, slice_string(shown[i]));
    }
    sheet_end(&sheet);
    sheet_clear(&sheet);
}

static void assert_lit(const struct spotlight *spotlight, const struct lines *lines, size_t spot,
                       size_t which, const char *text) {
    assert_true(spot < spotlight->count);
    const struct spot *found = &spotlight->spots[spot];
    struct slice line = lines_text(lines, found->line);
    assert_int_equal(found->part, which);
    assert_true(
        slice_equal(slice_part(line, found->light.start, found->light.end - found->light.start),
                    slice_string(text)));
}

static void parts_are_found_on_each_line(void **state) {
    struct explanation_part parts[] = {part(0, 3), part(10, 13), part(14, 19)};
    struct explanation explanation = {
        .input = SLICE("250-one\r\n 250 2.1.0 ok"), .parts = parts, .part_count = 3};
    struct spotlight spotlight;
    struct lines lines;
    (void)state;
    draw_reply(&lines, 0, "250-one", "250 2.1.0 ok");
    spotlight_find(&spotlight, &explanation, &lines, 0, lines.count);
    assert_int_equal(spotlight.count, 3);
    assert_lit(&spotlight, &lines, 0, 0, "250");
    assert_lit(&spotlight, &lines, 1, 1, "250");
    assert_lit(&spotlight, &lines, 2, 2, "2.1.0");
    lines_free(&lines);
}

static void a_part_may_be_broken_at_the_edge(void **state) {
    struct explanation_part parts[] = {part(4, 32)};
    struct explanation explanation = {
        .input = SLICE("550 this mailbox is not known here"), .parts = parts, .part_count = 1};
    struct spotlight spotlight;
    struct lines lines;
    (void)state;
    draw_reply(&lines, 40, "550 this mailbox is not known here", "");
    spotlight_find(&spotlight, &explanation, &lines, 0, lines.count);
    assert_true(spotlight.count == 2);
    assert_int_equal(spotlight.spots[0].line, 0);
    assert_int_equal(spotlight.spots[1].line, 1);
    assert_lit(&spotlight, &lines, 1, 0, "not known he");
    lines_free(&lines);
}

static void remarks_and_other_lines_stay_dark(void **state) {
    struct explanation_part parts[] = {part(0, 100)};
    struct explanation explanation = {.input = SLICE("250 ok"), .parts = parts, .part_count = 1};
    struct spotlight spotlight;
    struct lines lines;
    (void)state;
    draw_reply(&lines, 0, "250 ok", "something else");
    spotlight_find(&spotlight, &explanation, &lines, 0, lines.count);
    assert_int_equal(spotlight.count, 1);
    assert_lit(&spotlight, &lines, 0, 0, "250 ok");
    explanation.input = SLICE("what was not drawn");
    spotlight_find(&spotlight, &explanation, &lines, 0, lines.count);
    assert_int_equal(spotlight.count, 0);
    lines_free(&lines);
}

/* The header of a message as the conversation shows it: a title first, tabs as blanks, a long line
 * cut, the body behind it. */
static void fields_of_a_header_are_found_in_its_content(void **state) {
    struct explanation_part parts[] = {part(0, 8), part(29, 33), part(42, 44)};
    struct explanation explanation = {
        .input = SLICE("Received: from a\r\n\\tby b; c\r\nDate: x y z\r\nTo: w"),
        .parts = parts,
        .part_count = 3};
    const char *const shown[] = {
        "Received: from a", "    by b; c", "Date: x", "To: w", "", "Hello"};
    struct spotlight spotlight;
    struct lines lines;
    (void)state;
    draw_content(&lines, shown, sizeof shown / sizeof *shown);
    spotlight_find(&spotlight, &explanation, &lines, 0, lines.count);
    assert_int_equal(spotlight.count, 3);
    assert_lit(&spotlight, &lines, 0, 0, "Received");
    assert_lit(&spotlight, &lines, 1, 1, "Date");
    assert_lit(&spotlight, &lines, 2, 2, "To");
    lines_free(&lines);
}

static void the_chosen_part_shines_alone(void **state) {
    struct explanation_part parts[] = {part(0, 3), part(4, 9)};
    struct explanation explanation = {
        .input = SLICE("250 2.1.0 ok"), .parts = parts, .part_count = 2};
    struct spotlight spotlight;
    struct light lights[4];
    struct lines lines;
    (void)state;
    draw_reply(&lines, 0, "250 2.1.0 ok", "");
    spotlight_find(&spotlight, &explanation, &lines, 0, lines.count);
    assert_int_equal(spotlight_lights(&spotlight, 0, SIZE_MAX, lights, 4), 2);
    assert_int_equal(lights[0].element, ELEMENT_PART);
    assert_int_equal(spotlight_lights(&spotlight, 0, 1, lights, 4), 1);
    assert_int_equal(lights[0].element, ELEMENT_PART_CHOSEN);
    assert_int_equal(spotlight_lights(&spotlight, 1, 1, lights, 4), 0);
    assert_int_equal(spotlight_lights(&spotlight, 0, SIZE_MAX, lights, 1), 1);
    lines_free(&lines);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_found_on_each_line),
        cmocka_unit_test(a_part_may_be_broken_at_the_edge),
        cmocka_unit_test(remarks_and_other_lines_stay_dark),
        cmocka_unit_test(fields_of_a_header_are_found_in_its_content),
        cmocka_unit_test(the_chosen_part_shines_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
