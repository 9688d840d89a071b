/* The index over captures: its rows, where they come from, and what cannot be opened. */
#include "index/index.h"

#include "capture_bytes.h"
#include "indexed.h"

#include "protocol/registry.h"

static const struct transcript_options whole = WHOLE;
static const struct index_opening again = {.transcript = WHOLE};

static void a_row_tells_what_its_packets_hold(void **state) {
    (void)state;
    struct index *index = open_index("samples/pop3.pcap", &(struct index_options){0});
    read_all(index, 1);
    struct index_row *row = index_take(index);
    assert_non_null(row);
    assert_true(row->done);
    assert_true(row->summary->whole);
    assert_ptr_equal(row->summary->protocol, &pop3_protocol);
    assert_int_equal(row->summary->packets, index_totals(index).packets);
    assert_true(moment_before(row->summary->start, row->summary->end));
    assert_true(row->summary->octets[SIDE_SERVER] > 0);
    assert_int_equal(row->summary->server.port, 110);
    assert_null(row->transcript);
    assert_null(index_take(index));
    index_release(index, row);
    index_free(index);
}

static void rules_have_the_last_word(void **state) {
    (void)state;
    static const struct port_rule none[] = {{110, NULL}}, smtp[] = {{110, &smtp_protocol}};
    struct index *index =
        open_index("samples/pop3.pcap", &(struct index_options){.rules = none, .rule_count = 1});
    read_all(index, 100);
    assert_null(index_take(index));
    assert_int_equal(index_totals(index).not_mail, 1);
    index_free(index);

    index =
        open_index("samples/pop3.pcap", &(struct index_options){.rules = smtp, .rule_count = 1});
    read_all(index, 100);
    struct index_row *row = index_take(index);
    assert_non_null(row);
    assert_ptr_equal(row->summary->protocol, &smtp_protocol);
    index_release(index, row);
    index_free(index);
}

/* At the end of a capture connections that are still open become rows step by step, so that many of
 * them need not be in memory all at once. */
static void rows_of_open_connections_can_be_taken_one_by_one(void **state) {
    (void)state;
    static const char *const sources[] = {"tests/captures/attempt-ports-again.pcap",
                                          "tests/captures/attempt-silent.pcap"};
    struct error error = {0};
    struct index *index = index_new(sources, 2, &(struct index_options){0}, &error);
    assert_non_null(index);
    size_t most = 0, all = 0;
    uint64_t packets = 0;
    for (enum index_progress progress = INDEX_MORE; progress == INDEX_MORE;) {
        progress = index_step(index, 1, &error);
        size_t count = 0;
        for (struct index_row *row; (row = index_take(index)) != NULL; count++)
            index_release(index, row);
        bool closing = index_totals(index).packets == packets;
        packets = index_totals(index).packets;
        all += closing ? count : 0;
        most = closing && count > most ? count : most;
    }
    assert_int_equal(error.kind, ERROR_NONE);
    assert_true(all > 1);
    assert_true(most < all);
    index_free(index);
}

static void rows_that_nobody_took_are_freed(void **state) {
    (void)state;
    struct error error = {0};
    struct index_options options = {.transcripts = &whole};
    struct index *index = open_index("samples/pop3.pcap", &options);
    assert_int_equal(index_step(index, 20, &error), INDEX_MORE);
    index_free(index);
    index = open_index("samples/pop3.pcap", &options);
    read_all(index, 1000);
    index_free(index);
    index_free(NULL);
}

static void what_cannot_be_opened_is_told(void **state) {
    (void)state;
    struct error error = {0};
    static const char *const none[] = {"samples/there-is-none.pcap", "samples/pop3.pcap"};
    assert_null(index_new(none, 1, &(struct index_options){0}, &error));
    assert_int_equal(error.kind, ERROR_INPUT);

    error = (struct error){0};
    struct index *index = open_index("samples/pop3.pcap", &(struct index_options){0});
    read_all(index, 1000);
    assert_null(index_open(index, 0, &again, &error)); /* no places were kept */
    assert_int_equal(error.kind, ERROR_INTERNAL);
    index_free(index);
}

static void rows_know_their_source(void **state) {
    (void)state;
    static const char *const names[] = {"samples/pop3.pcap", "samples/none.pcap",
                                        "samples/one-refused.pcap"};
    struct error error = {0}, ignored = {0};
    struct index *index = index_new(names, 3, &(struct index_options){.keep_places = true}, &error);
    assert_non_null(index);
    enum index_progress progress;
    size_t failures = 0;
    while ((progress = index_step(index, 50, failures ? &ignored : &error)) != INDEX_END)
        failures += progress == INDEX_ERROR;
    assert_int_equal(failures, 1);
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_string_equal(error.file, names[1]);
    assert_int_equal(index_count(index), 2);
    for (size_t n = 0; n < 2; n++) {
        const struct index_row *row = index_row_at(index, n);
        struct index_row *opened = index_open(index, n, &again, &error);
        assert_string_equal(index_source_name(index, row->source), names[n ? 0 : 2]);
        assert_non_null(opened);
        assert_true(transcript_count(opened->transcript) > 5);
        index_close(opened);
    }
    index_free(index);
}

/* What a screen shows of a session that goes on. */
static void a_row_that_grows_tells_its_times_and_packets(void **state) {
    struct index *index =
        open_index("samples/pop3.pcap", &(struct index_options){.keep_places = true});
    struct error error = {0};
    uint64_t packets = 0;
    size_t grown = 0;
    (void)state;
    while (index_step(index, 1, &error) == INDEX_MORE) {
        const struct index_row *row = index_row_at(index, 0);
        if (!row || row->done)
            continue;
        assert_true(row->summary->start.ns > 0);
        assert_true(moment_since(row->summary->end, row->summary->start) >= 0);
        grown += row->summary->packets > packets;
        packets = row->summary->packets;
    }
    assert_true(grown > 10);
    index_free(index);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_tells_what_its_packets_hold),
        cmocka_unit_test(rules_have_the_last_word),
        cmocka_unit_test(rows_of_open_connections_can_be_taken_one_by_one),
        cmocka_unit_test(rows_that_nobody_took_are_freed),
        cmocka_unit_test(what_cannot_be_opened_is_told),
        cmocka_unit_test(rows_know_their_source),
        cmocka_unit_test(a_row_that_grows_tells_its_times_and_packets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
