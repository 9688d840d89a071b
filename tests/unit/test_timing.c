#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "diagnose/timing.h"
#include "dialogue.h"
#include "protocol/registry.h"

/* Whole seconds of each stage and owner; the dialogue's own milliseconds fall away. */
static void spend(const char *text, struct timing *timing) {
    struct dialogue dialogue = {.protocol = &smtp_protocol};
    struct timekeeper keeper;
    timekeeper_begin(&keeper, (struct moment){0});
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wait_has_its_stage_and_owner),
        cmocka_unit_test(the_parts_add_up),
        cmocka_unit_test(the_longest_part_is_found),
        cmocka_unit_test(pipelined_commands_count_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
