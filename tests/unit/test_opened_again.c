/* A session that is opened again from its packets says what it said when the capture was read: the
 * samples, and the captures in ../shared where they are. */
#include "capture_bytes.h"
#include "opened_again.h"

/* Three packets of a savefile for each part in turn: flows go from file to file and back. */
static char *file_write_part(const char *name, struct slice octets, size_t part, size_t parts) {
    struct error error = {0};
    struct packet packet;
    struct buffer written = {0};
    struct reader *reader = reader_open(name, NULL, &error);
    assert_non_null(reader);
    add(&written, slice_first(octets, 24));
    for (size_t n = 0; reader_next(reader, &packet, &error) == READ_PACKET; n++)
        if (n / 3 % parts == part)
            add(&written, slice_part(octets, (size_t)packet.record, 16 + packet.octets.size));
    reader_close(reader);
    char *path = file_write(buffer_slice(&written));
    buffer_free(&written);
    return path;
}

static void opened_samples_say_the_same(void **state) {
    (void)state;
    each_capture("samples/*.pcap*", compare_one_with_opened);
}

static void opened_captures_say_the_same(void **state) {
    (void)state;
    each_capture("../shared/captures/*.pcap*", compare_one_with_opened);
}

/* A capture that was cut in the middle of its sessions: they are opened from several files. */
static void opened_across_files_says_the_same(void **state) {
    (void)state;
    enum { FILES = 4 };
    static const char *const names[] = {"samples/pop3.pcap", "samples/many-recipients.pcap",
                                        "tests/captures/fragments-ipv4.pcap"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        struct buffer octets = {0};
        char *cut[FILES];
        file_read(names[n], &octets);
        for (size_t i = 0; i < FILES; i++)
            cut[i] = file_write_part(names[n], buffer_slice(&octets), i, FILES);
        compare_with_opened((const char *const *)cut, FILES);
        for (size_t i = 0; i < FILES; i++)
            file_remove(cut[i]);
        buffer_free(&octets);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opened_samples_say_the_same),
        cmocka_unit_test(opened_captures_say_the_same),
        cmocka_unit_test(opened_across_files_says_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
