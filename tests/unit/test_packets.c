#include "index/packets.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/tcp.h"
#include "tests/property/capture_library.h"

struct opened {
    struct index *index;
    struct index_packets *packets;
};

static struct opened open_first(const char *name) {
    struct error error = {0};
    struct opened opened = {
        .index = index_new(&name, 1, &(struct index_options){.keep_places = true}, &error)};
    assert_non_null(opened.index);
    while (index_step(opened.index, 1000, &error) == INDEX_MORE)
        continue;
    opened.packets = index_packets(opened.index, 0, &error);
    assert_non_null(opened.packets);
    return opened;
}

static void close_all(struct opened *opened) {
    index_packets_free(opened->packets);
    index_free(opened->index);
}

/* The packets of a sample, changed: `change` is given the list, and a copy to take packets from. */
static struct opened open_changed(void (*change)(struct packet_list *list)) {
    struct capture capture;
    char name[] = "/tmp/heloise-packets-XXXXXX";
    int file = mkstemp(name);
    assert_true(file >= 0);
    (void)close(file);
    assert_true(capture_load(&capture, "samples/delivery.pcap"));
    struct packet_list list = packet_list_copy(&capture.packets);
    change(&list);
    packet_list_write(&list, name);
    struct opened opened = open_first(name);
    (void)unlink(name);
    packet_list_free(&list);
    capture_unload(&capture);
    return opened;
}

/* ---- numbers ---- */

static void numbers_count_from_the_handshake(void **state) {
    struct opened opened = open_first("samples/delivery.pcap");
    const struct index_packet *list = opened.packets->list;
    (void)state;
    assert_int_equal(list[0].flags, TCP_SYN);
    assert_int_equal(list[0].side, SIDE_CLIENT);
    assert_int_equal(list[0].sequence, 0);
    assert_int_equal(list[1].flags, TCP_SYN | TCP_ACK);
    assert_int_equal(list[1].side, SIDE_SERVER);
    assert_int_equal(list[1].sequence, 0);
    assert_int_equal(list[1].answered, 1);
    assert_int_equal(list[2].sequence, 1);
    assert_int_equal(list[2].answered, 1);
    assert_int_equal(list[3].sequence, 1); /* the greeting */
    assert_int_equal(list[3].offset, 0);
    assert_int_equal(list[3].delivered, list[3].octets);
    assert_true(list[3].octets > 20);
    close_all(&opened);
}

static void each_packet_carries_what_follows_the_one_before(void **state) {
    struct opened opened = open_first("samples/pop3.pcap");
    int64_t next[2] = {0, 0};
    (void)state;
    for (size_t i = 0; i < opened.packets->count; i++) {
        const struct index_packet *packet = &opened.packets->list[i];
        if (packet->octets == 0)
            continue;
        assert_int_equal(packet->offset, next[packet->side]);
        assert_int_equal(packet->sequence, packet->offset + 1);
        assert_int_equal(packet->remark, PACKET_PLAIN);
        next[packet->side] += packet->octets;
    }
    assert_true(next[SIDE_CLIENT] > 50 && next[SIDE_SERVER] > 5000);
    close_all(&opened);
}

/* ---- what the network did ---- */

/* The first packet of the client with payload. */
static size_t first_line(const struct packet_list *list) {
    size_t i = 4;
    while (list->packets[i].octets.size < 80)
        i++;
    return i;
}

static void send_twice(struct packet_list *list) {
    size_t at = first_line(list);
    packet_list_add(list, &list->packets[list->count - 1]);
    for (size_t i = list->count - 1; i > at; i--)
        list->packets[i] = list->packets[i - 1];
}

static void a_packet_that_was_sent_again_says_so(void **state) {
    struct opened opened = open_changed(send_twice);
    const struct index_packet *list = opened.packets->list;
    size_t i = 0, carriers = 0;
    (void)state;
    while (i < opened.packets->count && list[i].remark != PACKET_AGAIN)
        i++;
    assert_true(i < opened.packets->count);
    assert_int_equal(list[i].delivered, 0);
    assert_int_equal(list[i].sequence, list[i - 1].sequence);
    for (size_t j = 0; j < opened.packets->count; j++)
        carriers +=
            index_packet_carries(&list[j], list[i].side, (uint64_t)list[i].offset, list[i].octets);
    assert_int_equal(carriers, 2);
    close_all(&opened);
}

/* The message before the DATA that asks for it, as a tap may deliver them. */
static void swap_two(struct packet_list *list) {
    size_t last = list->count;
    while (list->packets[--last].octets.size < 200)
        continue;
    size_t before = last - 1;
    while (list->packets[before].octets.size <= 70 ||
           memcmp(list->packets[before].octets.data + 30, list->packets[last].octets.data + 30,
                  4) != 0)
        before--;
    struct packet packet = list->packets[before];
    list->packets[before].octets = list->packets[last].octets;
    list->packets[before].wire_size = list->packets[last].wire_size;
    list->packets[last].octets = packet.octets;
    list->packets[last].wire_size = packet.wire_size;
}

static void a_packet_that_comes_after_its_follower_is_late(void **state) {
    struct opened opened = open_changed(swap_two);
    size_t late = 0;
    (void)state;
    for (size_t i = 0; i < opened.packets->count; i++) {
        late += opened.packets->list[i].remark == PACKET_LATE;
        assert_int_equal(opened.packets->list[i].delivered, opened.packets->list[i].octets);
    }
    assert_int_equal(late, 1);
    close_all(&opened);
}

/* ---- octets ---- */

static void octets_are_read_across_packets_and_end_at_a_hole(void **state) {
    struct opened opened = open_first("samples/pop3.pcap");
    struct buffer read = {NULL, 0, 0};
    struct error error = {0};
    (void)state;
    assert_true(
        index_packets_octets(opened.index, opened.packets, SIDE_SERVER, 4, 7, &read, &error));
    assert_true(slice_equal(buffer_slice(&read), SLICE("Dovecot")));
    read.size = 0;
    assert_true(
        index_packets_octets(opened.index, opened.packets, SIDE_CLIENT, 0, 18, &read, &error));
    assert_true(slice_equal(buffer_slice(&read), SLICE("CAPA\r\nUSER alice\r\n")));
    read.size = 0;
    assert_true(index_packets_octets(opened.index, opened.packets, SIDE_CLIENT, UINT32_MAX, 10,
                                     &read, &error));
    assert_int_equal(read.size, 0);
    buffer_free(&read);
    close_all(&opened);
}

static void a_packet_carries_what_it_touches(void **state) {
    const struct index_packet packet = {.side = SIDE_SERVER, .offset = 10, .octets = 5};
    const struct index_packet alive = {.side = SIDE_SERVER, .offset = -1, .octets = 1};
    (void)state;
    assert_true(index_packet_carries(&packet, SIDE_SERVER, 10, 5));
    assert_true(index_packet_carries(&packet, SIDE_SERVER, 0, 11));
    assert_true(index_packet_carries(&packet, SIDE_SERVER, 14, 100));
    assert_true(index_packet_carries(&packet, SIDE_SERVER, 0, UINT64_MAX));
    assert_false(index_packet_carries(&packet, SIDE_SERVER, 0, 10));
    assert_false(index_packet_carries(&packet, SIDE_SERVER, 15, 10));
    assert_false(index_packet_carries(&packet, SIDE_CLIENT, 10, 5));
    assert_false(index_packet_carries(&packet, SIDE_SERVER, 12, 0));
    assert_false(index_packet_carries(&alive, SIDE_SERVER, 0, 10));
}

static void rows_without_places_have_no_packets(void **state) {
    const char *name = "samples/pop3.pcap";
    struct error error = {0};
    (void)state;
    struct index *index = index_new(&name, 1, &(struct index_options){0}, &error);
    assert_non_null(index);
    assert_null(index_packets(index, 0, &error));
    assert_int_equal(error.kind, ERROR_INTERNAL);
    index_free(index);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_count_from_the_handshake),
        cmocka_unit_test(each_packet_carries_what_follows_the_one_before),
        cmocka_unit_test(a_packet_that_was_sent_again_says_so),
        cmocka_unit_test(a_packet_that_comes_after_its_follower_is_late),
        cmocka_unit_test(octets_are_read_across_packets_and_end_at_a_hole),
        cmocka_unit_test(a_packet_carries_what_it_touches),
        cmocka_unit_test(rows_without_places_have_no_packets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
