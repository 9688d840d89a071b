#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct writer writer = {.fd = WRITER_MEMORY};

/* What was written so far, as a string; the writer is empty again. */
static const char *written(void) {
    writer_put(&writer, '\0');
    writer.buffer.size = 0;
    return (const char *)writer.buffer.data;
}

static void commas_stand_between_and_nowhere_else(void **state) {
    (void)state;
    struct json json = {.writer = &writer};
    json_object(&json, NULL);
    json_number(&json, "a", 0);
    json_array(&json, "b");
    json_number(&json, NULL, UINT64_MAX);
    json_truth(&json, NULL, false);
    json_object(&json, NULL);
    json_object_end(&json);
    json_array_end(&json);
    json_array(&json, "c");
    json_array_end(&json);
    json_word(&json, "d", "e");
    json_object_end(&json);
    json_line(&json);
    json_object(&json, NULL);
    json_object_end(&json);
    assert_string_equal(written(),
                        "{\"a\":0,\"b\":[18446744073709551615,false,{}],\"c\":[],\"d\":\"e\"}\n{}");
}

static const char *text_of(struct slice text) {
    struct json json = {.writer = &writer};
    json_text(&json, NULL, text);
    return written();
}

static void text_is_escaped(void **state) {
    (void)state;
    assert_string_equal(text_of(SLICE("a\"\\/\b\f\n\r\t")), "\"a\\\"\\\\/\\b\\f\\n\\r\\t\"");
    assert_string_equal(text_of(SLICE("\x1b\x7f\0")), "\"\\u001b\\u007f\\u0000\"");
    assert_string_equal(text_of(SLICE("gr\u00fcn \U0001f600")), "\"gr\u00fcn \U0001f600\"");
    assert_string_equal(text_of(SLICE("\u202e\xc2\x85\U000e0041")),
                        "\"\\u202e\\u0085\\udb40\\udc41\"");
}

static void each_octet_that_is_no_text_is_replaced(void **state) {
    (void)state;
    assert_string_equal(text_of(SLICE("a\xff\xe2\x82z")), "\"a\ufffd\ufffd\ufffdz\"");
}

static void octets_in_base64(void **state) {
    (void)state;
    /* RFC 4648 10 */
    static const char *const vectors[][2] = {
        {"", "\"\""},
        {"f", "\"Zg==\""},
        {"fo", "\"Zm8=\""},
        {"foo", "\"Zm9v\""},
        {"foob", "\"Zm9vYg==\""},
        {"fooba", "\"Zm9vYmE=\""},
        {"foobar", "\"Zm9vYmFy\""},
    };
    struct json json = {.writer = &writer};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        json.comma = false;
        json_base64(&json, NULL, slice_string(vectors[i][0]));
        assert_string_equal(written(), vectors[i][1]);
    }
}

static void times_and_spans(void **state) {
    (void)state;
    struct json json = {.writer = &writer};
    json_moment(&json, "t", (struct moment){INT64_C(1254722767492060123)});
    json_seconds(&json, "s", INT64_C(12345678999));
    json_seconds(&json, "n", -INT64_C(1500));
    assert_string_equal(written(),
                        "\"t\":\"2009-10-05T06:06:07.492060Z\",\"s\":12.345678,\"n\":-0.000001");
}

static void nothing_is_written_for_nothing(void **state) {
    (void)state;
    struct json json = {.writer = &writer};
    json_optional_text(&json, "a", SLICE(""));
    json_optional_number(&json, "b", 0);
    json_optional_number(&json, "c", 7);
    json_hex(&json, "d", SLICE("\x0f\xa0"));
    assert_string_equal(written(), "\"c\":7,\"d\":\"0fa0\"");
}

static int free_writer(void **state) {
    (void)state;
    writer_free(&writer);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_stand_between_and_nowhere_else),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(each_octet_that_is_no_text_is_replaced),
        cmocka_unit_test(octets_in_base64),
        cmocka_unit_test(times_and_spans),
        cmocka_unit_test(nothing_is_written_for_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, free_writer);
}
