/* Brief summaries, which lists and statistics are made of: they lack details, and nothing that such
 * reports print. The samples, and the captures in ../shared where they are. */
#include "capture_bytes.h"
#include "indexed.h"

#include "report/report.h"

/* What a text report says of all sessions. */
static struct writer list_text_of(const char *source, enum report_kind kind, bool brief) {
    static const struct report_options how = {.time = TIME_UTC};
    struct writer writer = writer_to(WRITER_MEMORY);
    struct error error = {0};
    struct report *report = report_new(kind, FORMAT_TEXT, &how, &writer, &error);
    struct index *index = open_index(source, &(struct index_options){.brief = brief});
    struct index_row *row;
    assert_non_null(report);
    read_all(index, SIZE_MAX);
    while ((row = index_take(index)) != NULL) {
        report_session(report, row, NULL);
        index_release(index, row);
    }
    report_end(report, &(struct report_totals){.sessions = index_totals(index).sessions});
    report_free(report);
    index_free(index);
    return writer;
}

/* Lists and statistics in text need nothing that a brief summary leaves out. */
static void compare_brief(const char *source) {
    static const enum report_kind kinds[] = {REPORT_LIST, REPORT_TRANSACTIONS, REPORT_STATISTICS};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct writer whole_text = list_text_of(source, kinds[i], false);
        struct writer brief_text = list_text_of(source, kinds[i], true);
        if (!slice_equal(buffer_slice(&whole_text.buffer), buffer_slice(&brief_text.buffer)))
            fail_msg("%s: report %zu says something else of brief summaries", source, i);
        writer_free(&whole_text);
        writer_free(&brief_text);
    }
}

static void brief_samples_are_listed_alike(void **state) {
    (void)state;
    each_capture("samples/*.pcap*", compare_brief);
}

static void brief_captures_are_listed_alike(void **state) {
    (void)state;
    each_capture("../shared/captures/*.pcap*", compare_brief);
}

/* The first session of a capture. */
static struct index_row *take_row(struct index **index, const char *source, bool brief) {
    *index = open_index(source, &(struct index_options){.brief = brief});
    read_all(*index, SIZE_MAX);
    struct index_row *row = index_take(*index);
    assert_non_null(row);
    assert_true(row->summary->transaction_count > 0);
    return row;
}

static void details_are_left_out_of_a_brief_summary(void **state) {
    (void)state;
    struct index *index;
    struct index_row *row = take_row(&index, "samples/bounce.pcap", false);
    const struct transaction *transaction = row->summary->transactions;
    assert_true(row->summary->extension_count > 0);
    assert_true(row->summary->software.size > 0);
    assert_true(transaction->parameter_count > 0);
    assert_true(transaction->reply.size > 0);
    assert_true(transaction->queue_id.size > 0);
    assert_true(transaction->message.date.size > 0);
    assert_true(transaction->message.message_id.size > 0);
    index_release(index, row);
    index_free(index);

    row = take_row(&index, "samples/bounce.pcap", true);
    transaction = row->summary->transactions;
    assert_int_equal(row->summary->extension_count, 0);
    assert_int_equal(row->summary->software.size, 0);
    assert_int_equal(transaction->parameter_count, 0);
    assert_int_equal(transaction->reply.size, 0);
    assert_int_equal(transaction->queue_id.size, 0);
    assert_int_equal(transaction->message.date.size, 0);
    assert_int_equal(transaction->message.message_id.size, 0);
    assert_true(transaction->has_sender);
    assert_true(transaction->recipient_count > 0);
    index_release(index, row);
    index_free(index);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brief_samples_are_listed_alike),
        cmocka_unit_test(brief_captures_are_listed_alike),
        cmocka_unit_test(details_are_left_out_of_a_brief_summary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
