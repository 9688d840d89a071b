/* The reader as its callers see it: what cannot be opened, and packets that straddle blocks. */
#include "capture_bytes.h"

#include <sys/stat.h>

static const struct no_capture {
    struct slice octets;
    const char *text;
} no_captures[] = {
    {{(const uint8_t *)"", 0}, "is empty"},
    {{(const uint8_t *)"a\n", 2}, "is no packet capture: begins with 61 0a"},
    {{(const uint8_t *)"220 mx.example ESMTP", 20},
     "is no packet capture: begins with 32 32 30 20 6d 78 2e 65"},
    {{(const uint8_t *)"PK\3\4\0\0", 6},
     "is no packet capture: begins with 50 4b 03 04 00 00, a ZIP archive"},
    {{(const uint8_t *)"\xd4\xc3\xb2\xa1\2\0", 6},
     "is cut: the record that begins here is not whole"},
};

static void test_no_capture(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof no_captures / sizeof *no_captures; i++) {
        struct error error;
        assert_null(octets_open(no_captures[i].octets, &error));
        assert_int_equal(error.kind, ERROR_DATA);
        assert_string_equal(error.text, no_captures[i].text);
        assert_true(error.has_offset);
        assert_int_equal(error.offset, 0);
        assert_int_not_equal(error.file[0], 0);
    }
}

/* "From heloise\n", compressed by gzip. */
static void test_gzip_of_something_else(void **state) {
    (void)state;
    struct buffer file = {0};
    struct error error;
    add_hex(&file, "1f8b08000000000002ff 01 0d00f2ff 46726f6d2068656c6f6973650a "
                   "00000000 0d000000");
    assert_null(octets_open(buffer_slice(&file), &error));
    assert_int_equal(error.kind, ERROR_DATA);
    assert_string_equal(
        error.text, "is gzip, but holds no packet capture: begins with 46 72 6f 6d 20 68 65 6c");
    buffer_free(&file);
}

static void assert_cannot_open(const char *name, const char *text) {
    struct error error = {0};
    assert_null(reader_open(name, NULL, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_string_equal(error.text, text);
    assert_string_equal(error.file, name);
    assert_false(error.has_offset);
}

static void test_cannot_open(void **state) {
    (void)state;
    assert_cannot_open("/nonexistent/file.pcap", "cannot be opened: No such file or directory");
    assert_cannot_open("/", "is a directory");
    if (geteuid() == 0)
        return; /* who may read everything cannot be refused */
    char *name = file_write(SLICE("x"));
    assert_int_equal(chmod(name, 0), 0);
    assert_cannot_open(name, "cannot be opened: Permission denied");
    file_remove(name);
}

/* Packets of many sizes over several blocks, each with octets of its own. */
enum { MANY = 3000 };

static size_t size_of(size_t n) {
    return n * 7919 % 1600;
}

static void add_many(struct buffer *file) {
    struct buffer octets = {0};
    add_savefile(file, LITTLE, 0xa1b2c3d4, 1);
    for (size_t n = 0; n < MANY; n++) {
        octets.size = 0;
        add_filler(&octets, size_of(n), (uint8_t)n);
        add_record(file, LITTLE, (uint32_t)n, 0, buffer_slice(&octets), (uint32_t)octets.size);
    }
    buffer_free(&octets);
}

static void assert_packet(const struct packet *packet, size_t n) {
    assert_int_equal(packet->number, n + 1);
    assert_int_equal(packet->at.ns, (int64_t)n * DURATION_SECOND);
    assert_int_equal(packet->octets.size, size_of(n));
    for (size_t i = 0; i < packet->octets.size; i++)
        assert_int_equal(packet->octets.data[i], (uint8_t)n);
}

/* Reading again, here and there, disturbs nothing. */
static void test_blocks_and_seek(void **state) {
    (void)state;
    struct buffer file = {0};
    struct error error = {0};
    struct packet packet;
    uint64_t records[MANY];
    add_many(&file);
    struct reader *reader = octets_open(buffer_slice(&file), &error);
    assert_non_null(reader);
    assert_true(reader_seekable(reader));
    assert_int_equal(reader_size(reader), file.size);
    for (size_t n = 0; n < MANY; n++) {
        packet = packet_next(reader);
        assert_packet(&packet, n);
        records[n] = packet.record;
        if (n % 5)
            continue;
        assert_true(reader_seek(reader, records[n / 2], n / 2 + 1, &packet, &error));
        assert_packet(&packet, n / 2);
    }
    assert_int_equal(reader_next(reader, &packet, &error), READ_END);
    assert_int_equal(reader_position(reader), file.size);
    assert_false(reader_seek(reader, file.size, 1, &packet, &error));
    assert_int_equal(error.kind, ERROR_IO);
    reader_close(reader);
    buffer_free(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_capture),
        cmocka_unit_test(test_gzip_of_something_else),
        cmocka_unit_test(test_cannot_open),
        cmocka_unit_test(test_blocks_and_seek),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
