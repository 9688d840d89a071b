#include "ui/surface.h"

#include "base/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_row(const struct surface *surface, size_t row, const char *expected) {
    struct writer text = writer_to(WRITER_MEMORY);
    surface_read(surface, row, &text);
    assert_true(slice_equal(buffer_slice(&text.buffer), slice_string(expected)));
    writer_free(&text);
}

static struct surface new_surface(size_t rows, size_t columns) {
    struct surface surface = {0};
    assert_true(surface_resize(&surface, rows, columns));
    return surface;
}

static void text_is_cut_at_the_edges(void **state) {
    struct surface surface = new_surface(2, 8);
    (void)state;
    assert_int_equal(surface_text(&surface, 0, 5, 20, ELEMENT_PLAIN, SLICE("abcdef")), 3);
    assert_row(&surface, 0, "     abc");
    assert_int_equal(surface_text(&surface, 0, 0, 2, ELEMENT_PLAIN, SLICE("xyz")), 2);
    assert_row(&surface, 0, "xy   abc");
    assert_int_equal(surface_text(&surface, 9, 0, 2, ELEMENT_PLAIN, SLICE("xyz")), 0);
    assert_int_equal(surface_text(&surface, 0, 9, 2, ELEMENT_PLAIN, SLICE("xyz")), 0);
    surface_fill(&surface, (struct area){1, 0, SIZE_MAX, SIZE_MAX}, ELEMENT_BAR);
    assert_row(&surface, 1, "");
    surface_free(&surface);
}

static void wide_characters_are_never_halved(void **state) {
    struct surface surface = new_surface(1, 6);
    (void)state;
    assert_int_equal(surface_text(&surface, 0, 0, 5, ELEMENT_PLAIN, SLICE("\u6f22\u5b57\u6f22")),
                     4);
    assert_row(&surface, 0, "\u6f22\u5b57");
    (void)surface_text(&surface, 0, 1, 1, ELEMENT_PLAIN, SLICE("x"));
    assert_row(&surface, 0, " x\u5b57");
    (void)surface_text(&surface, 0, 2, 1, ELEMENT_PLAIN, SLICE("y"));
    assert_row(&surface, 0, " xy");
    (void)surface_text(&surface, 0, 0, 4, ELEMENT_PLAIN, SLICE("\u6f22\u5b57"));
    (void)surface_text(&surface, 0, 0, 4, ELEMENT_PLAIN, SLICE("\u6f22\u5b57"));
    assert_row(&surface, 0, "\u6f22\u5b57");
    surface_free(&surface);
}

static void combining_marks_are_bounded(void **state) {
    struct surface surface = new_surface(1, 4);
    (void)state;
    assert_int_equal(surface_text(&surface, 0, 0, 4, ELEMENT_PLAIN, SLICE("e\u0301x")), 2);
    assert_row(&surface, 0, "e\u0301x");
    struct writer many = writer_to(WRITER_MEMORY);
    writer_put(&many, 'a');
    for (int i = 0; i < 100; i++)
        writer_string(&many, "\u0301");
    (void)surface_text(&surface, 0, 0, 4, ELEMENT_PLAIN, buffer_slice(&many.buffer));
    assert_true(surface.glyphs[0].size <= GLYPH_OCTETS);
    /* One that has nothing to combine with is left out. */
    assert_int_equal(surface_text(&surface, 0, 0, 4, ELEMENT_PLAIN, SLICE("\u0301")), 0);
    writer_free(&many);
    surface_free(&surface);
}

/* The last line of defence: callers escape. */
static void nothing_that_steers_a_terminal_is_drawn(void **state) {
    struct surface surface = new_surface(1, 12);
    (void)state;
    (void)surface_text(&surface, 0, 0, 12, ELEMENT_PLAIN, SLICE("a\033[2J\x7f\xc2\x9b\xff\u202e"));
    assert_row(&surface, 0, "a?[2J????");
    surface.ascii = true;
    (void)surface_text(&surface, 0, 0, 12, ELEMENT_PLAIN, SLICE("\u00e9"));
    assert_row(&surface, 0, "??[2J????");
    surface_free(&surface);
}

static void lights_lie_over_text(void **state) {
    struct surface surface = new_surface(1, 4);
    (void)state;
    (void)surface_text(&surface, 0, 0, 4, ELEMENT_OK, SLICE("abcd"));
    surface_light(&surface, (struct area){0, 1, 1, 2}, ELEMENT_MATCH);
    surface_underlay(&surface, (struct area){0, 0, 1, 4}, ELEMENT_CURSOR);
    assert_int_equal(surface.glyphs[1].element, ELEMENT_OK);
    assert_int_equal(surface.glyphs[1].light, ELEMENT_MATCH);
    assert_int_equal(surface.glyphs[1].under, ELEMENT_CURSOR);
    assert_int_equal(surface.glyphs[3].light, NO_LIGHT);
    struct style style = theme_style(SCHEME_DARK, 256, ELEMENT_OK, ELEMENT_CURSOR, NO_LIGHT);
    assert_int_equal(style.foreground, theme_style(SCHEME_DARK, 256, ELEMENT_OK, 0, 0).foreground);
    assert_int_not_equal(style.background, COLOR_OF_TERMINAL);
    surface_free(&surface);
}

static void the_scheme_goes_by_the_terminal(void **state) {
    (void)state;
    assert_int_equal(scheme_choose(256, NULL), SCHEME_DARK);
    assert_int_equal(scheme_choose(256, "15;0"), SCHEME_DARK);
    assert_int_equal(scheme_choose(256, "0;15"), SCHEME_LIGHT);
    assert_int_equal(scheme_choose(256, "0;default;15"), SCHEME_LIGHT);
    assert_int_equal(scheme_choose(1 << 24, NULL), SCHEME_DARK);
    assert_int_equal(scheme_choose(16, NULL), SCHEME_SIXTEEN);
    assert_int_equal(scheme_choose(16, "0;15"),
                     SCHEME_EIGHT); /* bright ones are for dark grounds */
    assert_int_equal(scheme_choose(8, "0;15"), SCHEME_EIGHT);
    assert_int_equal(scheme_choose(0, NULL), SCHEME_MONO);
    assert_int_equal(scheme_next(SCHEME_MONO, 8), SCHEME_CONTRAST);
    assert_int_equal(scheme_next(SCHEME_CONTRAST, 8), SCHEME_EIGHT);
    assert_int_equal(scheme_next(SCHEME_MONO, 0), SCHEME_MONO);
}

/* The numbers that a terminal of so many colours knows. */
static void assert_known(enum scheme scheme, int colors, int number) {
    bool direct = colors > 256;
    if (!direct)
        assert_in_range(number + 1, 0, colors);
    else if (scheme == SCHEME_DARK || scheme == SCHEME_LIGHT)
        assert_false(number > 0 && number < 8); /* these would be the palette's */
    assert_true(number < 1 << 24);
}

static void colours_are_those_that_the_terminal_has(void **state) {
    static const int terminals[] = {8, 16, 88, 256, 1 << 24};
    (void)state;
    for (int scheme = 0; scheme < SCHEMES; scheme++)
        for (size_t i = 0; i < sizeof terminals / sizeof *terminals; i++)
            for (int element = 0; element < ELEMENTS; element++) {
                if (!scheme_fits((enum scheme)scheme, terminals[i]))
                    continue;
                struct style style = theme_style((enum scheme)scheme, terminals[i],
                                                 (enum element)element, NO_LIGHT, NO_LIGHT);
                assert_known((enum scheme)scheme, terminals[i], style.foreground);
                assert_known((enum scheme)scheme, terminals[i], style.background);
            }
    struct style true_color =
        theme_style(SCHEME_DARK, 1 << 24, ELEMENT_BAR_DONE, NO_LIGHT, NO_LIGHT);
    assert_int_equal(true_color.foreground, 0xffffff);
    struct style of_cube = theme_style(SCHEME_DARK, 256, ELEMENT_BAR_DONE, NO_LIGHT, NO_LIGHT);
    assert_int_equal(of_cube.foreground, 231);
    assert_int_equal(of_cube.background, 24);
    assert_int_equal(theme_style(SCHEME_SIXTEEN, 16, ELEMENT_OK, NO_LIGHT, NO_LIGHT).foreground,
                     10);
}

/* Nothing is dim, and every element has colours of its own, that differ. */
static void high_contrast_leaves_nothing_to_the_terminal(void **state) {
    static const int terminals[] = {8, 16, 256, 1 << 24};
    (void)state;
    for (size_t i = 0; i < sizeof terminals / sizeof *terminals; i++)
        for (int element = 0; element < ELEMENTS; element++) {
            struct style style = theme_style(SCHEME_CONTRAST, terminals[i], (enum element)element,
                                             NO_LIGHT, NO_LIGHT);
            assert_int_not_equal(style.foreground, COLOR_OF_TERMINAL);
            assert_int_not_equal(style.background, COLOR_OF_TERMINAL);
            assert_int_not_equal(style.foreground, style.background);
            assert_false(style.attributes & ATTRIBUTE_DIM);
        }
    assert_true(scheme_fits(SCHEME_CONTRAST, 8));
    assert_false(scheme_fits(SCHEME_CONTRAST, 0));
}

/* NO_COLOR means it: the scheme without colour has none, and tells the cursor by other means. */
static void mono_has_no_colour(void **state) {
    (void)state;
    for (int element = 0; element < ELEMENTS; element++) {
        struct style style = theme_style(SCHEME_MONO, 0, (enum element)element, NO_LIGHT, NO_LIGHT);
        assert_int_equal(style.foreground, COLOR_OF_TERMINAL);
        assert_int_equal(style.background, COLOR_OF_TERMINAL);
    }
    assert_true(theme_style(SCHEME_MONO, 0, ELEMENT_PLAIN, ELEMENT_CURSOR, NO_LIGHT).attributes);
    assert_true(theme_style(SCHEME_MONO, 0, ELEMENT_PLAIN, NO_LIGHT, ELEMENT_MATCH).attributes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_cut_at_the_edges),
        cmocka_unit_test(wide_characters_are_never_halved),
        cmocka_unit_test(combining_marks_are_bounded),
        cmocka_unit_test(nothing_that_steers_a_terminal_is_drawn),
        cmocka_unit_test(lights_lie_over_text),
        cmocka_unit_test(the_scheme_goes_by_the_terminal),
        cmocka_unit_test(colours_are_those_that_the_terminal_has),
        cmocka_unit_test(high_contrast_leaves_nothing_to_the_terminal),
        cmocka_unit_test(mono_has_no_colour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
