#include "report/flight.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "protocol/registry.h"
#include "told_transcript.h"

#define OPENING "S: 220 mail.example.org ESMTP\nC: EHLO a\nS: 250 mail.example.org\n"

static void what_waits_for_each_answer_is_no_flight(void **state) {
    (void)state;
    struct transcript *transcript = told_transcript(
        &smtp_protocol, OPENING "C: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<c@d>\nS: 250 ok\n");
    struct flights flights = flights_find(transcript);
    assert_int_equal(flights.count, 0);
    assert_null(flight_at(&flights, 3));
    assert_int_equal(flight_place(NULL, 3), FLIGHT_NONE);
    flights_free(&flights);
    transcript_free(transcript);
}

static void commands_sent_together_fly_with_their_replies(void **state) {
    (void)state;
    struct transcript *transcript = told_transcript(
        &smtp_protocol, OPENING "C: MAIL FROM:<a@b>\nC: RCPT TO:<c@d>\nC: DATA\n"
                                "S: 250 ok\nS: 550 no\nS: 503 no\nC: QUIT\nS: 221 bye\n");
    struct flights flights = flights_find(transcript);
    assert_int_equal(flights.count, 1);
    const struct flight *flight = &flights.list[0];
    assert_int_equal(flight->asked, 3);
    assert_int_equal(flight->first, 3);
    assert_int_equal(flight->last_asked, 5);
    assert_int_equal(flight->first_answer, 6);
    assert_int_equal(flight->last, 8);
    assert_null(flight_at(&flights, 2));
    assert_ptr_equal(flight_at(&flights, 8), flight);
    assert_null(flight_at(&flights, 9));
    static const enum flight_place places[] = {FLIGHT_FIRST, FLIGHT_ASKED,    FLIGHT_ASKED,
                                               FLIGHT_TURN,  FLIGHT_ANSWERED, FLIGHT_LAST};
    for (uint32_t n = 3; n <= 8; n++)
        assert_int_equal(flight_place(flight, n), places[n - 3]);
    flights_free(&flights);
    transcript_free(transcript);
}

static void a_message_and_what_follows_it_fly_too(void **state) {
    (void)state;
    struct transcript *transcript = told_transcript(
        &smtp_protocol,
        OPENING "C: MAIL FROM:<a@b>\nC: RCPT TO:<c@d>\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go\n"
                "C: Subject: x\nC: .\nC: QUIT\nS: 250 taken\nS: 221 bye\n");
    struct flights flights = flights_find(transcript);
    assert_int_equal(flights.count, 2);
    assert_int_equal(flights.list[1].asked, 2);
    assert_true(flights.list[1].first > flights.list[0].last);
    flights_free(&flights);
    transcript_free(transcript);
}

/* A window that slides: a command goes out for each reply that comes. */
static void a_flight_that_is_refilled_is_one(void **state) {
    (void)state;
    struct transcript *transcript = told_transcript(
        &smtp_protocol, OPENING "C: NOOP\nC: NOOP\nS: 250 1\nC: NOOP\nS: 250 2\nC: NOOP\nS: 250 3\n"
                                "S: 250 4\nC: NOOP\nS: 250 5\n");
    struct flights flights = flights_find(transcript);
    assert_int_equal(flights.count, 1);
    assert_int_equal(flights.list[0].asked, 4);
    flights_free(&flights);
    transcript_free(transcript);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_waits_for_each_answer_is_no_flight),
        cmocka_unit_test(commands_sent_together_fly_with_their_replies),
        cmocka_unit_test(a_message_and_what_follows_it_fly_too),
        cmocka_unit_test(a_flight_that_is_refilled_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
