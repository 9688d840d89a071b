#include "message/decode.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/text.h"

struct example {
    const char *value, *text;
};

static const struct example examples[] = {
    {"", ""},
    {"plain text", "plain text"},
    {"=?iso-8859-1?Q?caf=E9?= bar", "caf\xc3\xa9 bar"},
    {"=?UTF-8?B?w6k=?=", "\xc3\xa9"},
    {"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"}, /* RFC 2047 6.2: the blank between goes */
    {"a =?utf-8?q?b?= c", "a b c"},
    {"raw UTF-8 \xc3\xa9", "raw UTF-8 \xc3\xa9"},
    {"raw Latin-1 \xe9", "raw Latin-1 \xc3\xa9"},
    {"tab\tstays", "tab\tstays"},
    {"two\r\n lines", "two lines"},
    {"two \n\r\n\tlines", "two lines"},
    {"=?utf-8?B?YQ0KICBi?=", "a b"}, /* a line end that was hidden in an encoded word */
};

static void values_read_as_a_person_reads_them(void **state) {
    (void)state;
    struct arena arena = {0};
    struct decoder *decoder = decoder_new();
    assert_non_null(decoder);
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct slice text = decode_value(decoder, slice_string(examples[i].value), &arena);
        struct slice expected = slice_string(examples[i].text);
        assert_int_equal(text.size, expected.size);
        assert_memory_equal(text.size ? text.data : expected.data, expected.data, expected.size);
    }
    decoder_free(decoder);
    arena_free(&arena);
}

static void the_result_is_valid_whatever_came(void **state) {
    (void)state;
    static const char *const values[] = {
        "=?utf-8?B?//79?=",   "=?x-unknown?Q?=FF=FE?=", "=?utf-8?B?", "=?=?=?=",
        "\xff\xfe\xc0\x80 x", "=?utf-8?Q?=00=?=",       "=?",         "\xe9\xe9=?big5?B?pA==?=",
    };
    struct arena arena = {0};
    struct decoder *decoder = decoder_new();
    assert_non_null(decoder);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct slice text = decode_value(decoder, slice_string(values[i]), &arena);
        assert_true(text_valid(text));
    }
    decoder_free(decoder);
    arena_free(&arena);
}

static void long_values_are_cut_between_characters(void **state) {
    (void)state;
    char value[3000];
    struct arena arena = {0};
    struct decoder *decoder = decoder_new();
    assert_non_null(decoder);
    memset(value, 'x', sizeof value);
    assert_int_equal(decode_value(decoder, slice_of(value, sizeof value), &arena).size,
                     DECODED_KEPT);
    for (size_t i = 1; i + 1 < sizeof value; i += 2)
        memcpy(value + i, "\xc3\xa9", 2);
    struct slice text = decode_value(decoder, slice_of(value, sizeof value), &arena);
    assert_int_equal(text.size, DECODED_KEPT - 1);
    assert_true(text_valid(text));
    decoder_free(decoder);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_read_as_a_person_reads_them),
        cmocka_unit_test(the_result_is_valid_whatever_came),
        cmocka_unit_test(long_values_are_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
