#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "message/date.h"

static void assert_date(const char *text, int64_t seconds, bool fits) {
    struct moment moment;
    bool weekday_fits;
    if (!date_read(slice_string(text), &moment, &weekday_fits))
        fail_msg("%s: no date", text);
    assert_int_equal(moment.ns / DURATION_SECOND, seconds);
    assert_int_equal(weekday_fits, fits);
}

static void assert_no_date(const char *text) {
    struct moment moment;
    bool weekday_fits;
    if (date_read(slice_string(text), &moment, &weekday_fits))
        fail_msg("%s: taken for a date", text);
}

static void dates_are_read(void **state) {
    (void)state;
    assert_date("Thu, 01 Jan 1970 00:00:00 +0000", 0, true);
    assert_date("Tue, 24 Nov 2026 02:52:08 +0100 (CET)", 1795485128, true);
    assert_date("24 Nov 2026 02:52 GMT", 1795488720, true);
    assert_date("Thu, 29 Feb 2024 12:00:00 -0000", 1709208000, true);
    assert_date("Wed, 31 Dec 1969 23:59:59 +0000", -1, true);
    assert_date("Mon, 24 Nov 2026 02:52:08 +0000", 1795488728, false);
}

static void old_forms_are_read(void **state) {
    (void)state;
    assert_date("Tue, 24 Nov 26 02:52:08 EST", 1795506728, true);
    assert_date("(a comment) Tue , 24 (b) Nov 2026 02:52:08 +0000", 1795488728, true);
    assert_date("Thu, 01 Jan 70 00:00:00 UT", 0, true);
}

static void what_is_no_date_is_refused(void **state) {
    (void)state;
    assert_no_date("");
    assert_no_date("yesterday");
    assert_no_date("2026-11-24T02:52:08Z");
    assert_no_date("Tue, 31 Apr 2026 02:52:08 +0000");
    assert_no_date("Tue, 29 Feb 2026 02:52:08 +0000");
    assert_no_date("Tue, 24 Nov 2026 24:00:00 +0000");
    assert_no_date("Tue, 24 Nov 2026 02:60:08 +0000");
    assert_no_date("Tue, 24 Nov 2026 02:52:08");
    assert_no_date("Tue, 24 Nov 2026 02:52:08 +01:00");
    assert_no_date("Tue, 24 Nov 2026 02:52:08 +0000 and more");
    assert_no_date("24 Nov 6026 02:52:08 +0000"); /* a moment reaches from 1677 to 2262 */
    assert_no_date("24 Nov 1066 02:52:08 +0000");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read),
        cmocka_unit_test(old_forms_are_read),
        cmocka_unit_test(what_is_no_date_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
