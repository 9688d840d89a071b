#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* What text_escape() makes of it. */
static void assert_escaped(struct slice text, bool ascii, const char *expected) {
    struct writer writer = writer_to(WRITER_MEMORY);
    writer.ascii = ascii;
    text_escape(&writer, text);
    assert_int_equal(text_width(&writer, text) > 0, text.size > 0);
    writer_put(&writer, '\0');
    assert_string_equal((const char *)writer.buffer.data, expected);
    writer_free(&writer);
}

#define assert_escape(literal, expected) assert_escaped(SLICE(literal), false, expected)

static void plain_text_stays(void **state) {
    (void)state;
    assert_escape("MAIL FROM:<a@b> \"\\", "MAIL FROM:<a@b> \"\\");
    assert_escape("gr\u00fc\u00df \u4f60\u597d e\u0301", "gr\u00fc\u00df \u4f60\u597d e\u0301");
}

static void a_plain_run_ends_at_the_first_odd_octet(void **state) {
    (void)state;
    for (size_t size = 1; size <= 20; size++) {
        uint8_t *text = malloc(size); /* no octet more: reading past it would show */
        assert_non_null(text);
        for (size_t at = 0; at < size; at++)
            for (unsigned octet = 0; octet < 256; octet++) {
                bool plain = octet >= 0x20 && octet < 0x7f;
                memset(text, 'x', size);
                text[at] = (uint8_t)octet;
                assert_int_equal(text_plain_run(slice_of(text, size)), plain ? size : at);
            }
        free(text);
    }
    assert_int_equal(text_plain_run(slice_of(NULL, 0)), 0);
}

/* Copied at once, into no more room than it was promised. */
static void a_copy_is_made_of_plain_text_alone(void **state) {
    (void)state;
    for (size_t size = 1; size <= 20; size++) {
        uint8_t *text = malloc(size), *copy = malloc(size + TEXT_BEYOND);
        assert_non_null(text);
        assert_non_null(copy);
        for (size_t at = 0; at < size; at++)
            for (unsigned octet = 0; octet < 256; octet++) {
                bool plain = octet >= 0x20 && octet < 0x7f;
                memset(text, 'x', size);
                text[at] = (uint8_t)octet;
                assert_int_equal(text_copy_plain(copy, slice_of(text, size)), plain);
                if (plain)
                    assert_memory_equal(copy, text, size);
            }
        free(text);
        free(copy);
    }
    assert_true(text_copy_plain((uint8_t[TEXT_BEYOND]){0}, slice_of(NULL, 0)));
}

static void controls_are_escaped(void **state) {
    (void)state;
    assert_escape("a\tb\r\n", "a\\tb\\r\\n");
    assert_escape("\x1b[2J\x07\0|", "\\x1b[2J\\x07\\x00|");
    assert_escape("\x7f", "\\x7f");
    assert_escape("\xc2\x9b"
                  "31m",
                  "\\u{9b}31m");
}

static void deceiving_characters_are_escaped(void **state) {
    (void)state;
    assert_escape("\u202egpj.exe", "\\u{202e}gpj.exe");
    assert_escape("\u2066\u2069\u200b\ufeff\u2028",
                  "\\u{2066}\\u{2069}\\u{200b}\\u{feff}\\u{2028}");
    assert_escape("\U000e0041", "\\u{e0041}");
}

static void stray_octets_are_escaped(void **state) {
    (void)state;
    assert_escape("\xff|\x80|\xc3", "\\xff|\\x80|\\xc3");
    assert_escape("\xc0\xaf", "\\xc0\\xaf");                   /* overlong */
    assert_escape("\xed\xa0\x80", "\\xed\\xa0\\x80");          /* surrogate */
    assert_escape("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); /* past U+10FFFF */
    assert_escape("\xe2\x82"
                  "A",
                  "\\xe2\\x82A"); /* cut short */
}

static void ascii_terminals_get_ascii(void **state) {
    (void)state;
    assert_escaped(SLICE("gr\u00fcn \U0001f600"), true, "gr\\u{fc}n \\u{1f600}");
}

static void octets_are_read_one_character_at_a_time(void **state) {
    (void)state;
    struct slice rest = SLICE("\u20ac\xe2(");
    uint32_t character;
    assert_true(text_next(&rest, &character));
    assert_int_equal(character, 0x20ac);
    assert_false(text_next(&rest, &character));
    assert_int_equal(character, 0xe2);
    assert_true(text_next(&rest, &character));
    assert_int_equal(character, '(');
    assert_int_equal(rest.size, 0);
    assert_true(text_valid(SLICE("")));
    assert_true(text_valid(SLICE("\xf4\x8f\xbf\xbf")));
    assert_false(text_valid(SLICE("ok\xbf")));
}

static void widths_follow_the_terminal(void **state) {
    (void)state;
    struct writer writer = writer_to(WRITER_MEMORY);
    assert_int_equal(text_width(&writer, SLICE("e\u0301")), 1);
    assert_int_equal(text_width(&writer, SLICE("\u4f60\u597d")), 4);
    assert_int_equal(text_width(&writer, SLICE("\x1b")), 4);
    assert_int_equal(text_width(&writer, SLICE("")), 0);
}

static void assert_fit(struct slice text, size_t columns, const char *expected, size_t filled) {
    struct writer writer = writer_to(WRITER_MEMORY);
    assert_int_equal(text_fit(&writer, text, columns), filled);
    writer_put(&writer, '\0');
    assert_string_equal((const char *)writer.buffer.data, expected);
    writer_free(&writer);
}

static void text_is_cut_between_characters(void **state) {
    (void)state;
    assert_fit(SLICE("alice"), 5, "alice", 5);
    assert_fit(SLICE("alice"), 4, "ali\u2026", 4);
    assert_fit(SLICE("\u4f60\u597d"), 3, "\u4f60\u2026", 3);
    assert_fit(SLICE("\u4f60\u597d"), 2, "\u2026", 1); /* no half of a wide character */
    assert_fit(SLICE("a\x1b"), 4, "a\u2026", 2);       /* no half of an escape */
    assert_fit(SLICE("alice"), 0, "", 0);
}

/* The binary search needs the table in order. */
static void ranges_ascend(void **state) {
    (void)state;
    static const uint32_t ends[][2] = {
#define RANGE(first, last, kind) {first, last},
#include "base/text_ranges.def"
#undef RANGE
    };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        assert_true(ends[i][0] <= ends[i][1]);
        assert_true(i == 0 || ends[i - 1][1] < ends[i][0]);
    }
}

/* Wherever it stands, in texts of all sizes about a word's. */
static void the_first_high_octet_is_found(void **state) {
    (void)state;
    for (size_t size = 0; size <= 20; size++) {
        uint8_t octets[20];
        memset(octets, 0x7f, sizeof octets);
        assert_true(text_first_high(slice_of(octets, size)) == SLICE_NONE);
        for (size_t at = size; at-- > 0;) {
            octets[at] = at % 2 ? 0x80 : 0xff;
            assert_int_equal(text_first_high(slice_of(octets, size)), at);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_high_octet_is_found),
        cmocka_unit_test(plain_text_stays),
        cmocka_unit_test(a_plain_run_ends_at_the_first_odd_octet),
        cmocka_unit_test(a_copy_is_made_of_plain_text_alone),
        cmocka_unit_test(controls_are_escaped),
        cmocka_unit_test(deceiving_characters_are_escaped),
        cmocka_unit_test(stray_octets_are_escaped),
        cmocka_unit_test(ascii_terminals_get_ascii),
        cmocka_unit_test(octets_are_read_one_character_at_a_time),
        cmocka_unit_test(widths_follow_the_terminal),
        cmocka_unit_test(text_is_cut_between_characters),
        cmocka_unit_test(ranges_ascend),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
