/* TCP inside tunnels: where its payload lies, what the snap length cut, fragments of the packets
 * outside and inside, and how deep it may lie. */
#include "capture_bytes.h"

#include "capture/ip.h"
#include "capture/segment.h"

enum { FILE_OFFSET = 5040, RAW_IPV4 = 228, IN_IPV4 = 4, GRE = 47, UDP = 17, FRAGMENT_OF_8 = 8 };

/* One capture's packets, each the next. */
struct tap {
    struct decapsulator *decapsulator;
    uint64_t packets;
    struct segment segment;
};

static int tap_begin(void **state) {
    static struct tap tap;
    tap = (struct tap){.decapsulator = decapsulator_new()};
    *state = &tap;
    return tap.decapsulator ? 0 : -1;
}

static int tap_end(void **state) {
    struct tap *tap = *state;
    decapsulator_free(tap->decapsulator);
    return 0;
}

/* The packet lies elsewhere each time, and its octets are gone afterwards. */
static enum segment_result capture(struct tap *tap, uint16_t link, struct slice octets,
                                   size_t cut) {
    struct packet packet = {.at = {(int64_t)++tap->packets},
                            .number = tap->packets,
                            .record = tap->packets * 1000,
                            .offset = FILE_OFFSET,
                            .octets = octets,
                            .wire_size = (uint32_t)(octets.size + cut),
                            .link_type = link};
    return segment_from_packet(tap->decapsulator, &packet, &tap->segment);
}

/* Puts a header of `header` before what the buffer holds. */
static void wrap(struct buffer *packet, struct buffer *header) {
    add(header, buffer_slice(packet));
    buffer_free(packet);
    *packet = *header;
}

static void wrap_ipv4(struct buffer *packet, unsigned protocol, unsigned id, unsigned fragment) {
    struct buffer header = {0};
    add_ipv4(&header, protocol, packet->size, id, fragment);
    wrap(packet, &header);
}

static void wrap_hex(struct buffer *packet, const char *digits) {
    struct buffer header = {0};
    add_hex(&header, digits);
    wrap(packet, &header);
}

static void wrap_vxlan(struct buffer *packet) {
    struct buffer header = {0};
    add_hex(&header, "c000 12b5");
    add_be(&header, 2, 8 + 8 + 14 + packet->size);
    add_hex(&header, "0000 08000000 00002a00");
    add_ethernet(&header, 0x0800);
    wrap(packet, &header);
    wrap_ipv4(packet, UDP, 1, 0);
    wrap_hex(packet, "020000000002 020000000001 0800");
}

static void add_segment(struct buffer *packet, const char *payload) {
    add_tcp(packet, 1, TCP_ACK);
    add(packet, slice_string(payload));
}

static void test_place(void **state) {
    enum { BEFORE = 14 + 20 + 8 + 8 + 14 + 20 + 20 };
    struct tap *tap = *state;
    struct buffer packet = {0};
    add_segment(&packet, "QUIT\r\n");
    wrap_ipv4(&packet, IP_PROTOCOL_TCP, 7, 0);
    wrap_vxlan(&packet);
    add_filler(&packet, 4, 0); /* a check sequence */
    assert_int_equal(capture(tap, 1, buffer_slice(&packet), 0), SEGMENT_TCP);
    assert_octets(tap->segment.payload, SLICE("QUIT\r\n"));
    assert_int_equal(tap->segment.offset, FILE_OFFSET + BEFORE);
    assert_int_equal(tap->segment.cut, 0);
    assert_int_equal(tap->segment.fragment_count, 0);
    buffer_free(&packet);
}

/* Cut at each length; also where segmentation offload left no length within. */
static void test_snap_length(void **state) {
    enum { BEFORE = 14 + 20 + 8 + 8 + 14 + 20, PAYLOAD = 40 };
    struct tap *tap = *state;
    for (int offloaded = 0; offloaded < 2; offloaded++) {
        struct buffer packet = {0};
        add_tcp(&packet, 1, TCP_ACK);
        add_filler(&packet, PAYLOAD, 'p');
        wrap_ipv4(&packet, IP_PROTOCOL_TCP, 7, 0);
        if (offloaded)
            memset(packet.data + 2, 0, 2);
        wrap_vxlan(&packet);
        for (size_t size = 0; size <= packet.size; size++) {
            struct slice octets = slice_first(buffer_slice(&packet), size);
            enum segment_result result = capture(tap, 1, octets, packet.size - size);
            assert_int_equal(result, size < BEFORE + 20 ? SEGMENT_BAD : SEGMENT_TCP);
            if (result != SEGMENT_TCP)
                continue;
            assert_int_equal(tap->segment.payload.size, size - BEFORE - 20);
            assert_int_equal(tap->segment.payload.size + tap->segment.cut, PAYLOAD);
        }
        buffer_free(&packet);
    }
}

/* A mirror that cuts what it mirrors says so in no length of its own. */
static void test_cut_mirror(void **state) {
    struct tap *tap = *state;
    struct buffer packet = {0};
    add_segment(&packet, "DATA\r\n");
    wrap_ipv4(&packet, IP_PROTOCOL_TCP, 7, 0);
    packet.size -= 4;
    wrap_hex(&packet, "1000 88be 00000001 1007 0409 00000005 020000000002 020000000001 0800");
    wrap_ipv4(&packet, GRE, 1, 0);
    assert_int_equal(capture(tap, RAW_IPV4, buffer_slice(&packet), 0), SEGMENT_TCP);
    assert_octets(tap->segment.payload, SLICE("DA"));
    assert_int_equal(tap->segment.cut, 4);
    buffer_free(&packet);
}

/* The part of a packet's payload from `start` on as a fragment of its own. */
static struct buffer piece_of(const struct buffer *whole, size_t start, size_t size,
                              unsigned protocol, unsigned id) {
    struct buffer piece = {0};
    add(&piece, slice_part(buffer_slice(whole), start, size));
    bool more = start + size < whole->size;
    wrap_ipv4(&piece, protocol, id, (more ? IPV4_MORE : 0u) | (unsigned)start / 8);
    return piece;
}

enum direction { FORWARDS, BACKWARDS };

/* Fragments of `size` of one inner fragment in GRE; `last`: what the last of them must give. */
static void send_inner(struct tap *tap, struct buffer *inner, size_t size, unsigned id,
                       enum segment_result last) {
    wrap_hex(inner, "0000 0800");
    for (size_t at = 0; at < inner->size; at += size) {
        struct buffer outer = piece_of(inner, at, size, GRE, id);
        assert_int_equal(capture(tap, RAW_IPV4, buffer_slice(&outer), 0),
                         at + size >= inner->size ? last : SEGMENT_PART);
        buffer_free(&outer);
    }
}

/* A segment in two fragments, each in GRE, each of which comes in fragments of `size`. */
static void send_nested(struct tap *tap, const char *payload, size_t half, size_t size, unsigned id,
                        enum direction order) {
    struct buffer tcp = {0};
    add_segment(&tcp, payload);
    assert_in_range(tcp.size, half + 1, 2 * half);
    for (size_t i = 0; i < 2; i++) {
        size_t start = order == FORWARDS ? i * half : (1 - i) * half;
        struct buffer inner = piece_of(&tcp, start, half, IP_PROTOCOL_TCP, id);
        send_inner(tap, &inner, size, id + (unsigned)i, i == 1 ? SEGMENT_TCP : SEGMENT_PART);
        buffer_free(&inner);
    }
    assert_octets(tap->segment.payload, slice_string(payload));
    buffer_free(&tcp);
}

#define SHORT "Subject: in pieces\r\n"
#define LONG  "Subject: in other pieces, which are somewhat longer than that\r\n"

/* Every packet that carried a part is named, but for the last. */
static void test_fragments_in_fragments(void **state) {
    struct tap *tap = *state;
    send_nested(tap, SHORT, 24, 16, 100, FORWARDS); /* 3 packets, and 3 */
    assert_int_equal(tap->segment.offset, 0);
    assert_int_equal(tap->segment.packet, 6);
    assert_int_equal(tap->segment.fragment_count, 5);
    for (uint64_t i = 0; i < 5; i++) {
        assert_int_equal(tap->segment.fragment_numbers[i], i + 1);
        assert_int_equal(tap->segment.fragment_records[i], (i + 1) * 1000);
    }
    for (unsigned i = 1; i < 200; i++)
        send_nested(tap, LONG, 48, FRAGMENT_OF_8, 100 + i * 100, i % 2 ? BACKWARDS : FORWARDS);
}

/* What is put together outside is still in use while something is begun inside, also where every
 * place is taken. */
static void test_full_of_fragments(void **state) {
    struct tap *tap = *state;
    for (unsigned id = 0; id < 100; id++) {
        struct buffer packet = {0};
        add_filler(&packet, 8, 'x');
        wrap_ipv4(&packet, IP_PROTOCOL_TCP, 10000 + id, IPV4_MORE);
        assert_int_equal(capture(tap, RAW_IPV4, buffer_slice(&packet), 0), SEGMENT_PART);
        buffer_free(&packet);
    }
    for (unsigned i = 1; i < 20; i++)
        send_nested(tap, LONG, 48, FRAGMENT_OF_8, i * 100, BACKWARDS);
}

/* Fragments of UDP are followed to a tunnel; those of what is not followed are nobody's. */
static void test_followed_fragments(void **state) {
    struct tap *tap = *state;
    struct buffer packet = {0};
    add_filler(&packet, 8, 0);
    wrap_ipv4(&packet, UDP, 1, IPV4_MORE);
    assert_int_equal(capture(tap, RAW_IPV4, buffer_slice(&packet), 0), SEGMENT_PART);
    packet.size = 0;
    add_filler(&packet, 8, 0);
    wrap_ipv4(&packet, 50, 1, IPV4_MORE); /* ESP */
    assert_int_equal(capture(tap, RAW_IPV4, buffer_slice(&packet), 0), SEGMENT_OTHER);
    buffer_free(&packet);
}

/* Past the bound it is a packet without TCP. */
static void test_depth(void **state) {
    enum { DEEPEST = 15 }; /* of 32 headers: the link, and two each, of which the last is TCP's */
    struct tap *tap = *state;
    struct buffer packet = {0};
    add_segment(&packet, "QUIT\r\n");
    wrap_ipv4(&packet, IP_PROTOCOL_TCP, 7, 0);
    for (unsigned depth = 0; depth < 30; depth++) {
        assert_int_equal(capture(tap, RAW_IPV4, buffer_slice(&packet), 0),
                         depth <= DEEPEST ? SEGMENT_TCP : SEGMENT_OTHER);
        wrap_ipv4(&packet, IN_IPV4, 7, 0);
    }
    buffer_free(&packet);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, tap_begin, tap_end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_place),
        TEST(test_snap_length),
        TEST(test_cut_mirror),
        TEST(test_fragments_in_fragments),
        TEST(test_full_of_fragments),
        TEST(test_followed_fragments),
        TEST(test_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
