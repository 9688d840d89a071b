/* What the assembler tells of octets that were not captured. */
#include "tests/unit/tcp_script.h"

static int set_up(void **state) {
    struct tcp_script *script = script_new();
    *state = script;
    script_handshake(script);
    return 0;
}

static int tear_down(void **state) {
    script_free(*state);
    return 0;
}

static void gap_after_32_further_packets(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 11, 1, DATA, "abc");
    script_send(t, S, 1, 14, TCP_ACK, "");
    struct moment known = t->at;
    script_idle(t, 31, 1, 14);
    script_expect(t, "");
    script_idle(t, 1, 1, 14);
    script_expect(t, "C-10 C:abc");
    assert_int_equal(t->moment.ns, known.ns - DURATION_SECOND / 1000); /* that of "abc" */
}

static void gap_carries_the_moment_that_made_it_known(void **state) {
    struct tcp_script *t = *state;
    script_send(t, S, 1, 14, TCP_ACK, "");
    struct moment known = t->at;
    script_idle(t, 32, 1, 14);
    script_expect(t, "C-13");
    assert_int_equal(t->moment.ns, known.ns);
}

static void gap_after_a_second_and_some_packets(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 11, 1, DATA, "abc");
    script_send(t, S, 1, 14, TCP_ACK, "");
    t->at.ns += 2 * DURATION_SECOND;
    script_idle(t, 15, 1, 14); /* times may be exchanged with their packets */
    script_expect(t, "");
    script_idle(t, 1, 1, 14);
    script_expect(t, "C-10 C:abc");
}

static void gap_after_a_second_without_packets(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 11, 1, DATA, "abc");
    script_send(t, S, 1, 14, TCP_ACK, "");
    tcp_tick(t->tcp, (struct moment){t->at.ns + DURATION_SECOND - 1});
    script_expect(t, "");
    tcp_tick(t->tcp, (struct moment){t->at.ns + DURATION_SECOND});
    script_expect(t, "C-10 C:abc");
}

static void gap_at_the_end(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 11, 1, DATA, "abc");
    script_send(t, S, 1, 14, TCP_ACK, "");
    script_finish(t);
    script_expect(t, "C-10 C:abc C.open close");
}

static void acknowledged_at_the_end(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 1, 1, DATA, "abc");
    script_send(t, S, 1, 104, DATA, "250");
    script_finish(t);
    script_expect(t, "C:abc C-100 S:250 C.open close");
}

static void unacknowledged_hole_waits_for_the_end(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 11, 1, DATA, "abc");
    script_idle(t, 100, 1, 1);
    tcp_tick(t->tcp, (struct moment){t->at.ns + 9 * DURATION_SECOND});
    script_expect(t, "");
    script_finish(t);
    script_expect(t, "C-10 C:abc C.open close");
}

static void unacknowledged_hole_is_sent_again(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 4, 1, DATA, "def");
    script_idle(t, 100, 1, 1);
    script_send(t, C, 1, 1, DATA, "abc");
    script_expect(t, "C:abcdef");
}

static void only_what_a_reply_acknowledges_is_lost_before_it(void **state) {
    struct tcp_script *t = *state;
    /* DATA is 1..7, the first content 7..1007; the capture lost both. */
    script_send(t, S, 1, 7, DATA, "354");
    script_send(t, C, 1007, 4, DATA, "content");
    script_send(t, S, 4, 1014, TCP_ACK, "");
    script_idle(t, 70, 4, 1014);
    script_expect(t, "C-6 S:354 C-1000 C:content");
}

static void the_same_where_a_reply_before_is_lost_too(void **state) {
    struct tcp_script *t = *state;
    script_send(t, S, 11, 7, DATA, "354");
    script_send(t, C, 1007, 14, DATA, "content");
    script_send(t, S, 14, 1014, TCP_ACK, "");
    script_finish(t);
    script_expect(t, "C-6 S-10 S:354 C-1000 C:content C.open close");
}

static void several_holes_do_not_pile_up(void **state) {
    struct tcp_script *t = *state;
    for (uint32_t n = 0; n < 10; n++)
        script_send(t, C, 4 + 6 * n, 1, DATA, "abc");
    script_send(t, S, 1, 61, TCP_ACK, "");
    script_idle(t, 32, 1, 61);
    script_expect(t, "C-3 C:abc C-3 C:abc C-3 C:abc C-3 C:abc C-3 C:abc C-3 C:abc C-3 C:abc "
                     "C-3 C:abc C-3 C:abc C-3 C:abc");
}

static void late_octets_fill_part_of_a_hole(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 11, 1, DATA, "k");
    script_send(t, S, 1, 12, TCP_ACK, "");
    script_send(t, C, 4, 1, DATA, "def");
    script_finish(t);
    script_expect(t, "C-3 C:def C-4 C:k C.open close");
}

static void octets_after_their_gap_are_too_late(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 4, 1, DATA, "def");
    script_send(t, S, 1, 7, TCP_ACK, "");
    script_idle(t, 32, 1, 7);
    script_send(t, C, 1, 1, DATA, "abc");
    script_expect(t, "C-3 C:def C!again");
}

static void snap_length_cuts_octets(void **state) {
    struct tcp_script *t = *state;
    t->cut = 10;
    script_send(t, C, 1, 1, DATA, "abc");
    script_send(t, C, 14, 1, DATA, "xyz");
    script_send(t, S, 1, 17, DATA, "250");
    script_expect(t, "C:abc");
    script_finish(t);
    script_expect(t, "C-10 C:xyz S:250 C.open close");
}

static void snap_length_cuts_the_last_octets(void **state) {
    struct tcp_script *t = *state;
    t->cut = 10;
    script_send(t, C, 1, 1, DATA | TCP_FIN, "abc");
    script_finish(t);
    script_expect(t, "C:abc C-10 C.fin C.open close");
}

static void another_copy_brings_what_was_cut(void **state) {
    struct tcp_script *t = *state;
    t->cut = 3;
    script_send(t, C, 1, 1, DATA, "abc");
    script_send(t, C, 1, 1, DATA, "abcdef");
    script_expect(t, "C:abcdef");
}

static void packet_cut_to_its_headers(void **state) {
    struct tcp_script *t = *state;
    t->cut = 4;
    script_send(t, C, 1, 1, DATA, "");
    script_send(t, S, 1, 5, DATA, "220");
    script_finish(t);
    script_expect(t, "C-4 S:220 C.open close");
}

static void lost_fin_is_no_octet(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 1, 1, DATA, "QUIT");
    script_send(t, S, 1, 6, DATA, "221"); /* acknowledges a FIN that was not captured */
    script_send(t, S, 4, 6, TCP_FIN | TCP_ACK, "");
    script_finish(t);
    script_expect(t, "C:QUIT C.fin S:221 S.fin close");
}

static void bound_of_one_flow(void **state) {
    struct tcp_script *t = script_new();
    t->options.most_waiting_flow = 64 << 10;
    script_handshake(t);
    uint8_t octets[8192];
    memset(octets, 'x', sizeof octets);
    for (uint32_t n = 0; n < 9; n++) {
        /* Seven of them fit. */
        assert_int_equal(strlen(t->log), n < 8 ? 0 : strlen("C-3 C:") + 8 * sizeof octets);
        script_send_octets(t, C, 4 + 8192 * n, 1, DATA, slice_of(octets, sizeof octets));
    }
    assert_int_equal(strncmp(t->log, "C-3 C:x", 7), 0);
    script_free(t);
    (void)state;
}

static void bound_of_all_flows(void **state) {
    struct tcp_script *t = script_new();
    t->options.most_waiting = 64 << 10;
    uint8_t octets[8192];
    memset(octets, 'x', sizeof octets);
    for (uint16_t n = 0; n < 2; n++) {
        t->ends[C].port = (uint16_t)(40000 + n);
        script_handshake(t);
        for (uint32_t i = 0; i < 3; i++)
            script_send_octets(t, C, 4 + 8192 * i, 1, DATA, slice_of(octets, sizeof octets));
    }
    script_expect(t, "");
    script_send_octets(t, C, 4 + 8192 * 3, 1, DATA, slice_of(octets, sizeof octets));
    script_expect(t, "");
    /* The flow that is in disorder for longest gives way. */
    script_send_octets(t, C, 4 + 8192 * 4, 1, DATA, slice_of(octets, sizeof octets));
    assert_int_equal(strlen(t->log), strlen("C-3 C:") + 3 * sizeof octets);
    script_free(t);
    (void)state;
}

static void lost_fin_is_counted_by_its_sender(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 1, 1, DATA, "QUIT");
    script_send(t, S, 1, 6, DATA, "221"); /* acknowledges a FIN that was not captured */
    script_send(t, C, 6, 4, TCP_ACK, "");
    script_finish(t);
    script_expect(t, "C:QUIT C.fin S:221 C.open close");
}

static void last_octet_past_the_snap_length_is_no_fin(void **state) {
    struct tcp_script *t = *state;
    t->cut = 1;
    script_send(t, C, 1, 1, DATA, "QUI");
    script_send(t, S, 1, 5, DATA, "221");
    script_send(t, C, 5, 4, TCP_ACK, "");
    script_finish(t);
    script_expect(t, "C:QUI C-1 S:221 C.open close");
}

/* Both sides of a capture with a long pause: the numbers of the server go on from `to`. */
static void jump(struct tcp_script *t, uint32_t to) {
    for (unsigned i = 0; i < 40; i++)
        script_send(t, S, to, 1, DATA, "x");
    for (unsigned i = 0; i < 80; i++)
        script_send(t, C, 1, to + 1, TCP_ACK, "");
}

/* What waits behind a hole while the other side's numbers run on by half of all there are: what it
 * acknowledged long ago looks like what is to come, and it would wait for ever. */
static void numbers_run_past_what_waits(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 101, 4, DATA, "late");
    jump(t, 0x30000000);
    jump(t, 0x60000000);
    jump(t, 0x90000000);
    script_forget(t);
    script_finish(t);
    script_expect(t, "C-100 C:late C.open close");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(gap_after_32_further_packets),
        TEST(gap_carries_the_moment_that_made_it_known),
        TEST(gap_after_a_second_and_some_packets),
        TEST(gap_after_a_second_without_packets),
        TEST(gap_at_the_end),
        TEST(acknowledged_at_the_end),
        TEST(unacknowledged_hole_waits_for_the_end),
        TEST(unacknowledged_hole_is_sent_again),
        TEST(only_what_a_reply_acknowledges_is_lost_before_it),
        TEST(the_same_where_a_reply_before_is_lost_too),
        TEST(several_holes_do_not_pile_up),
        TEST(late_octets_fill_part_of_a_hole),
        TEST(octets_after_their_gap_are_too_late),
        TEST(snap_length_cuts_octets),
        TEST(snap_length_cuts_the_last_octets),
        TEST(another_copy_brings_what_was_cut),
        TEST(packet_cut_to_its_headers),
        TEST(lost_fin_is_no_octet),
        TEST(lost_fin_is_counted_by_its_sender),
        TEST(last_octet_past_the_snap_length_is_no_fin),
        TEST(bound_of_one_flow),
        TEST(bound_of_all_flows),
        TEST(numbers_run_past_what_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
