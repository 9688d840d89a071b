#include "ui/keymap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static uint32_t parsed(const char *name) {
    return stroke_parse(slice_string(name));
}

static void assert_written(uint32_t stroke, const char *expected) {
    struct writer writer = writer_to(WRITER_MEMORY);
    stroke_write(&writer, stroke);
    assert_true(slice_equal(buffer_slice(&writer.buffer), slice_string(expected)));
    writer_free(&writer);
}

static void strokes_are_read_as_they_are_written(void **state) {
    static const char *const names[] = {"j", "G", "?", "Enter", "Esc", "^F", "PgDn", "S-Tab", "F7"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_not_equal(parsed(names[i]), STROKE_NONE);
        assert_written(parsed(names[i]), names[i]);
    }
    assert_int_equal(parsed("^b"), STROKE_CONTROL('B'));
    assert_written(0xe9, "\u00e9");
    assert_written(0x1f4e7, "\U0001f4e7");
    assert_int_equal(parsed("no such key"), STROKE_NONE);
    assert_int_equal(parsed(""), STROKE_NONE);
}

static void only_characters_are_text(void **state) {
    (void)state;
    assert_true(stroke_is_text('a'));
    assert_true(stroke_is_text(0x6f22));
    assert_false(stroke_is_text(STROKE_ENTER));
    assert_false(stroke_is_text(STROKE_BACKSPACE));
    assert_false(stroke_is_text(STROKE_UP));
    assert_false(stroke_is_text(0x202e)); /* right-to-left override */
}

/* Each key of the table means something, and one thing on one screen. */
static void the_table_of_actions_is_sound(void **state) {
    struct keymap keymap = keymap_default();
    (void)state;
    size_t keys = 0;
    for (size_t i = 0; i < ACTIONS; i++) {
        struct slice rest = slice_string(action_facts[i].keys), key;
        while ((key = slice_word(&rest)).size > 0) {
            assert_int_not_equal(stroke_parse(key), STROKE_NONE);
            keys++;
        }
        assert_true(strlen(action_facts[i].help) <= 46); /* beside keys and name on 80 columns */
        assert_int_not_equal(action_facts[i].screens, 0);
    }
    assert_int_equal(keymap.count, keys);
    for (size_t i = 0; i < keymap.count; i++)
        for (size_t j = 0; j < i; j++) {
            const struct binding *a = &keymap.bindings[i], *b = &keymap.bindings[j];
            bool together = action_facts[a->action].screens & action_facts[b->action].screens;
            assert_false(a->stroke == b->stroke && together);
        }
}

static void a_key_is_looked_up_by_screen(void **state) {
    struct keymap keymap = keymap_default();
    (void)state;
    assert_int_equal(keymap_find(&keymap, SCREEN_CONVERSATION, 'd'), ACTION_depth);
    assert_int_equal(keymap_find(&keymap, SCREEN_SESSIONS, 'd'), ACTION_NONE);
    assert_int_equal(keymap_find(&keymap, SCREEN_TEXT, STROKE_F1), ACTION_help);
}

static void names_are_found(void **state) {
    (void)state;
    assert_int_equal(action_find(SLICE("search-next")), ACTION_search_next);
    assert_int_equal(action_find(SLICE("search")), ACTION_search);
    assert_int_equal(action_find(SLICE("sear")), ACTION_NONE);
}

/* Each kind of screen has a name in the config file. */
static void screens_are_found_by_their_names(void **state) {
    unsigned named = 0;
    struct slice name;
    (void)state;
    for (size_t n = 0; screen_kinds_name(SCREEN_ALL >> 1, &n, &name);)
        named |= screen_kinds_find(name);
    for (size_t i = 0; i < ACTIONS; i++)
        if (action_facts[i].screens != SCREEN_ALL)
            assert_int_equal(action_facts[i].screens & ~named, 0);
}

static void a_key_is_bound_anew_where_it_is_wanted(void **state) {
    struct keymap keymap = keymap_default();
    (void)state;
    assert_true(keymap_bind(&keymap, SCREEN_SESSIONS, 'j', ACTION_reverse));
    assert_int_equal(keymap_find(&keymap, SCREEN_SESSIONS, 'j'), ACTION_reverse);
    assert_int_equal(keymap_find(&keymap, SCREEN_TEXT, 'j'), ACTION_down);
    assert_int_equal(keymap_first_key(&keymap, ACTION_down, SCREEN_TEXT), 'j');
    assert_int_equal(keymap_first_key(&keymap, ACTION_down, SCREEN_SESSIONS), STROKE_DOWN);
    assert_true(keymap_bind(&keymap, SCREEN_ALL, 'q', ACTION_NONE));
    assert_int_equal(keymap_find(&keymap, SCREEN_TEXT, 'q'), ACTION_NONE);
    assert_false(
        keymap_bind(&keymap, SCREEN_TEXT, 'x', ACTION_reverse)); /* it means nothing there */
    for (size_t i = 0; i < KEYMAP_BINDINGS; i++)
        (void)keymap_bind(&keymap, SCREEN_ALL, (uint32_t)(0x4e00 + i), ACTION_up);
    assert_false(keymap_bind(&keymap, SCREEN_ALL, 'x', ACTION_up)); /* there are too many */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strokes_are_read_as_they_are_written),
        cmocka_unit_test(only_characters_are_text),
        cmocka_unit_test(the_table_of_actions_is_sound),
        cmocka_unit_test(a_key_is_looked_up_by_screen),
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(screens_are_found_by_their_names),
        cmocka_unit_test(a_key_is_bound_anew_where_it_is_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
