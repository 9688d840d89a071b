#include "report/report.h"

#include "told_session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct report_totals totals = {
    .files = 1, .packets = 20, .flows = 2, .sessions = 1, .not_mail = 1};

static void assert_report(enum report_kind kind, enum report_format format,
                          const struct report_options *options, const char *expected) {
    struct writer writer = writer_to(WRITER_MEMORY);
    struct error error = {0};
    struct report *report = report_new(kind, format, options, &writer, &error);
    struct index_row *row = told_session_new(kind == REPORT_SHOW);
    assert_non_null(report);
    report_session(report, row, NULL);
    report_end(report, &totals);
    assert_text(&writer, expected);
    told_session_free(row);
    report_free(report);
    writer_free(&writer);
}

static void a_transcript_tells_all(void **state) {
    (void)state;
    assert_report(
        REPORT_SHOW, FORMAT_TEXT, &(struct report_options){.time = TIME_RELATIVE},
        "#3  smtp  192.0.2.1:1470 -> 192.0.2.25:25  2009-10-05 06:06:07  1.50s  1 "
        "message  refused\n"
        "192.0.2.25 port 25 refused the message for c@d: \"no \\xff\\xfe\".\n"
        "0.001000        <-S 220 mx.example.org\n"
        "0.002000        C-> EHLO a\n"
        "0.004000 2.00ms <-S 250-mx.example.org\n"
        "                    250 AUTH PLAIN\n"
        "0.005000        C-> AUTH PLAIN ****\n"
        "0.007000 2.00ms <-S 235 2.7.0 welcome\n"
        "0.010000        C-> MAIL FROM:<a@b>\n"
        "0.010000        C-> RCPT TO:<c@d>\n"
        "0.010000        C-> DATA\n"
        "0.012000 2.00ms <-S 250 ok  (answers MAIL <a@b>)\n"
        "0.012000 2.00ms <-S 250 ok  (answers RCPT <c@d>)\n"
        "0.012000 2.00ms <-S 354 go on  (answers DATA)\n"
        "0.024000        C-> message of 29 octets \"hi\"\n"
        "                    | Subject: hi\n"
        "                    |\n"
        "                    | Dear \\x1b[1mall\n"
        "0.026000 2.00ms <-S 550 5.7.1 no \\xff\\xfe  (verdict: refused)\n"
        "0.030000        C-> N\u00d6\\xe2P\n"
        "0.040000        === 7 octets of the server are missing\n"
        "0.041000        === 2 segments of the client sent again  (2920 octets in 1.00ms)\n"
        "0.042000        === 2001:db8::1 says to the server: packet too big; the next "
        "link takes 1280 octets\n"
        "1.500000        === server resets the connection\n"
        "\n"
        "20 packets, 2 flows, 1 mail session, 1 not mail\n");
}

static void a_narrow_terminal_wraps_beside_the_margin(void **state) {
    (void)state;
    assert_report(REPORT_SHOW, FORMAT_TEXT,
                  &(struct report_options){.time = TIME_DELTA, .width = 40, .quiet = true},
                  "#3  smtp  192.0.2.1:1470 -> 192.0.2.25:25  refused\n"
                  "192.0.2.25 port 25 refused the message\n"
                  "for c@d: \"no \\xff\\xfe\".\n"
                  "0.001000        <-S 220 mx.example.org\n"
                  "0.001000        C-> EHLO a\n"
                  "0.002000 2.00ms <-S 250-mx.example.org\n"
                  "                    250 AUTH PLAIN\n"
                  "0.001000        C-> AUTH PLAIN ****\n"
                  "0.002000 2.00ms <-S 235 2.7.0 welcome\n"
                  "0.003000        C-> MAIL FROM:<a@b>\n"
                  "0.000000        C-> RCPT TO:<c@d>\n"
                  "0.000000        C-> DATA\n"
                  "0.002000 2.00ms <-S 250 ok\n"
                  "                    (answers MAIL <a@b>)\n"
                  "0.000000 2.00ms <-S 250 ok\n"
                  "                    (answers RCPT <c@d>)\n"
                  "0.000000 2.00ms <-S 354 go on\n"
                  "                    (answers DATA)\n"
                  "0.012000        C-> message of 29 octets\n"
                  "                    \"hi\"\n"
                  "                    | Subject: hi\n"
                  "                    |\n"
                  "                    | Dear \\x1b[1mall\n"
                  "0.002000 2.00ms <-S 550 5.7.1 no \\xff\n"
                  "                    \\xfe\n"
                  "                    (verdict: refused)\n"
                  "0.004000        C-> N\u00d6\\xe2P\n"
                  "0.010000        === 7 octets of the\n"
                  "                    server are missing\n"
                  "0.001000        === 2 segments of the\n"
                  "                    client sent again\n"
                  "                    (2920 octets in\n"
                  "                    1.00ms)\n"
                  "0.001000        === 2001:db8::1 says to\n"
                  "                    the server: packet\n"
                  "                    too big; the next\n"
                  "                    link takes 1280\n"
                  "                    octets\n"
                  "1.458000        === server resets the\n"
                  "                    connection\n");
}

static void a_row_shows_what_there_is_room_for(void **state) {
    (void)state;
    assert_report(
        REPORT_LIST, FORMAT_TEXT, &(struct report_options){.width = 80, .headings = true},
        "time     proto client        server        from        to          code verdict\n"
        "06:06:07 smtp  192.0.2.1     192.0.2.25    a@b         c@d          550 refused\n"
        "20 packets, 2 flows, 1 mail session, 1 not mail\n");
    assert_report(REPORT_TRANSACTIONS, FORMAT_TEXT,
                  &(struct report_options){.width = 100, .quiet = true, .time = TIME_UTC},
                  "   3  06:06:07.492060  smtp   192.0.2.1      192.0.2.25     a@b          "
                  "c@d           550  refused\n");
}

static void colours_follow_the_outcome(void **state) {
    (void)state;
    assert_report(
        REPORT_LIST, FORMAT_TEXT,
        &(struct report_options){.width = 80, .quiet = true, .color = true},
        "\x1b[2m06:06:07\x1b[0m smtp  \x1b[36m192.0.2.1\x1b[0m     \x1b[35m192.0.2.25\x1b[0m    "
        "a@b         c@d          550 \x1b[31;1mrefused\x1b[0m\n");
}

#define TEN_COLUMNS "\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588"
#define BAR         TEN_COLUMNS TEN_COLUMNS TEN_COLUMNS TEN_COLUMNS

static void statistics_count(void **state) {
    (void)state;
    assert_report(
        REPORT_STATISTICS, FORMAT_TEXT, &(struct report_options){.time = TIME_UTC, .quiet = true},
        "time            2009-10-05 06:06:07 - 2009-10-05 06:06:08, longest session 1.50s\n"
        "messages        1 of 29 octets, 0 not complete\n"
        "recipients      1, 1 refused, 0 deferred\n"
        "octets          140 of clients, 90 of servers, 7 lost\n"
        "\nverdicts\n"
        "  refused           1  100%  " BAR "\n"
        "\nprotocols\n"
        "  smtp              1  100%  " BAR "\n"
        "\nendings\n"
        "  reset             1  100%  " BAR "\n"
        "\ntransactions\n"
        "  delivery          1  100%  " BAR "\n"
        "\nsenders\n"
        "  a@b               1  100%  " BAR "\n"
        "\nrecipients\n"
        "  c@d               1  100%  " BAR "\n"
        "\nclients\n"
        "  192.0.2.1         1  100%  " BAR "\n"
        "\nservers\n"
        "  192.0.2.25        1  100%  " BAR "\n"
        "\nTLS\n"
        "  none              1  100%  " BAR "\n"
        "\n");
    assert_report(
        REPORT_STATISTICS, FORMAT_JSON, &(struct report_options){0},
        "{\"schema\":\"heloise.statistics/1\",\"files\":1,\"packets\":20,\"flows\":2,"
        "\"sessions\":1,\"attempts\":0,\"not_mail\":1,\"start\":\"2009-10-05T06:06:07.492060Z\","
        "\"end\":\"2009-10-05T06:06:08.992060Z\",\"longest\":1.500000,"
        "\"octets\":{\"client\":140,\"server\":90},\"lost\":{\"client\":0,\"server\":7},"
        "\"protocols\":{\"smtp\":1},\"tls\":{\"none\":1},\"endings\":{\"reset\":1},"
        "\"verdicts\":{\"refused\":1},\"transactions\":{\"delivery\":1},"
        "\"recipients\":{\"count\":1,\"refused\":1,\"deferred\":0},"
        "\"messages\":{\"count\":1,\"octets\":29,\"incomplete\":0},"
        "\"senders\":[{\"word\":\"a@b\",\"count\":1}],"
        "\"receivers\":[{\"word\":\"c@d\",\"count\":1}],"
        "\"clients\":[{\"word\":\"192.0.2.1\",\"count\":1}],"
        "\"servers\":[{\"word\":\"192.0.2.25\",\"count\":1}]}\n");
}

static int in_utc(void **state) {
    (void)state;
    return setenv("TZ", "UTC0", 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_transcript_tells_all),
        cmocka_unit_test(a_narrow_terminal_wraps_beside_the_margin),
        cmocka_unit_test(a_row_shows_what_there_is_room_for),
        cmocka_unit_test(colours_follow_the_outcome),
        cmocka_unit_test(statistics_count),
    };
    return cmocka_run_group_tests(tests, in_utc, NULL);
}
