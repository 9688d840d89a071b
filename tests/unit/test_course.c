/* What the course keeps of a session is bounded, however long the session is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "diagnose/course.h"
#include "dialogue.h"
#include "protocol/registry.h"

enum { ROUNDS = 20000, MOST_HELD = 256 * 1024 };

static void hear(void *context, const struct session *session, const struct event *event) {
    struct course *course = context;
    course_look(course, session, event);
    if (event->kind == EVENT_REPLY && event->reply.to != EVENT_NOTHING)
        assert_non_null(course->answered);
    course_take(course, event);
}

static size_t held(const struct course_memory *memory) {
    return memory->looked.held + memory->maildrop.held + memory->envelope.held +
           memory->offers[0].held + memory->offers[1].held + memory->command_texts[0].held +
           memory->command_texts[1].held;
}

/* Plays `once` and then `again` ROUNDS times; the course is the caller's to free. */
static void play(struct course *course, const struct protocol *protocol, const char *once,
                 const char *again) {
    const struct dialogue dialogue = {.protocol = protocol};
    size_t size = strlen(again);
    char *text = malloc(strlen(once) + size * ROUNDS + 1);
    assert_non_null(text);
    size_t at = strlen(once);
    memcpy(text, once, at);
    for (int i = 0; i < ROUNDS; i++, at += size)
        memcpy(text + at, again, size);
    text[at] = '\0';
    *course = (struct course){0};
    course_begin(course, false);
    const struct sink sink = {.event = hear, .context = course};
    session_free(dialogue_play(&dialogue, text, CUT_WHOLE, &sink));
    free(text);
}

static void a_long_session_takes_no_more_than_a_short_one(void **state) {
    (void)state;
    struct course course;
    play(&course, &smtp_protocol, "S: 220 mail.example.org ESMTP\n",
         "C: EHLO client.example.net\nS: 250-mail.example.org\nS: 250 SIZE 1000\n"
         "C: MAIL FROM:<alice@example.net>\nS: 250 Ok\n"
         "C: RCPT TO:<bob@example.org>\nS: 550 no\n");
    assert_in_range(held(&course.memory), 1, MOST_HELD);
    assert_int_equal(course.transaction.recipient_count, 1);
    assert_int_equal(course.commands_sent, 3 * ROUNDS);
    course_free(&course);
}

static void the_latest_command_keeps_its_texts(void **state) {
    (void)state;
    struct course course;
    play(&course, &smtp_protocol, "S: 220 mail.example.org ESMTP\n",
         "C: VRFY somebody\nS: 252 perhaps\n");
    const struct course_command *last = course_last(&course);
    assert_non_null(last);
    assert_true(slice_equal(last->verb, SLICE("VRFY")));
    assert_true(slice_equal(last->argument, SLICE("somebody")));
    course_free(&course);
}

static void a_maildrop_is_known_by_its_numbers(void **state) {
    (void)state;
    struct course course;
    play(&course, &pop3_protocol,
         "S: +OK ready\nC: USER a\nS: +OK\nC: PASS b\nS: +OK\nC: LIST\nS: +OK\nS: 3 300\n"
         "S: 70000 1\nS: .\n",
         "C: DELE 3\nS: +OK\nC: RSET\nS: +OK\n");
    const struct course_mail *mail = course_mail(&course, 3);
    assert_non_null(mail);
    assert_int_equal(mail->size, 300);
    assert_false(course_mail_deleted(&course, mail));
    assert_null(course_mail(&course, 0));
    assert_null(course_mail(&course, 70000));
    assert_in_range(held(&course.memory), 1, MOST_HELD);
    course_free(&course);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_session_takes_no_more_than_a_short_one),
        cmocka_unit_test(the_latest_command_keeps_its_texts),
        cmocka_unit_test(a_maildrop_is_known_by_its_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
