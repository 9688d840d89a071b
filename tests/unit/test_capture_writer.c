/* What is written as a capture is read back as it was. */
#include "capture/capture_writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct packet packet_of(int64_t at, uint16_t link_type, const char *octets, uint32_t cut) {
    struct slice slice = slice_string(octets);
    return (struct packet){.at = {at},
                           .link_type = link_type,
                           .octets = slice,
                           .wire_size = (uint32_t)slice.size + cut};
}

static void a_capture_is_read_back(void **state) {
    char path[] = "/tmp/heloise-writer-XXXXXX";
    const struct packet packets[] = {
        packet_of(INT64_C(1700000000123456789), 1, "a", 0),
        packet_of(INT64_C(1700000000123456790), 1, "four", 7),
        packet_of(INT64_C(1700000001000000000), 101, "", 0),
        packet_of(INT64_C(1699999999000000000), 1, "goes back in time", 0),
    };
    enum { COUNT = sizeof packets / sizeof *packets };
    struct writer out = writer_to(mkstemp(path));
    struct capture_writer capture;
    struct error error = {0};
    struct packet packet = {.number = 0};
    (void)state;
    capture_writer_begin(&capture, &out);
    for (size_t i = 0; i < COUNT; i++)
        assert_true(capture_writer_add(&capture, &packets[i]));
    assert_int_equal(capture.interfaces, 2);
    assert_true(writer_flush(&out));
    (void)close(out.fd);
    writer_free(&out);
    struct reader *reader = reader_open(path, NULL, &error);
    assert_non_null(reader);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(reader_next(reader, &packet, &error), READ_PACKET);
        assert_true(packet.at.ns == packets[i].at.ns);
        assert_int_equal(packet.link_type, packets[i].link_type);
        assert_int_equal(packet.wire_size, packets[i].wire_size);
        assert_true(slice_equal(packet.octets, packets[i].octets));
    }
    assert_int_equal(reader_next(reader, &packet, &error), READ_END);
    reader_close(reader);
    (void)unlink(path);
}

/* Comments stand on their packets, and one that is too long is cut between characters. */
static void comments_are_read_back(void **state) {
    char path[] = "/tmp/heloise-writer-XXXXXX";
    struct packet packet = packet_of(INT64_C(1700000000123456789), 1, "octets", 0);
    struct buffer large = {0};
    struct writer out = writer_to(mkstemp(path));
    struct capture_writer capture;
    struct error error = {0};
    (void)state;
    for (size_t i = 0; i < 50000; i++)
        assert_true(buffer_add(&large, SLICE("\u00e9")));
    const struct slice comments[] = {SLICE("one"), SLICE(""), buffer_slice(&large)};
    capture_writer_begin(&capture, &out);
    assert_true(capture_writer_add(&capture, &packet));
    assert_true(capture_writer_add_commented(&capture, &packet, comments, 3));
    assert_true(capture_writer_add(&capture, &packet));
    assert_true(writer_flush(&out));
    (void)close(out.fd);
    writer_free(&out);
    struct reader *reader = reader_open(path, NULL, &error);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(reader_next(reader, &packet, &error), READ_PACKET);
    assert_int_equal(reader_next(reader, &packet, &error), READ_END);
    assert_int_equal(reader_note_count(reader), 3);
    for (size_t i = 0; i < 3; i++) {
        const struct reader_note *note = reader_note_at(reader, i);
        assert_int_equal(note->packet, 2);
        assert_true(slice_starts(comments[i], note->octets));
    }
    assert_int_equal(reader_note_at(reader, 2)->octets.size, 65532);
    reader_close(reader);
    buffer_free(&large);
    (void)unlink(path);
}

static void there_are_not_too_many_link_types(void **state) {
    struct writer out = writer_to(WRITER_MEMORY);
    struct capture_writer capture;
    (void)state;
    capture_writer_begin(&capture, &out);
    for (uint16_t type = 0; type < CAPTURE_LINK_TYPES; type++) {
        struct packet packet = packet_of(0, type, "x", 0);
        assert_true(capture_writer_add(&capture, &packet));
    }
    struct packet packet = packet_of(0, 1000, "x", 0);
    assert_false(capture_writer_add(&capture, &packet));
    writer_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_capture_is_read_back),
        cmocka_unit_test(comments_are_read_back),
        cmocka_unit_test(there_are_not_too_many_link_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
