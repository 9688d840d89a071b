#include "base/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static struct writer writer = {.fd = WRITER_MEMORY};

static const char *written(void) {
    writer_put(&writer, '\0');
    writer.buffer.size = 0;
    return (const char *)writer.buffer.data;
}

static struct moment at(int64_t second, int64_t ns) {
    return (struct moment){second * DURATION_SECOND + ns};
}

/* Against the C library, over the whole range of a moment. */
static void dates_agree_with_the_library(void **state) {
    (void)state;
    struct calendar calendar = {.utc = true};
    for (int64_t second = -9223372036; second < 9223372036; second += 12345679) {
        time_t time = (time_t)second;
        struct tm tm;
        char expected[64];
        assert_non_null(gmtime_r(&time, &tm));
        assert_true(strftime(expected, sizeof expected, "%Y-%m-%d %H:%M:%S", &tm) > 0);
        calendar_date(&calendar, &writer, at(second, 5));
        writer_put(&writer, ' ');
        calendar_time(&calendar, &writer, at(second, 5), 0);
        assert_string_equal(written(), expected);
    }
}

static void leap_days(void **state) {
    (void)state;
    calendar_rfc3339(&writer, at(951782400, 0));
    assert_string_equal(written(), "2000-02-29T00:00:00.000000Z");
    calendar_rfc3339(&writer, at(-1, 999999999));
    assert_string_equal(written(), "1969-12-31T23:59:59.999999Z");
}

static void the_ends_of_time_are_written(void **state) {
    (void)state;
    calendar_rfc3339(&writer, (struct moment){INT64_MIN});
    assert_string_equal(written(), "1677-09-21T00:12:43.145224Z");
    calendar_rfc3339(&writer, (struct moment){INT64_MAX});
    assert_string_equal(written(), "2262-04-11T23:47:16.854775Z");
}

static void local_time_follows_the_zone(void **state) {
    (void)state;
    assert_int_equal(setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1), 0);
    tzset();
    struct calendar calendar = {0};
    calendar_time(&calendar, &writer, at(1254722767, 492060000), 3); /* summer */
    assert_string_equal(written(), "08:06:07.492");
    calendar_date(&calendar, &writer, at(1262303999, 0)); /* winter, the day turns */
    writer_put(&writer, ' ');
    calendar_time(&calendar, &writer, at(1262303999, 0), 0);
    assert_string_equal(written(), "2010-01-01 00:59:59");
    /* The hour that comes twice: 02:59:59 in summer time, then 02:00:00 in winter time. */
    calendar_time(&calendar, &writer, at(1256432399, 0), 0);
    assert_string_equal(written(), "02:59:59");
    calendar_time(&calendar, &writer, at(1256432400, 0), 0);
    assert_string_equal(written(), "02:00:00");
}

static void seconds_are_cut(void **state) {
    (void)state;
    seconds_write(&writer, 1999999999, 3);
    assert_string_equal(written(), "1.999");
    seconds_write(&writer, -1, 9);
    assert_string_equal(written(), "-0.000000001");
    seconds_write(&writer, 0, 0);
    assert_string_equal(written(), "0");
    seconds_write(&writer, INT64_MIN, 6);
    assert_string_equal(written(), "-9223372036.854775");
}

static int free_writer(void **state) {
    (void)state;
    writer_free(&writer);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_agree_with_the_library),
        cmocka_unit_test(leap_days),
        cmocka_unit_test(the_ends_of_time_are_written),
        cmocka_unit_test(local_time_follows_the_zone),
        cmocka_unit_test(seconds_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, free_writer);
}
