#include "report/units.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct writer writer = {.fd = WRITER_MEMORY};

static const char *written(void) {
    writer_put(&writer, '\0');
    writer.buffer.size = 0;
    return (const char *)writer.buffer.data;
}

static const char *octets(uint64_t count) {
    octets_write(&writer, count);
    return written();
}

static const char *span(duration length) {
    duration_write(&writer, length);
    return written();
}

static void octets_take_five_columns(void **state) {
    (void)state;
    assert_string_equal(octets(0), "0");
    assert_string_equal(octets(99999), "99999");
    assert_string_equal(octets(100000), "100k");
    assert_string_equal(octets(999999), "999k");
    assert_string_equal(octets(1000000), "1.00M");
    assert_string_equal(octets(14732000), "14.7M");
    assert_string_equal(octets(UINT64_C(147000000000)), "147G");
}

static void spans_take_six_columns(void **state) {
    (void)state;
    assert_string_equal(span(999), "0us");
    assert_string_equal(span(85000), "85us");
    assert_string_equal(span(341374000), "341ms");
    assert_string_equal(span(1200000), "1.20ms");
    assert_string_equal(span(12345678000), "12.3s");
    assert_string_equal(span(599 * DURATION_SECOND), "599s");
    assert_string_equal(span(2045 * DURATION_SECOND), "34m05s");
    assert_string_equal(span(25920 * DURATION_SECOND), "7h12m");
    assert_string_equal(span(INT64_C(1047600) * DURATION_SECOND), "12d03h");
    assert_string_equal(span(-2 * DURATION_SECOND), "-2.00s");
}

/* The same span in a column and in a sentence. */
static void spans_are_told_in_one_way(void **state) {
    static const struct {
        duration span;
        const char *column, *sentence;
    } cases[] = {
        {156999999, "156ms", "156 ms"},           {9999999, "9.99ms", "9.9 ms"},
        {999999999, "999ms", "999 ms"},           {4299 * DURATION_SECOND / 1000, "4.29s", "4.2 s"},
        {31999999999, "31.9s", "31 s"},           {2045 * DURATION_SECOND, "34m05s", "34 min 5 s"},
        {3599999999999, "59m59s", "59 min 59 s"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char words[DURATION_TEXT];
        duration_words(cases[i].span, words);
        assert_string_equal(span(cases[i].span), cases[i].column);
        assert_string_equal(words, cases[i].sentence);
    }
}

static void times_are_what_was_asked_for(void **state) {
    (void)state;
    static const struct {
        enum time_format format;
        const char *first, *second;
    } cases[] = {
        {TIME_UTC, "06:06:07.492060", "06:06:08.000000"},
        {TIME_RELATIVE, "0.000000", "0.507940"},
        {TIME_DELTA, "0.000000", "0.507940"},
    };
    struct moment start = {INT64_C(1254722767492060000)}, later = {INT64_C(1254722768000000000)};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct timeline timeline = {.format = cases[i].format};
        timeline_start(&timeline, start);
        timeline_write(&timeline, &writer, start);
        assert_string_equal(written(), cases[i].first);
        timeline_write(&timeline, &writer, later);
        assert_string_equal(written(), cases[i].second);
        timeline_write(&timeline, &writer, later);
        assert_string_equal(written(),
                            cases[i].format == TIME_DELTA ? "0.000000" : cases[i].second);
    }
}

static int free_writer(void **state) {
    (void)state;
    writer_free(&writer);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(octets_take_five_columns),
        cmocka_unit_test(spans_take_six_columns),
        cmocka_unit_test(spans_are_told_in_one_way),
        cmocka_unit_test(times_are_what_was_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, free_writer);
}
