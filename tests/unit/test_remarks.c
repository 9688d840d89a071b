/* Comments on packets, and the events that they are about: written with a session, read back with
 * it. */
#include "index/remarks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture/capture_writer.h"
#include "index/export.h"
#include "indexed.h"

/* Commands that were sent together: several events to a packet. */
static const char source[] = "samples/pipelining.pcap";

static struct index_row *open_row(struct index *index) {
    const struct index_opening how = {.transcript = WHOLE};
    struct error error = {0};
    struct index_row *row = index_open(index, 0, &how, &error);
    assert_non_null(row);
    return row;
}

/* A comment for every event, "event N". */
static void write_commented(struct index *index, struct writer *out) {
    struct index_export *export = index_export_new(index, out);
    struct index_row *row = open_row(index);
    struct writer text = writer_to(WRITER_MEMORY);
    struct error error = {0};
    assert_true(index_export_add(export, 0, true, &error));
    for (uint32_t n = 0; n < transcript_count(row->transcript); n++) {
        char words[32];
        const struct remark_place place = remark_place(row->transcript, n);
        if (place.packet == 0)
            continue;
        (void)snprintf(words, sizeof words, "event %u", (unsigned)n);
        text.buffer.size = 0;
        remark_write(&place, slice_string(words), &text);
        assert_true(index_export_comment(export, 0, place.packet, buffer_slice(&text.buffer)));
    }
    while (index_export_step(export, 64, &error) == EXPORT_MORE)
        continue;
    assert_true(writer_flush(out));
    index_export_free(export);
    index_close(row);
    writer_free(&text);
}

static void assert_comments(struct index *index) {
    struct index_row *row = open_row(index);
    size_t found = 0;
    for (uint32_t n = 0; n < transcript_count(row->transcript); n++) {
        struct slice text;
        char words[32];
        if (remark_place(row->transcript, n).packet == 0)
            continue;
        (void)snprintf(words, sizeof words, "event %u", (unsigned)n);
        assert_true(index_comment(index, row, n, 0, &text));
        assert_true(slice_equal(text, slice_string(words)));
        assert_false(index_comment(index, row, n, 1, &text));
        found++;
    }
    assert_true(found > 10);
    index_close(row);
}

static void each_event_has_its_own_again(void **state) {
    const struct index_options options = {.keep_places = true};
    char once[] = "/tmp/heloise-remarks-XXXXXX", twice[] = "/tmp/heloise-remarks-XXXXXX";
    struct writer out = writer_to(mkstemp(once)), more = writer_to(mkstemp(twice));
    (void)state;
    struct index *index = open_index(source, &options);
    read_all(index, 7);
    write_commented(index, &out);
    index_free(index);
    index = open_index(once, &options);
    read_all(index, 7);
    assert_comments(index);
    struct index_export *export = index_export_new(index, &more); /* as -w does */
    struct error error = {0};
    assert_true(index_export_add(export, 0, true, &error));
    while (index_export_step(export, 64, &error) == EXPORT_MORE)
        continue;
    assert_true(writer_flush(&more));
    index_export_free(export);
    index_free(index);
    index = open_index(twice, &options);
    read_all(index, 1000);
    assert_comments(index);
    index_free(index);
    (void)close(out.fd);
    (void)close(more.fd);
    writer_free(&out);
    writer_free(&more);
    (void)unlink(once);
    (void)unlink(twice);
}

/* Comments on packets between events belong to what was said before. */
static void other_packets_belong_to_the_event_before(void **state) {
    const struct index_options options = {.keep_places = true};
    (void)state;
    struct index *index = open_index(source, &options);
    read_all(index, 100);
    struct index_row *row = open_row(index);
    uint64_t last = 0;
    for (uint32_t n = 0; n < transcript_count(row->transcript); n++) {
        uint64_t packet = remark_place(row->transcript, n).packet;
        struct slice text = SLICE("2 of 99: no such event");
        last = packet > last ? packet : last;
        if (packet > 0)
            assert_int_equal(
                remark_place(row->transcript, remark_event(row->transcript, packet, &text)).nth, 1);
        assert_true(slice_starts(text, SLICE("2 of 99"))); /* that is its text, then */
    }
    struct slice text = SLICE("behind all");
    uint32_t event = remark_event(row->transcript, last + 100, &text);
    assert_int_equal(remark_place(row->transcript, event).packet, last);
    index_close(row);
    index_free(index);
}

/* The capture without its first packets, with a comment on each that is left. Returns how many. */
static size_t write_from_the_middle(struct writer *out) {
    enum { SKIPPED = 4 };
    const struct slice comment = SLICE("seen");
    struct capture_writer capture;
    struct packet packet;
    struct error error = {0};
    size_t count = 0;
    struct reader *reader = reader_open(source, NULL, &error);
    assert_non_null(reader);
    capture_writer_begin(&capture, out);
    while (reader_next(reader, &packet, &error) == READ_PACKET)
        if (++count > SKIPPED)
            assert_true(capture_writer_add_commented(&capture, &packet, &comment, 1));
    assert_true(writer_flush(out));
    reader_close(reader);
    return count - SKIPPED;
}

/* Packets that are held until it is known where their streams start keep theirs. */
static void none_is_lost_in_the_middle(void **state) {
    const struct index_options options = {.keep_places = true};
    char name[] = "/tmp/heloise-remarks-XXXXXX";
    struct writer out = writer_to(mkstemp(name));
    const struct remark *remark = NULL;
    size_t found = 0, written = write_from_the_middle(&out);
    (void)state;
    struct index *index = open_index(name, &options);
    read_all(index, 7);
    while ((remark = index_remark(index, index_row_at(index, 0), remark)) != NULL)
        assert_int_equal(remark->packet, ++found);
    assert_int_equal(found, written);
    index_free(index);
    (void)close(out.fd);
    writer_free(&out);
    (void)unlink(name);
}

/* Far more than are kept, on packets that never come and on those of many flows. */
static void there_are_bounds(void **state) {
    struct remarks remarks = {.count = 0};
    (void)state;
    for (uint64_t n = 1; n < 1000; n++)
        remarks_await(&remarks, 0, n, SLICE("never comes"));
    assert_int_equal(remarks.awaited_count, REMARKS_AWAITED);
    remarks_pass(&remarks, 1, 1000);
    assert_int_equal(remarks.awaited_count, REMARKS_AWAITED);
    remarks_pass(&remarks, 0, 1000);
    assert_int_equal(remarks.awaited_count, 0);
    for (uint64_t n = 1; n < REMARKS_MOST + 1000; n++) {
        remarks_await(&remarks, 0, n, SLICE("text"));
        remarks_await(&remarks, 0, n, SLICE("text"));
        remarks_take(&remarks, 20000 - n % 20000, 0, n);
    }
    assert_int_equal(remarks.count, REMARKS_MOST);
    assert_non_null(remarks_first(&remarks, 19999));
    assert_null(remarks_first(&remarks, 20001));
    remarks_free(&remarks);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_event_has_its_own_again),
        cmocka_unit_test(other_packets_belong_to_the_event_before),
        cmocka_unit_test(none_is_lost_in_the_middle),
        cmocka_unit_test(there_are_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
