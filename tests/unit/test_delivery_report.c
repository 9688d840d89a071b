/* Bounces: which groups of fields are in them. */
#include "message/delivery_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define HEAD                                                                                       \
    "From: MAILER-DAEMON@example.net\r\n"                                                          \
    "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"b 1\"\r\n\r\n"
#define TEXT_PART   "preamble\r\n--b 1\r\nContent-Type: text/plain\r\n\r\nsorry\r\n"
#define STATUS_HEAD "--b 1\r\nContent-Type: message/delivery-status\r\n\r\n"

static struct arena arena;

static void assert_slice(struct slice slice, const char *expected) {
    if (!slice_equal(slice, slice_string(expected)))
        fail_msg("'%.*s' is not '%s'", (int)slice.size, (const char *)slice.data, expected);
}

static bool read(const char *message, struct delivery_report *report) {
    arena_clear(&arena);
    return delivery_report_read(slice_string(message), &arena, report);
}

static void each_recipient_is_a_group(void **state) {
    (void)state;
    struct delivery_report report;
    assert_true(read(HEAD TEXT_PART STATUS_HEAD "Reporting-MTA: dns; a.example\r\n\r\n"
                                                "Final-Recipient: rfc822; x@y\r\nStatus: 5.1.1\r\n"
                                                "Diagnostic-Code: smtp; 550\r\n  no such user\r\n"
                                                "\r\n\r\nFinal-Recipient: rfc822; z@y\r\n"
                                                "--b 1--\r\nepilogue\r\n",
                     &report));
    assert_slice(report.message, "Reporting-MTA: dns; a.example");
    assert_int_equal(report.count, 2);
    assert_slice(report.recipients[0], "Final-Recipient: rfc822; x@y\r\nStatus: 5.1.1\r\n"
                                       "Diagnostic-Code: smtp; 550 no such user");
    assert_slice(report.recipients[1], "Final-Recipient: rfc822; z@y");
    arena_free(&arena);
}

static void line_ends_and_the_end_may_be_missing(void **state) {
    (void)state;
    struct delivery_report report;
    assert_true(read("From x Thu Nov 26\nContent-Type: multipart/report; boundary=b\n\n--b\n"
                     "Content-type: message/global-delivery-status\n\nA: 1\n\nB: 2",
                     &report));
    assert_int_equal(report.count, 1);
    assert_slice(report.recipients[0], "B: 2");
    arena_free(&arena);
}

static void what_comes_back_is_found_behind_or_before_the_report(void **state) {
    (void)state;
    static const char status[] = STATUS_HEAD "A: 1\r\n\r\nB: 2\r\n";
    char message[1024];
    struct delivery_report report;
    snprintf(message, sizeof message,
             HEAD "%s--b 1\r\nContent-Type: text/RFC822-headers; charset=x\r\n\r\nDate: a\r\n"
                  "--b 1--\r\n",
             status);
    assert_true(read(message, &report));
    assert_slice(report.returned, "Date: a\r\n");
    snprintf(message, sizeof message,
             HEAD "--b 1\r\nContent-Type: message/rfc822\r\n\r\nDate: b\r\n\r\nhello\r\n%s",
             status);
    assert_true(read(message, &report));
    assert_slice(report.returned, "Date: b\r\n\r\nhello\r\n");
    snprintf(message, sizeof message, HEAD "%s--b 1--\r\n", status);
    assert_true(read(message, &report));
    assert_int_equal(report.returned.size, 0);
    arena_free(&arena);
}

static void other_messages_have_none(void **state) {
    (void)state;
    static const char nothing_of_a_recipient[] =
        "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: "
        "message/delivery-status\r\n\r\nA: 1\r\n--b--\r\n";
    static const char *const messages[] = {
        "",
        "Subject: x\r\n\r\nbody\r\n",
        "Content-Type: multipart/report\r\n\r\n--b\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b--\r\n",
        nothing_of_a_recipient,
        "Content-Type: multipart/report; boundary=\"\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        struct delivery_report report;
        assert_false(read(messages[i], &report));
        assert_int_equal(report.count, 0);
    }
    arena_free(&arena);
}

/* A group that never ends, recipients without number. */
static void what_exceeds_the_bounds_is_cut(void **state) {
    (void)state;
    enum { LINES = 20000 };
    struct delivery_report report;
    const char head[] = "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: "
                        "message/delivery-status\n\nA: 1\n\n";
    char *message = malloc(sizeof head + LINES * 8);
    assert_non_null(message);
    strcpy(message, head);
    for (size_t i = 0; i < LINES; i++)
        strcpy(message + sizeof head - 1 + i * 6, "B: 23\n");
    assert_true(read(message, &report));
    assert_int_equal(report.recipients[0].size, REPORT_GROUP_KEPT);
    for (size_t i = 0; i < LINES; i++)
        strcpy(message + sizeof head - 1 + i * 6, "B: 2\n\n");
    assert_true(read(message, &report));
    assert_int_equal(report.count, REPORT_MOST_GROUPS);
    free(message);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_recipient_is_a_group),
        cmocka_unit_test(line_ends_and_the_end_may_be_missing),
        cmocka_unit_test(what_comes_back_is_found_behind_or_before_the_report),
        cmocka_unit_test(other_messages_have_none),
        cmocka_unit_test(what_exceeds_the_bounds_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
