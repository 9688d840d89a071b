/* What the assembler tells of a connection that goes as it should, or as taps and paths make it. */
#include "tests/unit/tcp_script.h"

static int set_up(void **state) {
    *state = script_new();
    return 0;
}

static int tear_down(void **state) {
    script_free(*state);
    return 0;
}

static void in_order(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, S, 1, 1, DATA, "220");
    script_send(t, C, 1, 4, DATA, "EHLO");
    script_expect(t, "S:220 C:EHLO");
    assert_int_equal(t->place.packet, 5);
    assert_int_equal(t->place.offset, 5000);
    script_send(t, C, 5, 4, TCP_FIN | TCP_ACK, "");
    script_send(t, S, 4, 6, TCP_FIN | TCP_ACK, "");
    script_expect(t, "C.fin S.fin");
    script_send(t, C, 6, 5, TCP_ACK, "");
    assert_int_equal(t->packets, 8);
    script_finish(t);
    script_expect(t, "close");
}

static void sides_come_from_the_syn(void **state) {
    struct tcp_script *t = *state;
    t->ends[C].port = 25;
    t->ends[S].port = 40000;
    script_handshake(t);
    assert_true(t->info.sides_known);
    assert_int_equal(t->info.ends[SIDE_CLIENT].port, 25);
    assert_int_equal(t->info.stream, 0);
}

static void segments_come_out_of_order(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 7, 1, DATA, "ghi");
    script_send(t, C, 4, 1, DATA, "def");
    script_expect(t, "");
    script_send(t, C, 1, 1, DATA, "abc");
    script_expect(t, "C:abcdefghi");
    assert_int_equal(t->place.packet, 4);
}

static void segments_come_twice(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 1, 1, DATA, "abc");
    script_send(t, C, 1, 1, DATA, "abc");
    script_send(t, C, 7, 1, DATA, "ghi");
    script_send(t, C, 7, 1, DATA, "ghi");
    script_send(t, C, 4, 1, DATA, "def");
    script_expect(t, "C:abc C!again C!again C:defghi");
}

static void segments_overlap(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 1, 1, DATA, "abcd");
    script_send(t, C, 3, 1, DATA, "cdef");
    script_expect(t, "C:abcdef");
    assert_int_equal(t->place.offset, 5002);
}

static void first_octets_count_where_others_overlap(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 4, 1, DATA, "def");
    script_send(t, C, 3, 1, DATA, "XYZWg");
    script_send(t, C, 1, 1, DATA, "ab");
    script_expect(t, "C!overlap C:abXdefg");
}

static void segments_are_cut_anew(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 7, 1, DATA, "ghijkl");
    script_send(t, C, 1, 1, DATA, "abcd");
    script_send(t, C, 5, 1, DATA, "efgh");
    script_send(t, C, 9, 1, DATA, "ijklmn");
    script_expect(t, "C:abcdefghijklmn");
}

static void one_segment_fills_several_holes(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 3, 1, DATA, "cd");
    script_send(t, C, 7, 1, DATA, "gh");
    script_send(t, C, 1, 1, DATA, "abcdefghij");
    script_expect(t, "C:abcdefghij");
}

static void keep_alives_are_no_data(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 1, 1, DATA, "abc");
    script_send(t, C, 3, 1, TCP_ACK, "");
    script_send_octets(t, C, 3, 1, TCP_ACK, slice_of("\0", 1));
    script_send(t, C, 4, 1, DATA, "def");
    script_expect(t, "C:abc C!alive C!alive C:def");
}

static void keep_alive_octet_ahead_of_the_segment_before_it(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send_octets(t, C, 3, 1, TCP_ACK, slice_of("\0", 1));
    script_send(t, C, 1, 1, DATA, "abc");
    script_expect(t, "C!alive C:abc");
}

static void window_closes_and_is_probed(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 1, 1, DATA, "abc");
    t->window = 0;
    script_send(t, S, 1, 4, TCP_ACK, "");
    script_send(t, S, 1, 4, TCP_ACK, "");
    t->window = 65535;
    script_send(t, C, 4, 1, DATA, "d");
    script_send(t, S, 1, 4, TCP_ACK, "");
    script_send(t, C, 4, 1, DATA, "def");
    script_expect(t, "C:abc S!zero C:d S!open C:ef");
}

static void numbers_wrap_around(void **state) {
    struct tcp_script *t = *state;
    t->first[C] = UINT32_MAX - 3;
    t->first[S] = UINT32_MAX;
    script_handshake(t);
    script_send(t, S, 1, 1, DATA, "220");
    script_send(t, C, 6, 4, DATA, "fgh");
    script_send(t, C, 1, 4, DATA, "abcde");
    script_send(t, C, 7, 4, DATA, "ghi");
    script_send(t, S, 4, 10, DATA, "250");
    script_expect(t, "S:220 C:abcdefghi S:250");
}

static void syn_carries_data(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 0, 0, TCP_SYN, "EHLO");
    script_send(t, S, 0, 5, TCP_SYN | TCP_ACK, "220");
    script_send(t, C, 5, 4, DATA, "QUIT");
    script_expect(t, "open C!syn C:EHLO S!syn S:220 C!accepted C:QUIT");
}

static void syn_with_data_comes_late(void **state) {
    struct tcp_script *t = *state;
    script_send(t, S, 0, 5, TCP_SYN | TCP_ACK, "220");
    script_send(t, C, 5, 4, DATA, "QUIT");
    script_send(t, C, 0, 0, TCP_SYN, "EHLO");
    script_expect(t, "open S!syn C!accepted C!syn C:EHLO S:220 C:QUIT");
    assert_int_equal(t->info.ends[SIDE_CLIENT].port, 40000);
}

static void syn_is_sent_again(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_send(t, S, 0, 1, TCP_SYN | TCP_ACK, "");
    script_send(t, C, 1, 1, TCP_ACK, "");
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_expect(t, "open C!syn C!syn S!syn C!accepted C!syn");
    assert_int_equal(tcp_flow_count(t->tcp), 1);
}

static void payload_comes_before_what_it_acknowledges(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 1, 4, DATA, "EHLO");
    script_expect(t, "");
    script_send(t, S, 1, 1, DATA, "220");
    script_expect(t, "S:220 C:EHLO");
}

static void handshake_is_shuffled(void **state) {
    struct tcp_script *t = *state;
    script_send(t, S, 1, 1, DATA, "220");
    script_send(t, C, 1, 4, DATA, "EHLO");
    script_send(t, C, 1, 1, TCP_ACK, "");
    script_send(t, S, 0, 1, TCP_SYN | TCP_ACK, "");
    script_expect(t, "");
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_expect(t, "open S:220 C!accepted C:EHLO S!syn C!syn");
    assert_true(t->info.sides_known && !t->info.midstream);
    assert_int_equal(t->packets, 5);
}

static void fin_waits_for_its_turn(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 4, 1, TCP_FIN | TCP_ACK, "");
    script_send(t, S, 1, 5, TCP_FIN | TCP_ACK, "");
    script_expect(t, "");
    script_send(t, C, 1, 1, DATA, "abc");
    script_expect(t, "C:abc C.fin S.fin");
}

static void lowest_acknowledgment_of_two_copies_counts(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 1, 4, DATA, "abcdef"); /* again, after the server spoke */
    script_send(t, C, 1, 1, DATA, "abc");    /* the first copy */
    script_expect(t, "C!again C:abc");
    script_send(t, S, 1, 4, DATA, "220");
    script_expect(t, "S:220 C:def");
}

static void both_sides_wait_for_each_other(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, S, 1, 5, DATA, "220");
    script_send(t, C, 1, 4, DATA, "EHLO");
    script_expect(t, "");
    script_idle(t, 31, 4, 5);
    script_expect(t, "");
    script_idle(t, 1, 4, 5);
    script_expect(t, "S:220 C:EHLO");
}

static void sink_wants_no_more(void **state) {
    struct tcp_script *t = *state;
    t->unwanted = "HTTP";
    script_handshake(t);
    script_send(t, S, 8, 1, DATA, "waits");
    script_send(t, S, 1, 1, DATA, "HTTP");
    script_expect(t, "S:HTTP close");
    script_send(t, S, 5, 1, DATA, "abc");
    script_send(t, C, 1, 1, TCP_RST, "");
    script_finish(t);
    script_expect(t, "");
    assert_int_equal(t->packets, 5);
}

static void impossible_numbers_are_left_out(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 0x50000000, 1, DATA, "far");
    script_send(t, C, 1, 0x60000000, DATA, "abc");
    script_send(t, C, 0xf0000000, 1, DATA, "old");
    script_finish(t);
    script_expect(t, "C:abc C!again C.open close");
}

static void capture_pauses_for_long(void **state) {
    struct tcp_script *t = *state;
    script_handshake(t);
    script_send(t, C, 1, 1, DATA, "abc");
    for (uint32_t n = 0; n < 40; n++)
        script_send(t, C, 0x10000000 + n, 1, DATA, "x");
    script_send(t, S, 1, 0x10000000 + 40, TCP_ACK, "");
    script_finish(t);
    script_expect(t, "C:abc C-268435484 C:xxxxxxxx C.open close");
}

/* A device that changes sequence numbers, captured on both of its sides. */
static void numbers_are_changed_on_the_way(void **state) {
    struct tcp_script *t = *state;
    script_send(t, C, 0, 0, TCP_SYN, "");
    script_send(t, S, 0x60000000, 0x30000001, TCP_SYN | TCP_ACK, "");
    script_send(t, S, 0, 1, TCP_SYN | TCP_ACK, "");
    script_send(t, C, 1, 1, TCP_ACK, "");
    for (uint32_t n = 0; n < 60; n++) {
        script_send(t, S, 0x60000001 + n, 0x30000001 + n, DATA, "x");
        script_send(t, S, 1 + n, 1 + n, DATA, "s");
        script_send(t, C, 1 + n, 2 + n, DATA, "c");
    }
    script_finish(t);
    char want[1024] = "open C!syn S!syn S!syn C!accepted";
    for (int n = 0; n < 60; n++)
        strcat(want, " S:s C:c");
    strcat(want, " C.open close");
    script_expect(t, want);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(in_order),
        TEST(sides_come_from_the_syn),
        TEST(segments_come_out_of_order),
        TEST(segments_come_twice),
        TEST(segments_overlap),
        TEST(first_octets_count_where_others_overlap),
        TEST(segments_are_cut_anew),
        TEST(one_segment_fills_several_holes),
        TEST(keep_alives_are_no_data),
        TEST(keep_alive_octet_ahead_of_the_segment_before_it),
        TEST(window_closes_and_is_probed),
        TEST(numbers_wrap_around),
        TEST(syn_carries_data),
        TEST(syn_with_data_comes_late),
        TEST(syn_is_sent_again),
        TEST(payload_comes_before_what_it_acknowledges),
        TEST(handshake_is_shuffled),
        TEST(fin_waits_for_its_turn),
        TEST(lowest_acknowledgment_of_two_copies_counts),
        TEST(both_sides_wait_for_each_other),
        TEST(sink_wants_no_more),
        TEST(impossible_numbers_are_left_out),
        TEST(capture_pauses_for_long),
        TEST(numbers_are_changed_on_the_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
