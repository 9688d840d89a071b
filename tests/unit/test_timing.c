#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "diagnose/timekeeper.h"
#include "dialogue.h"
#include "protocol/registry.h"

/* Whole seconds of each stage and owner; the dialogue's own milliseconds fall away. */
static void spend(const char *text, struct timing *timing) {
    struct dialogue dialogue = {.protocol = &smtp_protocol};
    struct timekeeper keeper;
    timekeeper_begin(&keeper);
    session_free(dialogue_play(&dialogue, text, CUT_WHOLE, timekeeper_sink(&keeper, NULL)));
    *timing = keeper.timing;
}

#define assert_seconds(span, seconds) assert_int_equal((span) / DURATION_SECOND, seconds)

static const char delivery[] =
    "S: 220 mail.example.org ESMTP\n"
    "wait 1\nC: EHLO client.example.net\nwait 2\nS: 250 mail.example.org\n"
    "wait 3\nC: MAIL FROM:<a@example.net>\nwait 4\nS: 250 Ok\n"
    "C: RCPT TO:<b@example.org>\nwait 5\nS: 250 Ok\n"
    "C: DATA\nwait 6\nS: 354 go\n"
    "wait 7\nC: text\nwait 8\nC: .\nwait 9\nS: 250 Ok\n"
    "wait 10\nC: QUIT\nwait 11\nS: 221 Bye\n";

static void each_wait_has_its_stage_and_owner(void **state) {
    struct timing timing;
    (void)state;
    spend(delivery, &timing);
    assert_seconds(timing.spent[STAGE_HELLO][TIME_CLIENT], 1);
    assert_seconds(timing.spent[STAGE_HELLO][TIME_SERVER], 2);
    assert_seconds(timing.spent[STAGE_ENVELOPE][TIME_CLIENT], 3);
    assert_seconds(timing.spent[STAGE_ENVELOPE][TIME_SERVER], 4 + 5);
    assert_seconds(timing.spent[STAGE_CONTENT][TIME_SERVER], 6);
    assert_seconds(timing.spent[STAGE_CONTENT][TIME_CLIENT], 7 + 8);
    assert_seconds(timing.spent[STAGE_DOT][TIME_SERVER], 9);
    assert_seconds(timing.spent[STAGE_QUIT][TIME_CLIENT], 10);
    assert_seconds(timing.spent[STAGE_QUIT][TIME_SERVER], 11);
}

static void the_parts_add_up(void **state) {
    struct timing timing;
    duration sum = 0;
    (void)state;
    spend(delivery, &timing);
    for (int stage = 0; stage < STAGES; stage++)
        sum += timing_of_stage(&timing, (enum stage)stage);
    assert_true(sum == timing_total(&timing));
    sum = 0;
    for (int owner = 0; owner < TIME_OWNERS; owner++)
        sum += timing_of_owner(&timing, (enum time_owner)owner);
    assert_true(sum == timing_total(&timing));
    assert_seconds(timing_total(&timing), 66);
}

static void the_longest_part_is_found(void **state) {
    struct timing timing;
    enum stage stage;
    enum time_owner owner;
    (void)state;
    spend(delivery, &timing);
    assert_true(timing_longest(&timing, &stage, &owner));
    assert_int_equal(stage, STAGE_CONTENT);
    assert_int_equal(owner, TIME_CLIENT);
    spend("", &timing);
    assert_false(timing_longest(&timing, &stage, &owner));
}

static void pipelined_commands_count_once(void **state) {
    struct timing timing;
    (void)state;
    spend(
        "S: 220 mail.example.org ESMTP\nC: EHLO a.example.net\nS: 250-x\nS: 250 PIPELINING\n"
        "C: MAIL FROM:<a@example.net>\nC: RCPT TO:<b@example.org>\nwait 5\nS: 250 Ok\nS: 250 Ok\n",
        &timing);
    assert_seconds(timing_total(&timing), 5);
    assert_seconds(timing.spent[STAGE_ENVELOPE][TIME_SERVER], 5);
}

static void a_gap_takes_no_time(void **state) {
    struct timing timing;
    (void)state;
    spend("S: 220 mail.example.org ESMTP\nC: EHLO a.example.net\nS: 250 x\n"
          "C: MAIL FROM:<a@example.net>\ngap S 30\nwait 5\nS: 250 Ok\n",
          &timing);
    assert_seconds(timing.spent[STAGE_ENVELOPE][TIME_NETWORK], 0);
    assert_seconds(timing.spent[STAGE_ENVELOPE][TIME_SERVER], 5);
}

static void sealed_time_is_that_of_who_sends(void **state) {
    struct timing timing;
    struct timekeeper keeper;
    (void)state;
    timekeeper_begin(&keeper);
    const struct sink *sink = timekeeper_sink(&keeper, NULL);
    sink->event(sink->context, NULL,
                &(struct event){.kind = EVENT_TLS, .at = {1}, .end = {1 + DURATION_SECOND}});
    sink->sealed(sink->context, NULL, SIDE_CLIENT, (struct moment){1 + 3 * DURATION_SECOND});
    sink->sealed(sink->context, NULL, SIDE_SERVER, (struct moment){1 + 6 * DURATION_SECOND});
    timekeeper_end(&keeper, (struct moment){1}, (struct moment){1 + 10 * DURATION_SECOND});
    timing = keeper.timing;
    assert_seconds(timing.spent[STAGE_TLS][TIME_SERVER], 1);
    assert_seconds(timing.spent[STAGE_SEALED][TIME_SERVER], 3);
    assert_seconds(timing.spent[STAGE_SEALED][TIME_CLIENT], 2 + 4);
}

static void waits_are_of_one_thing(void **state) {
    struct timing timing;
    (void)state;
    spend(delivery, &timing);
    assert_seconds(timing.waits[WAIT_MAIL].span, 4);
    assert_seconds(timing.waits[WAIT_RCPT].span, 5);
    assert_seconds(timing.waits[WAIT_DATA].span, 6);
    assert_seconds(timing.waits[WAIT_DOT].span, 9);
    assert_seconds(timing.waits[WAIT_COMMAND].span, 10);
    assert_false(wait_matters(&timing, WAIT_DOT, "smtp"));
}

static void a_tenth_of_a_time_out_matters(void **state) {
    struct timing timing;
    (void)state;
    spend("S: 220 mail.example.org ESMTP\nC: EHLO a\nS: 250 x\nC: MAIL FROM:<a@b.example>\n"
          "wait 31\nS: 250 Ok\n",
          &timing);
    assert_true(wait_matters(&timing, WAIT_MAIL, "smtp"));
    assert_true(wait_matters(&timing, WAIT_MAIL, "lmtp"));
    assert_false(wait_matters(&timing, WAIT_MAIL, "pop3"));
    assert_false(timing.waits[WAIT_MAIL].gave_up);
}

static void who_gives_up_early_matters(void **state) {
    struct timing timing;
    (void)state;
    spend("S: 220 mail.example.org ESMTP\nC: EHLO a\nS: 250 x\nC: MAIL FROM:<a@b.example>\n"
          "wait 5\nend C fin\n",
          &timing);
    assert_true(timing.waits[WAIT_MAIL].gave_up);
    assert_true(wait_matters(&timing, WAIT_MAIL, "smtp"));
    assert_seconds(timing.spent[STAGE_ENVELOPE][TIME_SERVER], 5);
    spend("S: 220 mail.example.org ESMTP\nC: EHLO a\nS: 250 x\nwait 60\n"
          "S: 421 4.4.2 time-out\nend S fin\n",
          &timing);
    assert_true(timing.waits[WAIT_COMMAND].gave_up);
    assert_true(wait_matters(&timing, WAIT_COMMAND, "smtp"));
}

static void each_wait_has_its_time_out(void **state) {
    duration limit;
    (void)state;
    for (int wait = 0; wait < WAITS; wait++)
        assert_non_null(wait_timeout((enum wait)wait, &limit));
    assert_non_null(wait_timeout(WAIT_DOT, &limit));
    assert_true(limit == 600 * DURATION_SECOND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wait_has_its_stage_and_owner),
        cmocka_unit_test(the_parts_add_up),
        cmocka_unit_test(the_longest_part_is_found),
        cmocka_unit_test(pipelined_commands_count_once),
        cmocka_unit_test(a_gap_takes_no_time),
        cmocka_unit_test(sealed_time_is_that_of_who_sends),
        cmocka_unit_test(waits_are_of_one_thing),
        cmocka_unit_test(a_tenth_of_a_time_out_matters),
        cmocka_unit_test(who_gives_up_early_matters),
        cmocka_unit_test(each_wait_has_its_time_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
