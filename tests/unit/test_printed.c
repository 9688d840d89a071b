/* A line as it would be printed, and where its octets went. */
#include "explain/printed.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena arena;
static struct printed printed;

static void print(const char *line, size_t secret, size_t size) {
    struct slice raw = slice_string(line);
    arena_clear(&arena);
    assert_true(printed_make(&printed, raw, slice_part(raw, secret, size), &arena));
}

static void assert_text(const char *expected) {
    if (!slice_equal(printed.text, slice_string(expected)))
        fail_msg("'%.*s'", (int)printed.text.size, (const char *)printed.text.data);
}

/* A part of the raw line is this text of the printed one. */
static void assert_went(size_t start, size_t end, const char *expected) {
    size_t from = printed_start(&printed, start), to = printed_end(&printed, end);
    if (!slice_equal(slice_part(printed.text, from, to - from), slice_string(expected)))
        fail_msg("%zu-%zu is %zu-%zu", start, end, from, to);
}

static void escapes_move_what_follows(void **state) {
    (void)state;
    print("a\x01"
          "b\xffz",
          0, 0);
    assert_text("a\\x01b\\xffz");
    assert_went(0, 1, "a");
    assert_went(1, 2, "\\x01");
    assert_went(2, 3, "b");
    assert_went(4, 5, "z");
    assert_went(0, 5, "a\\x01b\\xffz");
    assert_went(5, 9, "");
}

static void characters_stay_whole(void **state) {
    (void)state;
    print("x\xc3\xbcy", 0, 0);
    assert_text("x\xc3\xbcy");
    assert_went(1, 2, "\xc3\xbc"); /* half of it is all of it */
    assert_went(2, 3, "\xc3\xbc");
    assert_went(0, 2, "x\xc3\xbc");
}

static void line_ends_stay(void **state) {
    (void)state;
    print("a\r\nb\rc\nd", 0, 0);
    assert_text("a\r\nb\\rc\\nd");
    assert_went(3, 4, "b");
    assert_went(7, 8, "d");
}

static void secrets_are_one_mask(void **state) {
    (void)state;
    print("PASS secret!", 5, 6);
    assert_text("PASS ****!");
    assert_went(5, 11, "****");
    assert_went(7, 8, "****");
    assert_went(0, 4, "PASS");
    assert_went(11, 12, "!");
    arena_clear(&arena);
    assert_true(printed_make(&printed, SLICE("PASS other"), SLICE("secret"), &arena));
    assert_text("****"); /* a secret that is not there hides all */
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_move_what_follows),
        cmocka_unit_test(characters_stay_whole),
        cmocka_unit_test(line_ends_stay),
        cmocka_unit_test(secrets_are_one_mask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
