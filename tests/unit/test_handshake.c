/* How a connection was opened, from its first packets. */
#include "session/handshake.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define MS INT64_C(1000000)

/* Packet number and moment are the same number of milliseconds. */
static void see(struct handshake *handshake, enum side side, enum notice_kind kind, int64_t ms) {
    assert_true(handshake_notice(handshake, side, (struct moment){ms * MS}, kind,
                                 (struct place){.packet = (uint64_t)ms}));
}

static void is_told(void **state) {
    (void)state;
    struct handshake handshake = {0};
    assert_false(handshake_seen(&handshake));
    see(&handshake, SIDE_CLIENT, NOTICE_SYN, 10);
    see(&handshake, SIDE_SERVER, NOTICE_SYN, 40);
    see(&handshake, SIDE_CLIENT, NOTICE_ACCEPTED, 41);
    assert_true(handshake_seen(&handshake));
    struct event event = handshake_event(&handshake);
    assert_int_equal(event.kind, EVENT_CONNECT);
    assert_int_equal(event.at.ns, 10 * MS);
    assert_int_equal(event.end.ns, 41 * MS);
    assert_int_equal(event.packet, 10);
    assert_int_equal(event.connect.syns, 1);
    assert_int_equal(event.connect.answers, 1);
    assert_int_equal(event.connect.span, 0);
    assert_int_equal(event.connect.answered, 30 * MS);
    assert_int_equal(event.connect.round_trip, 31 * MS);
    assert_true(event.connect.accepted);
}

/* The round trip counts from the last SYN: the ones before it may have been lost. */
static void is_asked_for_again(void **state) {
    (void)state;
    struct handshake handshake = {0};
    see(&handshake, SIDE_CLIENT, NOTICE_SYN, 10);
    see(&handshake, SIDE_CLIENT, NOTICE_SYN, 1010);
    see(&handshake, SIDE_CLIENT, NOTICE_SYN, 3010);
    struct event event = handshake_event(&handshake);
    assert_int_equal(event.end.ns, 3010 * MS);
    assert_int_equal(event.connect.syns, 3);
    assert_int_equal(event.connect.span, 3000 * MS);
    assert_int_equal(event.connect.answered, DURATION_UNKNOWN);
    assert_int_equal(event.connect.round_trip, DURATION_UNKNOWN);
    assert_false(event.connect.accepted);
    see(&handshake, SIDE_SERVER, NOTICE_SYN, 3020);
    see(&handshake, SIDE_SERVER, NOTICE_SYN, 4020);
    see(&handshake, SIDE_CLIENT, NOTICE_ACCEPTED, 4025);
    event = handshake_event(&handshake);
    assert_int_equal(event.connect.answers, 2);
    assert_int_equal(event.connect.answered, 3010 * MS);
    assert_int_equal(event.connect.round_trip, 1015 * MS);
}

static void has_one_side(void **state) {
    (void)state;
    struct handshake server = {0}, client = {0};
    see(&server, SIDE_SERVER, NOTICE_SYN, 10);
    see(&server, SIDE_SERVER, NOTICE_SYN, 20);
    struct event event = handshake_event(&server);
    assert_int_equal(event.at.ns, 10 * MS);
    assert_int_equal(event.end.ns, 20 * MS);
    assert_int_equal(event.connect.syns, 0);
    assert_int_equal(event.connect.span, 0);
    assert_int_equal(event.connect.answered, DURATION_UNKNOWN);
    see(&client, SIDE_CLIENT, NOTICE_ACCEPTED, 7);
    assert_false(handshake_seen(&client));
    assert_int_equal(handshake_event(&client).at.ns, 7 * MS);
    assert_int_equal(handshake_event(&client).connect.round_trip, DURATION_UNKNOWN);
}

/* A tap exchanged them: no time is less than none. */
static void comes_out_of_order(void **state) {
    (void)state;
    struct handshake handshake = {0};
    see(&handshake, SIDE_SERVER, NOTICE_SYN, 10);
    see(&handshake, SIDE_CLIENT, NOTICE_ACCEPTED, 11);
    see(&handshake, SIDE_CLIENT, NOTICE_SYN, 12);
    struct event event = handshake_event(&handshake);
    assert_int_equal(event.packet, 10);
    assert_int_equal(event.connect.answered, DURATION_UNKNOWN);
    assert_int_equal(event.connect.round_trip, DURATION_UNKNOWN);
    assert_true(event.connect.accepted);
}

static void is_nothing_else(void **state) {
    (void)state;
    struct handshake handshake = {0};
    for (int kind = 0; kind < NOTICE_KINDS; kind++)
        if (kind != NOTICE_SYN && kind != NOTICE_ACCEPTED)
            assert_false(handshake_notice(&handshake, SIDE_CLIENT, (struct moment){1},
                                          (enum notice_kind)kind, (struct place){0}));
    assert_false(handshake_seen(&handshake));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_told),         cmocka_unit_test(is_asked_for_again),
        cmocka_unit_test(has_one_side),    cmocka_unit_test(comes_out_of_order),
        cmocka_unit_test(is_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
