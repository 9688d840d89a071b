/* Where flows begin and end: joined midstream, one side only, closed, reset, ports used again. */
#include "tests/unit/tcp_script.h"

static int set_up(void **state) {
    *state = script_new();
    return 0;
}

static int tear_down(void **state) {
    script_free(*state);
    return 0;
}

/* Both sides close. */
static void close_both(struct tcp_script *t) {
    script_send(t, C, 1, 1, TCP_FIN | TCP_ACK, "");
    script_send(t, S, 1, 2, TCP_FIN | TCP_ACK, "");
    script_send(t, C, 2, 2, TCP_ACK, "");
    script_expect(t, "C.fin S.fin");
}

/* Held, in order, out of order in time, and after the end. */
static void tells_how_much_was_captured(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, S, 1, 1, DATA, "220");
    struct moment latest = t->at;
    t->at.ns -= DURATION_SECOND / 2;
    script_send(t, C, 1, 4, DATA, "QUIT");
    script_send(t, C, 5, 4, TCP_FIN | TCP_ACK, "");
    script_send(t, S, 4, 6, TCP_FIN | TCP_ACK, "");
    script_send(t, C, 6, 5, TCP_ACK, "");
    script_finish(t);
    assert_int_equal(t->packets, 8);
    assert_int_equal(t->tally.packets, 8);
    assert_int_equal(t->tally.end.ns, latest.ns);
}

/* Whether somebody keeps packets or not. Where a tap exchanged them, nobody waited for the late. */
static void tells_how_long_nothing_came(void **state) {
    struct tcp_script *t = *state;
    t->sink.packet = NULL;
    script_handshake(t);
    script_send(t, S, 1, 1, DATA, "220");
    t->at.ns += 3 * DURATION_SECOND;
    script_send(t, S, 1, 1, DATA, "220");
    assert_int_equal(t->waited, 3 * DURATION_SECOND + DURATION_SECOND / 1000);
    t->at.ns -= DURATION_SECOND;
    script_send(t, S, 1, 1, DATA, "220");
    assert_int_equal(t->waited, 0);
    script_expect(t, "S:220 S!again S!again");
}

static void joined_midstream(void **state) {
    struct tcp_script *t = *state;
    script_send(t, S, 500, 300, DATA, "250");
    script_send(t, C, 300, 503, DATA, "MAIL");
    script_expect(t, "");
    script_finish(t);
    script_expect(t, "open-midstream? S:250 C:MAIL C.open close");
    assert_int_equal(t->info.ends[SIDE_SERVER].port, 25);
    assert_int_equal(t->info.start.ns, DURATION_SECOND + DURATION_SECOND / 1000);
}

static void joined_midstream_out_of_order(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 304, 503, DATA, "RCPT");
    script_send(t, C, 300, 503, DATA, "MAIL");
    script_send(t, S, 500, 300, DATA, "250");
    script_idle(t, 13, 503, 308);
    script_expect(t, "open-midstream? S:250 C:MAILRCPT");
    assert_int_equal(t->packets, 16);
}

static void joined_midstream_after_a_second(void **state) {
    struct tcp_script *t = *state;
    script_send(t, S, 500, 300, DATA, "250");
    tcp_tick(t->tcp, (struct moment){t->at.ns + DURATION_SECOND});
    script_expect(t, "open-midstream? S:250");
}

static void joined_midstream_with_a_keep_alive(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 299, 500, TCP_ACK, "");
    script_send(t, S, 500, 300, TCP_ACK, "");
    script_send(t, C, 300, 500, DATA, "NOOP");
    script_finish(t);
    script_expect(t, "open-midstream? C!alive C:NOOP C.open close");
}

static void joined_midstream_with_a_keep_alive_octet(void **state) {
    struct tcp_script *t = *state;
    script_send_octets(t, C, 299, 500, TCP_ACK, slice_of("\0", 1));
    script_send(t, S, 500, 300, TCP_ACK, "");
    script_send(t, C, 300, 500, DATA, "NOOP");
    script_finish(t);
    script_expect(t, "open-midstream? C!alive C:NOOP C.open close");
}

static void joined_midstream_with_a_keep_alive_long_before(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 299, 500, TCP_ACK, "");
    tcp_tick(t->tcp, (struct moment){t->at.ns + DURATION_SECOND});
    script_send(t, C, 300, 500, DATA, "NOOP");
    script_expect(t, "open-midstream? C:NOOP");
}

static void closed_some_at_a_time(void **state) {
    struct tcp_script *t = *state;
    for (uint16_t port = 40000; port < 40003; port++) {
        t->ends[C].port = port;
        script_send(t, C, 0, 0, TCP_SYN, "");
    }
    script_expect(t, "open C!syn open C!syn open C!syn");
    assert_true(tcp_finish(t->tcp, 2));
    assert_int_equal(t->tally.packets, 1);
    script_expect(t, "C.open close C.open close");
    assert_false(tcp_finish(t->tcp, 2));
    script_expect(t, "C.open close");
    assert_false(tcp_finish(t->tcp, 2));
    script_expect(t, "");
}

static void sides_by_the_lower_port(void **state) {
    struct tcp_script *t = *state;
    t->ends[S].port = 2525;
    script_send(t, S, 500, 300, DATA, "250");
    script_finish(t);
    assert_int_equal(t->info.ends[SIDE_SERVER].port, 2525);
    assert_false(t->info.sides_known);
}

static void syn_of_the_client_is_missing(void **state) {
    struct tcp_script *t = *state;
    script_send(t, S, 0, 1, TCP_SYN | TCP_ACK, "");
    script_send(t, S, 1, 1, DATA, "220");
    script_send(t, C, 1, 4, DATA, "EHLO");
    script_finish(t);
    script_expect(t, "open S!syn S:220 C!accepted C:EHLO C.open close");
    assert_true(t->info.sides_known);
}

static void syn_of_the_server_is_missing(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_send(t, C, 1, 1, TCP_ACK, "");
    script_send(t, S, 4, 1, DATA, "ready");
    script_send(t, C, 1, 9, DATA, "EHLO");
    script_finish(t);
    script_expect(t, "open C!syn C!accepted S-3 S:ready C:EHLO C.open close");
}

static void only_the_client_was_captured(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_send(t, C, 1, 1, TCP_ACK, "");
    script_send(t, C, 1, 30, DATA, "EHLO");
    script_send(t, C, 8, 90, DATA, "QUIT");
    for (int i = 0; i < 60; i++)
        script_send(t, C, 12, 90, TCP_ACK, "");
    script_expect(t, "open C!syn C!accepted C:EHLO C-3 C:QUIT");
}

static void only_the_server_was_captured(void **state) {
    struct tcp_script *t = *state;
    script_send(t, S, 0, 1, TCP_SYN | TCP_ACK, "");
    script_send(t, S, 1, 1, DATA, "220");
    script_send(t, S, 4, 20, DATA, "250");
    script_finish(t);
    script_expect(t, "open S!syn S:220250 C.open close");
}

static void other_side_appears_late(void **state) {
    struct tcp_script *t = *state;
    for (uint32_t n = 0; n < 20; n++)
        script_send(t, C, 300 + n, 500, DATA, "x");
    script_send(t, S, 503, 320, DATA, "def");
    script_send(t, S, 500, 320, DATA, "abc");
    script_finish(t);
    script_expect(t, "open-midstream? C:xxxxxxxxxxxxxxxxxxxx S:abcdef C.open close");
}

static void late_packets_open_no_flow(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    close_both(t);
    tcp_tick(t->tcp, (struct moment){t->at.ns + DURATION_SECOND});
    script_expect(t, "close");
    script_send(t, C, 1, 1, TCP_FIN | TCP_ACK, "");
    script_send(t, S, 1, 2, TCP_RST, "");
    script_finish(t);
    script_expect(t, "");
    assert_int_equal(tcp_flow_count(t->tcp), 1);
    assert_int_equal(t->packets, 6);
}

static void late_packets_are_counted_while_the_end_is_fresh(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    close_both(t);
    script_send(t, C, 2, 2, TCP_RST, "");
    assert_int_equal(t->packets, 7);
}

static void ports_are_used_again_after_fin(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    close_both(t);
    t->first[C] += 70000;
    t->first[S] += 70000;
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_expect(t, "close open C!syn");
    assert_int_equal(t->info.stream, 1);
}

/* Closed a second after both FINs; the SYN that was seen belongs to it, and another one does not.
 */
static void ports_are_used_again_long_after_fin(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    close_both(t);
    tcp_tick(t->tcp, (struct moment){t->at.ns + DURATION_SECOND});
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_send(t, S, 0, 1, TCP_SYN | TCP_ACK, "");
    script_expect(t, "close");
    t->first[C] += 70000;
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_expect(t, "open C!syn");
    assert_int_equal(t->info.stream, 1);
}

/* Whatever comes of it, and however far on; but a SYN begins another one. */
static void unwanted_flow_stays_unwanted(void **state) {
    struct tcp_script *t = *state;
    t->unwanted = "GET";
    script_handshake(t);
    script_send(t, C, 1, 1, DATA, "GET");
    script_expect(t, "C:GET close");
    script_send(t, S, 1, 4, DATA, "200");
    script_send(t, S, 0x20000000, 4, DATA, "page");
    script_send(t, C, 4, 0x20000004, TCP_FIN | TCP_ACK, "");
    script_expect(t, "");
    t->first[C] += 70000;
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_expect(t, "open C!syn");
}

static void ports_are_used_again_without_end(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, S, 4, 1, DATA, "later");
    t->first[C] += 1000;
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_expect(t, "S-3 S:later C.open close open C!syn");
    assert_int_equal(tcp_flow_count(t->tcp), 2);
}

static void ports_are_used_again_from_the_other_end(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    close_both(t);
    t->first[S] += 70000;
    script_send(t, S, 0, 0, TCP_SYN, "");
    script_expect(t, "close open C!syn");
    assert_int_equal(t->info.ends[SIDE_CLIENT].port, 25);
}

static void payload_far_from_a_closed_flow(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    close_both(t);
    tcp_tick(t->tcp, (struct moment){t->at.ns + DURATION_SECOND});
    script_expect(t, "close");
    script_send(t, C, 0x20000000, 0x20000000, DATA, "MAIL");
    script_finish(t);
    script_expect(t, "open-midstream? C:MAIL C.open close");
}

static void late_syn_of_a_flow_joined_midstream(void **state) {
    struct tcp_script *t = *state;
    script_send(t, S, 1, 1, DATA, "220");
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_send(t, S, 0, 1, TCP_SYN | TCP_ACK, "");
    script_expect(t, "open S:220 C!syn S!syn");
    assert_int_equal(tcp_flow_count(t->tcp), 1);
}

static void leftovers_before_a_syn(void **state) {
    struct tcp_script *t = *state;
    t->first[C] += 5000000;
    script_send(t, C, 1, 1, TCP_FIN | TCP_ACK, "");
    t->first[C] -= 4000000;
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_expect(t, "open-midstream? C.fin C.open close open C!syn");
}

static void reset_waits_for_what_was_sent_before(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 5, 1, TCP_RST | TCP_ACK, "");
    script_send(t, C, 1, 1, DATA, "QUIT");
    script_send(t, S, 1, 5, DATA, "221");
    script_expect(t, "C!rst C:QUIT S:221");
    script_finish(t);
    script_expect(t, "C.reset close");
}

static void reset_ends_after_a_second(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, S, 1, 1, TCP_RST, "");
    tcp_tick(t->tcp, (struct moment){t->at.ns + DURATION_SECOND});
    script_expect(t, "S!rst S.reset close");
}

static void reset_ends_after_32_packets(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 1, 1, TCP_RST, "");
    script_idle(t, 31, 1, 1);
    script_expect(t, "C!rst");
    script_idle(t, 1, 1, 1);
    script_expect(t, "C.reset close");
}

static void reset_is_forged(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 1, 1, TCP_RST, "");
    script_send(t, C, 1, 1, DATA, "EHLO");
    script_idle(t, 40, 1, 5);
    script_send(t, S, 1, 5, DATA, "250");
    script_finish(t);
    script_expect(t, "C!rst C:EHLO S:250 C.open close");
}

static void connection_is_refused(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_send(t, S, (uint32_t)-5000, 1, TCP_RST | TCP_ACK, "");
    script_finish(t);
    script_expect(t, "open C!syn S!rst S.reset close");
    assert_int_equal(t->packets, 2);
}

static void syn_without_answer(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_finish(t);
    script_expect(t, "open C!syn C!syn C.open close");
}

static void half_closed(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 1, 1, TCP_FIN | TCP_ACK, "");
    script_send(t, S, 1, 2, DATA, "221");
    script_send(t, C, 2, 4, TCP_RST | TCP_ACK, "");
    script_finish(t);
    script_expect(t, "C.fin S:221 C!rst C.reset close");
}

static unsigned closed_of(const struct tcp_script *t) {
    unsigned count = 0;
    for (const char *at = t->log; (at = strstr(at, "close")); at++)
        count++;
    return count;
}

/* A second later, or many segments later whatever their times. */
static void other_flows_let_ended_ones_close(void **state) {
    enum { FLOWS = 300, SEGMENTS = 6, LATE = 4096 };
    struct tcp_script *t = *state;
    for (unsigned n = 0; n < FLOWS; n++) {
        t->ends[C].port++;
        script_send(t, C, 0, 0, TCP_SYN, "");
        script_send(t, S, 0, 1, TCP_SYN | TCP_ACK, "");
        script_send(t, C, 1, 1, TCP_ACK, "");
        script_send(t, C, 1, 1, TCP_FIN | TCP_ACK, "");
        script_send(t, S, 1, 2, TCP_FIN | TCP_ACK, "");
        script_send(t, C, 2, 2, TCP_ACK, "");
    }
    assert_in_range(closed_of(t), FLOWS - 1000 / SEGMENTS - 64 / SEGMENTS - 1,
                    FLOWS - 1000 / SEGMENTS);
    t->ends[C].port++;
    for (unsigned n = 0; n < LATE + 64; n++) {
        t->at.ns -= DURATION_SECOND / 1000;
        script_send(t, C, 0, 0, TCP_SYN, "");
    }
    assert_int_equal(closed_of(t), FLOWS);
    assert_int_equal(t->tally.packets, SEGMENTS);
}

static void idle_flow_gives_way(void **state) {
    struct tcp_script *t = *state;
    t->options.most_flows = 2;
    for (uint16_t n = 0; n < 3; n++) {
        t->ends[C].port = (uint16_t)(40000 + n);
        script_send(t, C, 0, 0, TCP_SYN, "");
    }
    script_expect(t, "open C!syn open C!syn C.timeout close open C!syn");
    assert_int_equal(t->info.stream, 2);
}

static void other_flows_let_an_idle_one_end(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 1, 1, TCP_RST, "");
    t->at.ns += 2 * DURATION_SECOND;
    t->ends[C].port++;
    script_send(t, C, 0, 0, TCP_SYN, "");
    for (int i = 0; i < 400; i++)
        script_send(t, C, 0, 0, TCP_SYN, "");
    assert_non_null(strstr(t->log, "C.reset close"));
}

static void flows_end_in_the_order_of_their_numbers(void **state) {
    struct tcp_script *t = *state;
    for (uint16_t n = 0; n < 3; n++) {
        t->ends[C].port = (uint16_t)(40000 - n);
        script_send(t, S, 1, 1, DATA, n == 0 ? "a" : n == 1 ? "b" : "c");
    }
    script_finish(t);
    script_expect(t, "open-midstream? S:a C.open close open-midstream? S:b C.open close "
                     "open-midstream? S:c C.open close");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(tells_how_much_was_captured),
        TEST(tells_how_long_nothing_came),
        TEST(joined_midstream),
        TEST(joined_midstream_out_of_order),
        TEST(joined_midstream_after_a_second),
        TEST(joined_midstream_with_a_keep_alive),
        TEST(joined_midstream_with_a_keep_alive_octet),
        TEST(joined_midstream_with_a_keep_alive_long_before),
        TEST(closed_some_at_a_time),
        TEST(sides_by_the_lower_port),
        TEST(syn_of_the_client_is_missing),
        TEST(syn_of_the_server_is_missing),
        TEST(only_the_client_was_captured),
        TEST(only_the_server_was_captured),
        TEST(other_side_appears_late),
        TEST(late_packets_open_no_flow),
        TEST(late_packets_are_counted_while_the_end_is_fresh),
        TEST(ports_are_used_again_after_fin),
        TEST(ports_are_used_again_long_after_fin),
        TEST(unwanted_flow_stays_unwanted),
        TEST(ports_are_used_again_without_end),
        TEST(ports_are_used_again_from_the_other_end),
        TEST(payload_far_from_a_closed_flow),
        TEST(late_syn_of_a_flow_joined_midstream),
        TEST(leftovers_before_a_syn),
        TEST(reset_waits_for_what_was_sent_before),
        TEST(reset_ends_after_a_second),
        TEST(reset_ends_after_32_packets),
        TEST(reset_is_forged),
        TEST(connection_is_refused),
        TEST(syn_without_answer),
        TEST(half_closed),
        TEST(idle_flow_gives_way),
        TEST(other_flows_let_an_idle_one_end),
        TEST(other_flows_let_ended_ones_close),
        TEST(flows_end_in_the_order_of_their_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
