/* From a packet to its TCP segment: fields, cuts, fragments, and what is skipped. */
#include "capture_bytes.h"

#include "capture/ip.h"
#include "capture/segment.h"

enum { FILE_OFFSET = 5040 };

static struct packet packet_of(struct slice octets, uint64_t number, size_t cut) {
    return (struct packet){.at = {(int64_t)number},
                           .number = number,
                           .record = FILE_OFFSET - 16,
                           .offset = FILE_OFFSET,
                           .octets = octets,
                           .wire_size = (uint32_t)(octets.size + cut),
                           .link_type = 1};
}

static enum segment_result decode_packet(const struct packet *packet, struct segment *segment) {
    struct decapsulator *decapsulator = decapsulator_new();
    assert_non_null(decapsulator);
    enum segment_result result = segment_from_packet(decapsulator, packet, segment);
    decapsulator_free(decapsulator);
    return result;
}

static enum segment_result decode(struct slice octets, size_t cut, struct segment *segment) {
    struct packet packet = packet_of(octets, 1, cut);
    return decode_packet(&packet, segment);
}

static void assert_end(const struct endpoint *end, const char *expected) {
    char text[ENDPOINT_TEXT];
    endpoint_text(end, text);
    assert_string_equal(text, expected);
}

/* An ICMP error becomes what it quotes, and what it says is kept beside. */
static void test_quoted(void **state) {
    (void)state;
    struct buffer frame = {0};
    struct segment segment;
    struct decapsulator *decapsulator = decapsulator_new();
    assert_non_null(decapsulator);
    add_ethernet(&frame, 0x0800);
    add_ipv4(&frame, IP_PROTOCOL_ICMP, 8 + 20 + 8, 1, 0);
    add_hex(&frame, "030d0000 00000000");
    add_ipv4(&frame, IP_PROTOCOL_TCP, 500, 1, 0);
    add_hex(&frame, "0401 0019 fffffff0");
    struct packet packet = packet_of(buffer_slice(&frame), 7, 0);
    assert_int_equal(segment_from_packet(decapsulator, &packet, &segment), SEGMENT_QUOTED);
    assert_end(&segment.source, "192.0.2.1:1025");
    assert_end(&segment.destination, "192.0.2.2:25");
    assert_int_equal(segment.sequence, 0xfffffff0);
    assert_int_equal(segment.packet, 7);
    assert_int_equal(segment.record, FILE_OFFSET - 16);
    assert_int_equal(segment.at.ns, 7);
    assert_int_equal(segment.payload.size, 0);
    assert_int_equal(segment.fragment_count, 0);
    assert_string_equal(segment_error(decapsulator)->text, "administratively prohibited");
    packet.octets.size--;
    assert_int_equal(segment_from_packet(decapsulator, &packet, &segment), SEGMENT_OTHER);
    decapsulator_free(decapsulator);
    buffer_free(&frame);
}

static void test_ipv4(void **state) {
    (void)state;
    struct buffer frame = {0};
    struct segment segment;
    add_ethernet(&frame, 0x0800);
    add_ipv4(&frame, IP_PROTOCOL_TCP, 26, 1, 0);
    add_tcp(&frame, 0xfffffff0, TCP_PSH | TCP_ACK);
    add(&frame, SLICE("QUIT\r\n"));
    add_filler(&frame, 2, 0); /* padding */
    assert_int_equal(decode(buffer_slice(&frame), 0, &segment), SEGMENT_TCP);
    assert_end(&segment.source, "192.0.2.1:1025");
    assert_end(&segment.destination, "192.0.2.2:25");
    assert_int_equal(segment.sequence, 0xfffffff0);
    assert_int_equal(segment.acknowledgment, 7);
    assert_int_equal(segment.flags, TCP_PSH | TCP_ACK);
    assert_int_equal(segment.window, 0x2000);
    assert_octets(segment.payload, SLICE("QUIT\r\n"));
    assert_int_equal(segment.cut, 0);
    assert_int_equal(segment.packet, 1);
    assert_int_equal(segment.record, FILE_OFFSET - 16);
    assert_int_equal(segment.offset, FILE_OFFSET + 14 + 20 + 20);
    assert_int_equal(segment.fragment_count, 0);
    buffer_free(&frame);
}

static void assert_same_end(const struct endpoint *a, const struct endpoint *b) {
    assert_memory_equal(a->address, b->address, sizeof a->address);
    assert_int_equal(a->size, b->size);
    assert_int_equal(a->port, b->port);
}

static void assert_same(const struct segment *a, const struct segment *b) {
    assert_same_end(&a->source, &b->source);
    assert_same_end(&a->destination, &b->destination);
    assert_int_equal(a->offset, b->offset);
    assert_int_equal(a->sequence, b->sequence);
    assert_int_equal(a->acknowledgment, b->acknowledgment);
    assert_int_equal(a->window, b->window);
    assert_int_equal(a->flags, b->flags);
    assert_octets(a->payload, b->payload);
    assert_int_equal(a->cut, b->cut);
}

enum { ETHERNET = 14 };

/* What becomes of the frame, and of what its Ethernet header holds alone, must be the same. */
static void assert_same_bare(struct slice frame, uint16_t raw) {
    struct packet whole = packet_of(frame, 1, 3), bare = whole;
    bare.link_type = raw;
    bare.octets = slice_from(whole.octets, ETHERNET);
    bare.wire_size -= ETHERNET;
    bare.offset += ETHERNET;
    struct segment segments[2];
    enum segment_result result = decode_packet(&whole, &segments[0]);
    assert_int_equal(decode_packet(&bare, &segments[1]), result);
    if (result == SEGMENT_TCP)
        assert_same(&segments[0], &segments[1]);
}

/* The same whatever one octet of the headers holds, and wherever the frame is cut. Adds TCP and
 * some octets, and frees it. */
static void assert_usual(struct buffer *frame, uint16_t raw) {
    add_tcp(frame, 1, TCP_ACK);
    size_t headers = frame->size;
    add(frame, SLICE("QUIT\r\n"));
    add_filler(frame, 4, 0); /* padding */
    for (size_t at = ETHERNET; at < headers; at++) {
        uint8_t kept = frame->data[at];
        for (unsigned value = 0; value < 256; value++) {
            frame->data[at] = (uint8_t)value;
            assert_same_bare(buffer_slice(frame), raw);
        }
        frame->data[at] = kept;
    }
    for (size_t size = ETHERNET; size < frame->size; size++)
        assert_same_bare(slice_first(buffer_slice(frame), size), raw);
    buffer_free(frame);
}

/* The usual packet is taken apart at once; without its Ethernet header it goes the long way. */
static void test_usual(void **state) {
    enum { RAW_IPV4 = 228, RAW_IPV6 = 229, LENGTH = 20 + 6 };
    (void)state;
    struct buffer frame = {0};
    add_ethernet(&frame, 0x0800);
    add_ipv4(&frame, IP_PROTOCOL_TCP, LENGTH, 1, 0);
    assert_usual(&frame, RAW_IPV4);
    add_ethernet(&frame, 0x86dd);
    add_ipv6(&frame, IP_PROTOCOL_TCP, LENGTH);
    assert_usual(&frame, RAW_IPV6);
}

static void test_ipv6(void **state) {
    (void)state;
    struct buffer frame = {0};
    struct segment segment;
    add_ethernet(&frame, 0x86dd);
    add_ipv6(&frame, IP_PROTOCOL_TCP, 20);
    add_tcp(&frame, 1, TCP_SYN);
    assert_int_equal(decode(buffer_slice(&frame), 0, &segment), SEGMENT_TCP);
    assert_end(&segment.source, "[2001:db8::1]:1025");
    assert_end(&segment.destination, "[2001:db8::2]:25");
    assert_int_equal(segment.payload.size, 0);
    buffer_free(&frame);
}

/* A frame of 40 payload octets behind 12 octets of TCP options, cut at each length. */
static void test_snap_length(void **state) {
    (void)state;
    struct buffer frame = {0};
    enum { HEADERS = 14 + 20 + 20, OPTIONS = 12, PAYLOAD = 40 };
    add_ethernet(&frame, 0x0800);
    add_ipv4(&frame, IP_PROTOCOL_TCP, 20 + OPTIONS + PAYLOAD, 1, 0);
    add_tcp(&frame, 1, TCP_ACK);
    frame.data[14 + 20 + 12] = 0x80;
    add_filler(&frame, OPTIONS, 1);
    add_filler(&frame, PAYLOAD, 'p');
    for (size_t size = 0; size <= frame.size; size++) {
        struct segment segment;
        enum segment_result result =
            decode(slice_first(buffer_slice(&frame), size), frame.size - size, &segment);
        assert_int_equal(result, size < HEADERS ? SEGMENT_BAD : SEGMENT_TCP);
        if (result != SEGMENT_TCP)
            continue;
        assert_int_equal(segment.payload.size + segment.cut, PAYLOAD);
        assert_int_equal(segment.payload.size,
                         size > HEADERS + OPTIONS ? size - HEADERS - OPTIONS : 0);
    }
    buffer_free(&frame);
}

static void test_lies(void **state) {
    (void)state;
    struct buffer frame = {0};
    struct segment segment;
    add_ethernet(&frame, 0x0800);
    add_ipv4(&frame, IP_PROTOCOL_TCP, 20, 1, 0);
    add_tcp(&frame, 1, TCP_ACK);
    uint8_t *data_offset = &frame.data[14 + 20 + 12];
    *data_offset = 0x60; /* past the end */
    assert_int_equal(decode(buffer_slice(&frame), 0, &segment), SEGMENT_BAD);
    *data_offset = 0x40; /* inside the header */
    assert_int_equal(decode(buffer_slice(&frame), 0, &segment), SEGMENT_BAD);
    buffer_free(&frame);
}

static void test_other(void **state) {
    (void)state;
    struct buffer frame = {0};
    struct segment segment;
    add_ethernet(&frame, 0x0800);
    add_ipv4(&frame, 17, 8, 1, 0);
    add_filler(&frame, 8, 0);
    assert_int_equal(decode(buffer_slice(&frame), 0, &segment), SEGMENT_OTHER);
    frame.data[13] = 6; /* ARP */
    assert_int_equal(decode(buffer_slice(&frame), 0, &segment), SEGMENT_OTHER);
    struct decapsulator *decapsulator = decapsulator_new();
    struct packet packet = packet_of(buffer_slice(&frame), 1, 0);
    packet.link_type = 107;
    assert_int_equal(segment_from_packet(decapsulator, &packet, &segment), SEGMENT_NO_LINK);
    decapsulator_free(decapsulator);
    buffer_free(&frame);
}

/* Decodes fragment `number`, whose octets are the next `size` of `whole`. */
static enum segment_result fragment(struct decapsulator *decapsulator, struct slice *whole,
                                    size_t size, unsigned position, uint64_t number,
                                    struct segment *segment) {
    struct buffer frame = {0};
    add_ethernet(&frame, 0x0800);
    add_ipv4(&frame, IP_PROTOCOL_TCP, size, 77, position);
    add(&frame, slice_first(*whole, size));
    *whole = slice_from(*whole, size);
    struct packet packet = packet_of(buffer_slice(&frame), number, 0);
    packet.record += number;
    enum segment_result result = segment_from_packet(decapsulator, &packet, segment);
    buffer_free(&frame);
    return result;
}

static void test_fragments(void **state) {
    (void)state;
    struct decapsulator *decapsulator = decapsulator_new();
    struct buffer tcp = {0};
    struct segment segment;
    add_tcp(&tcp, 5, TCP_ACK);
    add(&tcp, SLICE("Subject: in pieces\r\n"));
    struct slice rest = buffer_slice(&tcp);
    assert_int_equal(fragment(decapsulator, &rest, 16, 0x2000, 1, &segment), SEGMENT_PART);
    assert_int_equal(fragment(decapsulator, &rest, 16, 0x2002, 2, &segment), SEGMENT_PART);
    assert_int_equal(fragment(decapsulator, &rest, 8, 0x0004, 3, &segment), SEGMENT_TCP);
    assert_octets(segment.payload, SLICE("Subject: in pieces\r\n"));
    assert_int_equal(segment.sequence, 5);
    assert_int_equal(segment.packet, 3);
    assert_int_equal(segment.record, FILE_OFFSET - 16 + 3);
    assert_int_equal(segment.offset, 0);
    assert_int_equal(segment.fragment_count, 2);
    assert_int_equal(segment.fragment_numbers[0], 1);
    assert_int_equal(segment.fragment_records[1], FILE_OFFSET - 16 + 2);
    buffer_free(&tcp);
    decapsulator_free(decapsulator);
}

/* IPv6: extension headers may travel inside the first fragment. */
static void test_ipv6_fragments(void **state) {
    (void)state;
    struct decapsulator *decapsulator = decapsulator_new();
    struct buffer frame = {0};
    struct segment segment;
    add_ethernet(&frame, 0x86dd);
    add_ipv6(&frame, 44, 8 + 16);
    add_hex(&frame, "3c 00 0001 00000042");                 /* fragment 0, more follow */
    add_hex(&frame, "06 00 010400000000 0401001900000001"); /* destination options, TCP */
    struct packet packet = packet_of(buffer_slice(&frame), 1, 0);
    assert_int_equal(segment_from_packet(decapsulator, &packet, &segment), SEGMENT_PART);
    frame.size = 0;
    add_ethernet(&frame, 0x86dd);
    add_ipv6(&frame, 44, 8 + 14);
    add_hex(&frame, "3c 00 0010 00000042"); /* fragment at 16, the last */
    add_hex(&frame, "00000007 50102000 00000000 6869");
    packet = packet_of(buffer_slice(&frame), 2, 0);
    assert_int_equal(segment_from_packet(decapsulator, &packet, &segment), SEGMENT_TCP);
    assert_octets(segment.payload, SLICE("hi"));
    assert_end(&segment.source, "[2001:db8::1]:1025");
    assert_int_equal(segment.fragment_count, 1);
    buffer_free(&frame);
    decapsulator_free(decapsulator);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ipv4),           cmocka_unit_test(test_quoted),
        cmocka_unit_test(test_usual),          cmocka_unit_test(test_ipv6),
        cmocka_unit_test(test_snap_length),    cmocka_unit_test(test_lies),
        cmocka_unit_test(test_other),          cmocka_unit_test(test_fragments),
        cmocka_unit_test(test_ipv6_fragments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
