/* Which sessions filters choose: one told by hand (told_session.h), with its events. */
#include "index/filter.h"
#include "told_session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static struct filter *new_filter(const char *text) {
    struct filter_place place;
    struct error error = {0};
    struct filter *filter = filter_new(slice_string(text), &place, &error);
    if (!filter)
        fail_msg("'%s' at %zu: %s", text, place.at, error.text);
    return filter;
}

struct told_filter {
    const char *text;
    bool chosen;
};

static void assert_chosen(const struct told_filter *rows, size_t count) {
    struct index_row *row = told_session_new(true);
    for (size_t i = 0; i < count; i++) {
        struct filter *filter = new_filter(rows[i].text);
        struct error error = {0};
        bool chosen;
        assert_true(filter_session(filter, row, row->transcript, &chosen, &error));
        if (chosen != rows[i].chosen)
            fail_msg("'%s' %s the session", rows[i].text, chosen ? "chooses" : "does not choose");
        enum filter_answer alone = filter_row(filter, row);
        if (alone != FILTER_UNSURE)
            assert_int_equal(alone == FILTER_YES, chosen);
        filter_free(filter);
    }
    told_session_free(row);
}

#define ASSERT_CHOSEN(rows) assert_chosen((rows), sizeof(rows) / sizeof *(rows))

static void fields_of_the_session(void **state) {
    (void)state;
    static const struct told_filter rows[] = {
        {"", true},
        {"smtp", true},
        {"pop || lmtp", false},
        {"protocol == \"smtp\"", true},
        {"protocol != smtp", false},
        {"protocol matches ^S", true},
        {"client == 192.0.2.1 and server == 192.0.2.25", true},
        {"client == 192.0.2.0/31", true},
        {"client == 192.0.2.2/31", false},
        {"ip.addr == 192.0.2.24/29", true},
        {"ip.src == 0.0.0.0/0", true},
        {"ip.addr == ::/0", false},
        {"ip.addr != 192.0.2.1", false},
        {"ip.addr != 192.0.2.9", true},
        {"ip.dst in {10.0.0.0/8, 192.0.2.25}", true},
        {"tcp.port == 1470 and tcp.srcport == 25 and tcp.dstport == 25", true},
        {"port == 1470", false},
        {"tcp.stream == 5 && !(tcp.stream == 0)", true},
        {"octets == 230 and octets < 1k and octets >= 0.2k", true},
        {"lost", true},
        {"lost > 7", false},
        {"messages == 1 and recipients == 1", true},
        {"duration == 1500ms and duration >= 1.5 and duration < 1m", true},
        {"duration > 1.5s", false},
        {"verdict == refused and ending == reset", true},
        {"verdict in {accepted, partial}", false},
        {"tls", false},
        {"tls == none", true},
        {"hello == a and user == \"a\"", true},
        {"user == A", false},
        {"sender == a@b and recipient contains @d", true},
        {"recipient matches \"^C@\"", true},
        {"recipient contains C", false},
        {"imf.subject == hi", true},
        {"imf.from", false},
        {"finding or severity", false},
    };
    ASSERT_CHOSEN(rows);
}

static void times_cover_what_is_left_out(void **state) {
    (void)state;
    static const struct told_filter rows[] = {
        {"start == \"2009-10-05\"", true},
        {"start == \"2009-10-05 06:06\"", true},
        {"start == 2009-10-05T06:06:07.49206Z", true},
        {"start == \"2009-10-05 06:06:07.493\"", false},
        {"start > \"2009-10-05 06:06\"", false},
        {"start >= \"2009-10-05 06:06\"", true},
        {"start < \"2009-10-05 06:06\"", false},
        {"start <= \"2009-10-05 06:06\"", true},
        {"start != \"2009-10-04\"", true},
        {"start == \"2009-10-05 08:06 +0200\"", true},
        {"start == \"2009-10-05 06:06 -02:30\"", false},
        {"start > \"1700-01-01\" and start < \"2250-12-31 23:59:59.999999999\"", true},
    };
    ASSERT_CHOSEN(rows);
}

/* Local time is that of the list. */
static void times_without_a_zone_are_local(void **state) {
    (void)state;
    static const struct told_filter rows[] = {
        {"start == \"2009-10-05 08:06\"", true},
        {"start == \"2009-10-05 06:06 UTC\"", true},
    };
    assert_int_equal(setenv("TZ", "CEST-2", 1), 0);
    tzset();
    ASSERT_CHOSEN(rows);
    assert_int_equal(setenv("TZ", "UTC0", 1), 0);
    tzset();
}

static void one_event_is_enough(void **state) {
    (void)state;
    static const struct told_filter rows[] = {
        {"code == 550", true},
        {"smtp.response.code == 551", false},
        {"code > 549 and code < 221", true},
        {"code != 250", true},
        {"not code == 250", false},
        {"code in {1, 354}", true},
        {"smtp.req.command == rcpt", true},
        {"smtp.req.command matches \"^(data|x)$\"", true},
        {"smtp.req.parameter contains \"<c@d>\"", true},
        {"smtp.rsp.parameter == \"AUTH PLAIN\"", true},
        {"pop.request.command or pop.response.indicator", false},
        {"latency == 2ms", true},
        {"latency > 2ms", false},
        {"frame.number == 9", true},
        {"frame.number == 900", false},
        {"frame.time == \"2009-10-05 06:06:07.496\"", true},
        {"text contains \"550 5.7.1 no\"", true},
        {"text matches \"^rcpt to\"", true},
        {"text contains \"Dear\"", false},
        {"body contains \"Dear\"", true},
        {"body matches \"^subject: hi\"", true},
        {"imf.to", false},
    };
    ASSERT_CHOSEN(rows);
}

static void an_exchange_is_a_command_and_all_that_answers_it(void **state) {
    (void)state;
    static const struct told_filter rows[] = {
        {"exchange(smtp.req.command == RCPT and code == 250)", true},
        {"exchange(smtp.req.command == RCPT and code == 550)", false},
        {"smtp.req.command == RCPT and code == 550", true},
        {"exchange(smtp.req.command == DATA and code == 354 and code == 550 and body)", true},
        {"exchange(smtp.req.command == MAIL and body)", false},
        {"exchange(recipient == c@d and verdict == refused)", true},
        {"exchange(smtp.req.command == DATA and imf.subject == hi)", true},
        {"exchange(smtp.req.command == RCPT and imf.subject == hi)", false},
        {"exchange(smtp.req.command == DATA and count(code) == 2)", true},
        {"exchange(smtp.req.command == DATA and all(code > 300))", true},
        {"exchange(code == 220)", false},
        {"not exchange(code > 500)", false},
    };
    ASSERT_CHOSEN(rows);
}

static void all_and_count_look_at_each_event(void **state) {
    (void)state;
    static const struct told_filter rows[] = {
        {"all(code >= 220)", true},
        {"all(code < 550)", false},
        {"all(not code == 111)", true},
        {"all(pop.request.command == RETR)", true}, /* none has it */
        {"count(code == 250) == 3", true},
        {"count(code == 250) > 3", false},
        {"count(smtp.req.command) == 6", true},
        {"count(code) != 7", false},
        {"count(smtp.req.command == RCPT or code == 550) in {2}", true},
        {"count(recipient) == 1", true},
        {"count(code > 900) == 0", true},
    };
    ASSERT_CHOSEN(rows);
}

static void and_binds_closer_than_or(void **state) {
    (void)state;
    static const struct told_filter rows[] = {
        {"smtp or pop and pop", true}, {"(smtp or pop) and pop", false},
        {"pop and pop or smtp", true}, {"not pop and smtp", true},
        {"not (pop or smtp)", false},  {"! ! smtp", true},
        {"not not not smtp", false},   {"not code == 111 and smtp", true},
    };
    ASSERT_CHOSEN(rows);
}

static void assert_row(const char *text, enum filter_answer expected) {
    struct index_row *row = told_session_new(false);
    struct filter *filter = new_filter(text);
    enum filter_answer answer = filter_row(filter, row);
    if (answer != expected)
        fail_msg("'%s': %d", text, (int)answer);
    filter_free(filter);
    told_session_free(row);
}

static void a_row_alone_decides_what_it_can(void **state) {
    (void)state;
    assert_row("smtp", FILTER_YES);
    assert_row("code == 250", FILTER_UNSURE);
    assert_row("not code == 250", FILTER_UNSURE);
    assert_row("pop and code == 250", FILTER_NO);
    assert_row("code == 250 and pop", FILTER_NO);
    assert_row("code == 250 or smtp", FILTER_YES);
    assert_row("code == 250 and smtp", FILTER_UNSURE);
    assert_row("exchange(code)", FILTER_UNSURE);
    assert_row("exchange(code) or count(code) > 1 or smtp", FILTER_YES);
}

/* `expected`: the numbers of the events that are lit, in their order. */
static void assert_lit(const char *text, const char *expected) {
    struct index_row *row = told_session_new(true);
    struct filter *filter = new_filter(text);
    struct error error = {0};
    struct writer lit_events = writer_to(WRITER_MEMORY);
    size_t count = transcript_count(row->transcript);
    bool *lit = calloc(count, sizeof *lit);
    assert_non_null(lit);
    assert_true(filter_light(filter, row, row->transcript, lit, &error));
    for (size_t n = 0; n < count; n++) {
        if (!lit[n])
            continue;
        writer_string(&lit_events, lit_events.buffer.size ? " " : "");
        writer_number(&lit_events, n, 1);
    }
    writer_put(&lit_events, '\0');
    assert_string_equal((const char *)lit_events.buffer.data, expected);
    writer_free(&lit_events);
    free(lit);
    filter_free(filter);
    told_session_free(row);
}

static void what_a_filter_asks_for_is_lit(void **state) {
    (void)state;
    assert_lit("", "");
    assert_lit("smtp and client == 192.0.2.1", ""); /* of the session, not of events */
    assert_lit("code == 550", "12");
    assert_lit("code == 235 or code == 354", "4 10");
    assert_lit("not code == 250", ""); /* what is not to be is nowhere */
    assert_lit("exchange(smtp.req.command == \"EHLO\" and code == 250)", "1 2");
    assert_lit("exchange(smtp.req.command == \"EHLO\" and code == 550)", "");
    assert_lit("count(code == 250) > 1", "2 8 9");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_of_the_session),
        cmocka_unit_test(times_cover_what_is_left_out),
        cmocka_unit_test(times_without_a_zone_are_local),
        cmocka_unit_test(one_event_is_enough),
        cmocka_unit_test(an_exchange_is_a_command_and_all_that_answers_it),
        cmocka_unit_test(all_and_count_look_at_each_event),
        cmocka_unit_test(and_binds_closer_than_or),
        cmocka_unit_test(a_row_alone_decides_what_it_can),
        cmocka_unit_test(what_a_filter_asks_for_is_lit),
    };
    (void)setenv("TZ", "UTC0", 1);
    tzset();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
