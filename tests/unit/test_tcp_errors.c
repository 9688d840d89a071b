/* ICMP errors and the flows that they speak of. */
#include "tests/unit/tcp_script.h"

static int set_up(void **state) {
    *state = script_new();
    return 0;
}

static int tear_down(void **state) {
    script_free(*state);
    return 0;
}

/* An error that quotes a segment of `side`; `whole`: with its TCP header. */
static bool script_error(struct tcp_script *t, enum side side, uint32_t sequence, bool whole) {
    const struct icmp_error error = {
        .kind = ICMP_UNREACHABLE, .text = "host unreachable", .whole = whole};
    struct segment quoted = {.source = t->ends[side],
                             .destination = t->ends[side_other(side)],
                             .at = t->at,
                             .packet = ++t->packet,
                             .sequence = t->first[side] + sequence};
    if (!t->tcp)
        t->tcp = tcp_new(&t->options, &t->sink);
    assert_non_null(t->tcp);
    return tcp_error(t->tcp, &quoted, &error);
}

static void of_the_syn(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 0, 0, TCP_SYN, "");
    assert_true(script_error(t, C, 0, false));
    script_expect(t, "open C!syn C!icmp");
    assert_int_equal(t->packets, 2);
    script_finish(t);
    script_expect(t, "C.open close");
    assert_int_equal(t->tally.packets, 2);
}

static void of_either_side(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, S, 1, 1, DATA, "220");
    assert_true(script_error(t, S, 1, true));
    assert_true(script_error(t, C, 1, true));
    script_expect(t, "S:220 S!icmp C!icmp");
}

/* The tap brings it before the segment, or long after. */
static void out_of_order(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    assert_true(script_error(t, C, 65000, false));
    assert_true(script_error(t, C, 0, false));
    script_expect(t, "C!icmp C!icmp");
}

static void of_octets_that_wait(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    for (uint32_t at = 1000; at < (2U << 20); at += 900000)
        script_send(t, C, 1 + at, 1, DATA, "x");
    assert_true(script_error(t, C, (2U << 20), false));
    assert_false(script_error(t, C, (4U << 20), false));
    script_expect(t, "C!icmp");
}

/* Numbers that this connection never used: the same ports spoke before, or somebody guesses. */
static void of_another_connection(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    assert_false(script_error(t, C, UINT32_MAX, true));
    assert_false(script_error(t, C, 1U << 30, true));
    assert_false(script_error(t, C, 1U << 31, true));
    assert_false(script_error(t, S, (2U << 20), false));
    script_expect(t, "");
    assert_int_equal(t->packets, 3);
    assert_int_equal(tcp_flow_count(t->tcp), 1);
}

static void of_a_flow_that_is_over(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 1, 1, TCP_FIN | TCP_ACK, "");
    script_send(t, S, 1, 2, TCP_FIN | TCP_ACK, "");
    script_expect(t, "C.fin S.fin");
    assert_true(script_error(t, C, 1, false)); /* a late packet, counted as such */
    script_expect(t, "");
    assert_int_equal(t->packets, 6);
    (void)tcp_finish(t->tcp, SIZE_MAX);
}

static void of_a_flow_that_is_unwanted(void **state) {
    struct tcp_script *t = *state;
    t->unwanted = "GET";
    script_handshake(t);
    script_send(t, C, 1, 1, DATA, "GET");
    script_expect(t, "C:GET close");
    assert_false(script_error(t, C, 1, true));
    script_expect(t, "");
}

/* Where the flow starts is not known yet: it is told in its turn. */
static void is_held(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 100, 500, DATA, "RCPT");
    assert_true(script_error(t, C, 100, false));
    script_expect(t, "");
    script_send(t, S, 500, 104, DATA, "250");
    script_finish(t);
    script_expect(t, "open-midstream? C:RCPT C!icmp S:250 C.open close");
    assert_int_equal(t->packets, 3);
}

static void held_for_a_flow_that_says_no_more(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 100, 500, TCP_ACK, "");
    for (unsigned i = 0; i < 40; i++)
        assert_true(script_error(t, C, 100, false));
    script_finish(t);
    assert_int_equal(t->packets, 41);
}

/* Of a flow that was not captured: counted as Wireshark does where it sees a whole TCP header. */
static void of_an_unknown_flow(void **state) {
    struct tcp_script *t = *state;
    assert_false(script_error(t, C, 0, false));
    assert_int_equal(tcp_flow_count(t->tcp), 0);
    assert_true(script_error(t, C, 7, true));
    script_expect(t, "open-midstream? C!icmp");
    assert_int_equal(tcp_flow_count(t->tcp), 1);
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_expect(t, "C.open close open C!syn");
    assert_int_equal(tcp_flow_count(t->tcp), 2);
    script_finish(t);
    script_expect(t, "C.open close");
}

static void of_an_unknown_flow_that_goes_on(void **state) {
    struct tcp_script *t = *state;
    assert_true(script_error(t, C, 100, true));
    script_send(t, C, 100, 500, DATA, "RCPT");
    script_send(t, S, 500, 104, DATA, "250");
    script_finish(t);
    script_expect(t, "open-midstream? C!icmp C:RCPT S:250 C.open close");
    assert_int_equal(tcp_flow_count(t->tcp), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(of_the_syn),
        TEST(of_either_side),
        TEST(out_of_order),
        TEST(of_octets_that_wait),
        TEST(of_another_connection),
        TEST(of_a_flow_that_is_over),
        TEST(of_a_flow_that_is_unwanted),
        TEST(is_held),
        TEST(held_for_a_flow_that_says_no_more),
        TEST(of_an_unknown_flow),
        TEST(of_an_unknown_flow_that_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
