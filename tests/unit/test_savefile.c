/* libpcap's format in all its variants, cut at every octet, and damaged. */
#include "capture_bytes.h"

static const struct variant {
    enum order order;
    uint32_t magic;
    int64_t ns; /* of 1,000 s and 42 units */
    const char *format;
} variants[] = {
    {LITTLE, 0xa1b2c3d4, 1000000042000, "pcap"},
    {BIG, 0xa1b2c3d4, 1000000042000, "pcap"},
    {LITTLE, 0xa1b23c4d, 1000000000042, "pcap, nanoseconds"},
    {BIG, 0xa1b23c4d, 1000000000042, "pcap, nanoseconds"},
};

static void test_variants(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        const struct variant *variant = &variants[i];
        struct buffer file = {0};
        struct error error;
        add_savefile(&file, variant->order, variant->magic, 1);
        add_record(&file, variant->order, 1000, 42, SLICE("first"), 1514);
        add_record(&file, variant->order, 1001, 0, SLICE("second"), 6);
        struct reader *reader = octets_open(buffer_slice(&file), &error);
        assert_non_null(reader);
        assert_string_equal(reader_format(reader), variant->format);
        struct packet packet = packet_next(reader);
        assert_int_equal(packet.at.ns, variant->ns);
        assert_int_equal(packet.number, 1);
        assert_int_equal(packet.record, 24);
        assert_int_equal(packet.offset, 40);
        assert_int_equal(packet.wire_size, 1514);
        assert_int_equal(packet.link_type, 1);
        assert_octets(packet.octets, SLICE("first"));
        packet = packet_next(reader);
        assert_int_equal(packet.number, 2);
        assert_int_equal(packet.record, 45);
        assert_octets(packet.octets, SLICE("second"));
        assert_int_equal(reader_next(reader, &packet, &error), READ_END);
        assert_int_equal(reader_next(reader, &packet, &error), READ_END);
        reader_close(reader);
        buffer_free(&file);
    }
}

static void test_modified(void **state) {
    (void)state;
    struct buffer file = {0};
    struct error error;
    add_savefile(&file, LITTLE, 0xa1b2cd34, 1);
    for (int i = 0; i < 2; i++) {
        add_record(&file, LITTLE, 1, 2, SLICE(""), 5);
        file.data[file.size - 8] = 5;
        add_hex(&file, "00000002 0800 00 00");
        add(&file, SLICE("hello"));
    }
    struct reader *reader = octets_open(buffer_slice(&file), &error);
    assert_non_null(reader);
    assert_octets(packet_next(reader).octets, SLICE("hello"));
    struct packet second = packet_next(reader);
    assert_octets(second.octets, SLICE("hello"));
    assert_int_equal(second.offset, second.record + 24);
    reader_close(reader);
    buffer_free(&file);
}

/* The length of the frame check sequence stands above the link type. */
static void test_link_type(void **state) {
    (void)state;
    struct buffer file = {0};
    struct error error;
    add_savefile(&file, BIG, 0xa1b2c3d4, 0x44000114);
    add_record(&file, BIG, 0, 0, SLICE("x"), 1);
    struct reader *reader = octets_open(buffer_slice(&file), &error);
    assert_non_null(reader);
    assert_int_equal(packet_next(reader).link_type, 276);
    reader_close(reader);
    buffer_free(&file);
}

/* Whole packets are given, and the error names the record that is not. */
static void test_every_prefix(void **state) {
    (void)state;
    struct buffer file = {0};
    add_savefile(&file, LITTLE, 0xa1b2c3d4, 1);
    add_record(&file, LITTLE, 1, 1, SLICE("0123456789"), 10);
    size_t second = file.size;
    add_record(&file, LITTLE, 2, 2, SLICE("abcde"), 5);
    for (size_t size = 0; size < file.size; size++) {
        struct error error;
        struct reader *reader = octets_open(slice_first(buffer_slice(&file), size), &error);
        assert_int_equal(reader == NULL, size < 24);
        assert_int_equal(error.kind, reader ? ERROR_NONE : ERROR_DATA);
        if (!reader)
            continue;
        enum read_result end;
        assert_int_equal(packets_count(reader, &end, &error), size >= second);
        bool between = size == 24 || size == second;
        assert_int_equal(end, between ? READ_END : READ_ERROR);
        assert_int_equal(error.kind, between ? ERROR_NONE : ERROR_DATA);
        assert_int_equal(error.offset, between ? 0 : size < second ? 24 : second);
        reader_close(reader);
    }
    buffer_free(&file);
}

static void test_damaged(void **state) {
    (void)state;
    struct buffer file = {0};
    struct error error;
    enum read_result end;
    add_savefile(&file, LITTLE, 0xa1b2c3d4, 1);
    add_record(&file, LITTLE, 1, 1, SLICE("good"), 4);
    size_t bad = file.size;
    add_record(&file, LITTLE, 1, 1, SLICE("bad"), 3);
    memcpy(file.data + bad + 8, "\x01\x00\x04\x00", 4); /* 262,145 octets */
    struct reader *reader = octets_open(buffer_slice(&file), &error);
    assert_non_null(reader);
    assert_int_equal(packets_count(reader, &end, &error), 1);
    assert_int_equal(end, READ_ERROR);
    assert_int_equal(error.kind, ERROR_DATA);
    assert_int_equal(error.offset, bad);
    assert_string_equal(error.text, "is damaged: a packet of 262145 octets");
    reader_close(reader);

    file.data[4] = 3;
    assert_null(octets_open(buffer_slice(&file), &error));
    assert_int_equal(error.kind, ERROR_DATA);
    buffer_free(&file);
}

/* A larger snap length allows larger packets, which make the block grow. */
static void test_large_packet(void **state) {
    (void)state;
    struct buffer file = {0};
    struct error error;
    struct buffer large = {0};
    add_filler(&large, 1000000, 'l');
    add_savefile(&file, LITTLE, 0xa1b2c3d4, 1);
    memcpy(file.data + 16, "\x40\x42\x0f\x00", 4); /* 1,000,000 */
    add_record(&file, LITTLE, 1, 1, SLICE("small"), 5);
    add_record(&file, LITTLE, 1, 1, buffer_slice(&large), 1000000);
    add_record(&file, LITTLE, 1, 1, SLICE("small"), 5);
    struct reader *reader = octets_open(buffer_slice(&file), &error);
    assert_non_null(reader);
    assert_octets(packet_next(reader).octets, SLICE("small"));
    assert_octets(packet_next(reader).octets, buffer_slice(&large));
    assert_octets(packet_next(reader).octets, SLICE("small"));
    reader_close(reader);
    buffer_free(&large);
    buffer_free(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_variants),  cmocka_unit_test(test_modified),
        cmocka_unit_test(test_link_type), cmocka_unit_test(test_every_prefix),
        cmocka_unit_test(test_damaged),   cmocka_unit_test(test_large_packet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
