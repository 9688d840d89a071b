/* The index over real captures: the samples, and those in ../shared where they are. */
#include "index/index.h"

#include "capture_bytes.h"
#include "event_equal.h"

#include "protocol/registry.h"
#include "report/report.h"
#include "tls/key_log.h"

#include <glob.h>
#include <poll.h>

#define WHOLE                                                                                      \
    { .preview = SIZE_MAX, .digest = true }

static const struct transcript_options whole = WHOLE;
static const struct index_opening again = {.transcript = WHOLE};

static struct index *open_files(const char *const *sources, size_t count,
                                const struct index_options *options) {
    struct error error = {0};
    struct index *index = index_new(sources, count, options, &error);
    if (!index)
        print_error("%s: %s\n", sources[0], error.text);
    assert_non_null(index);
    return index;
}

static struct index *open_index(const char *source, const struct index_options *options) {
    return open_files(&source, 1, options);
}

/* Reads to the end in steps of `budget`; a capture may be cut short. */
static void read_all(struct index *index, size_t budget) {
    struct error error = {0};
    while (index_step(index, budget, &error) == INDEX_MORE)
        continue;
}

static void file_read(const char *name, struct buffer *octets) {
    uint8_t part[4096];
    size_t size;
    FILE *file = fopen(name, "rb");
    assert_non_null(file);
    while ((size = fread(part, 1, sizeof part, file)) > 0)
        add(octets, slice_of(part, size));
    assert_int_equal(fclose(file), 0);
}

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

static void compare_entries(const char *source, uint64_t id, const struct transcript *streamed,
                            const struct transcript *opened) {
    assert_true(transcript_whole(streamed) && transcript_whole(opened));
    if (transcript_count(streamed) != transcript_count(opened))
        fail_msg("%s session %llu: %zu events, opened again %zu", source, (unsigned long long)id,
                 transcript_count(streamed), transcript_count(opened));
    for (size_t n = 0; n < transcript_count(streamed); n++) {
        const char *field = entry_difference(transcript_at(streamed, n), transcript_at(opened, n));
        if (field)
            fail_msg("%s session %llu event %zu: %s differs when opened again", source,
                     (unsigned long long)id, n, field);
    }
}

/* Rows that are kept have what is found at the end as well, behind all else. */
static bool same_findings(const struct summary *streamed, const struct summary *opened,
                          size_t late) {
    bool same = streamed->finding_count + late == opened->finding_count;
    for (size_t i = 0; same && i < streamed->finding_count; i++)
        same = streamed->findings[i].fact == opened->findings[i].fact &&
               streamed->findings[i].event == opened->findings[i].event &&
               slice_equal(streamed->findings[i].summary, opened->findings[i].summary);
    return same;
}

static size_t count_late(struct index *index, uint64_t id) {
    size_t count, times = 0;
    const struct late_finding *late = index_late(index, &count);
    for (size_t i = 0; i < count; i++)
        times += late[i].session.id == id;
    return times;
}

static void compare_rows(const char *source, const struct index_row *streamed,
                         const struct index_row *opened, size_t late) {
    const struct summary *a = streamed->summary, *b = opened->summary;
    bool same = streamed->id == opened->id && streamed->stream == opened->stream &&
                streamed->source == opened->source && a->start.ns == b->start.ns &&
                a->end.ns == b->end.ns && a->packets == b->packets && a->ending == b->ending &&
                a->verdict == b->verdict && a->last_code == b->last_code &&
                a->transaction_count == b->transaction_count &&
                memcmp(a->timing, b->timing, sizeof *a->timing) == 0;
    if (!same || !same_findings(a, b, late))
        fail_msg("%s session %llu: the row differs when opened again", source,
                 (unsigned long long)streamed->id);
}

/* Every session, opened again from its packets alone, gives the same row, events and findings. */
static void compare_with_opened(const char *const *sources, size_t files) {
    const char *source = sources[0];
    struct error error = {0};
    struct diagnoser *thorough =
        diagnoser_new(&(struct diagnosis_options){.header = true, .content = true}, &error);
    struct diagnoser *quick = diagnoser_new(&(struct diagnosis_options){.header = true}, &error);
    const struct index_opening how = {.transcript = WHOLE, .diagnoser = thorough};
    struct index *keeping =
        open_files(sources, files,
                   &(struct index_options){.keep_places = true, .brief = true, .diagnoser = quick});
    struct index *streaming = open_files(
        sources, files, &(struct index_options){.transcripts = &whole, .diagnoser = thorough});
    struct index_row *row;
    read_all(keeping, 7);
    read_all(streaming, SIZE_MAX);
    size_t count = 0;
    while ((row = index_take(streaming)) != NULL) {
        const struct index_row *kept = index_row_at(keeping, count++);
        assert_non_null(kept);
        assert_true(kept->done);
        assert_int_equal(kept->id, row->id);
        assert_int_equal(kept->stream, row->stream);
        struct index_row *opened = index_open(keeping, (size_t)row->id, &how, &error);
        assert_non_null(opened);
        compare_entries(source, row->id, row->transcript, opened->transcript);
        compare_rows(source, row, opened, count_late(keeping, row->id));
        index_close(opened);
        index_release(streaming, row);
    }
    assert_int_equal(index_count(keeping), count);
    struct index_totals totals = index_totals(streaming);
    assert_int_equal(totals.sessions + totals.attempts, count);
    assert_int_equal(totals.flows, count + totals.not_mail);
    assert_int_equal(totals.done, count);
    index_free(keeping);
    index_free(streaming);
    diagnoser_free(thorough);
    diagnoser_free(quick);
}

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

static void compare_all(const char *pattern, void (*compare)(const char *source)) {
    glob_t captures;
    if (glob(pattern, 0, NULL, &captures) != 0) {
        print_message("%s: not there\n", pattern);
        skip();
    }
    for (size_t i = 0; i < captures.gl_pathc; i++)
        compare(captures.gl_pathv[i]);
    globfree(&captures);
}

static void compare_one_with_opened(const char *source) {
    compare_with_opened(&source, 1);
}

static void opened_samples_say_the_same(void **state) {
    (void)state;
    compare_all("samples/*.pcap*", compare_one_with_opened);
}

/* What is found by what other sessions did is found by all, whether rows are given away or kept. */
static void sessions_judged_together_say_the_same(void **state) {
    static const char *const ids[] = {"retry-too-fast", "duplicate-risk", "msg-backscatter",
                                      "pop3-uidl-changed", "greylist-no-retry"};
    static const char source[] = "tests/captures/several-sessions.pcap";
    struct error error = {0};
    struct diagnoser *diagnoser =
        diagnoser_new(&(struct diagnosis_options){.header = true, .content = true}, &error);
    struct index *index =
        open_index(source, &(struct index_options){.keep_places = true, .diagnoser = diagnoser});
    size_t found = 0;
    (void)state;
    read_all(index, 1);
    for (size_t n = 0; n < index_count(index); n++) {
        const struct summary *summary = index_row_at(index, n)->summary;
        for (size_t i = summary->finding_count - summary->across; i < summary->finding_count; i++)
            for (size_t j = 0; j < sizeof ids / sizeof *ids; j++)
                found += strcmp(ids[j], summary->findings[i].fact->fact.id) == 0;
    }
    assert_int_equal(found, sizeof ids / sizeof *ids);
    assert_int_equal(count_late(index, 0), 1);
    index_free(index);
    diagnoser_free(diagnoser);
    compare_one_with_opened(source);
}

/* A connection that stands still does not keep others from being judged, where nobody waits for
 * turns. */
static void what_goes_on_holds_up_nobody_for_long(void **state) {
    struct buffer octets = {0};
    file_read("tests/captures/lmtp.pcap", &octets);
    char *begun = file_write(slice_first(buffer_slice(&octets), 1000));
    const char *const sources[] = {begun, "tests/captures/several-sessions.pcap"};
    struct error error = {0};
    struct diagnoser *diagnoser =
        diagnoser_new(&(struct diagnosis_options){.header = true}, &error);
    const struct index_options how = {.keep_places = true, .follow = true, .diagnoser = diagnoser};
    struct index *index = open_files(sources, 2, &how);
    size_t open = 0, across = 0, waited = 0;
    (void)state;
    while (index_totals(index).done < 8 && waited++ < 100)
        if (index_step(index, SIZE_MAX, &error) == INDEX_WAIT)
            (void)poll(NULL, 0, 50); /* after a second connections that ended are over */
    for (size_t n = 0; n < index_count(index); n++) {
        open += !index_row_at(index, n)->done;
        across += index_row_at(index, n)->summary->across;
    }
    assert_true(open > 0);
    assert_int_equal(across, 3);
    index_free(index);
    diagnoser_free(diagnoser);
    file_remove(begun);
    buffer_free(&octets);
}

static void opened_captures_say_the_same(void **state) {
    (void)state;
    compare_all("../shared/captures/*.pcap*", compare_one_with_opened);
}

static void brief_samples_are_listed_alike(void **state) {
    (void)state;
    compare_all("samples/*.pcap*", compare_brief);
}

static void brief_captures_are_listed_alike(void **state) {
    (void)state;
    compare_all("../shared/captures/*.pcap*", compare_brief);
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

/* The capture without its secrets, and these. */
static void take_secrets(const char *name, struct key_ring *ring, FILE *sealed) {
    enum { SECRETS_BLOCK = 10, BLOCK_HEADER = 8, SECRETS_HEADER = 16 };
    struct buffer octets = {0};
    file_read(name, &octets);
    for (size_t at = 0; at < octets.size;) {
        uint32_t type = read_le32(octets.data + at), size = read_le32(octets.data + at + 4);
        struct key_log log = {0};
        if (type != SECRETS_BLOCK) {
            assert_int_equal(fwrite(octets.data + at, 1, size, sealed), size);
        } else {
            uint32_t length = read_le32(octets.data + at + BLOCK_HEADER + 4);
            assert_true(
                key_log_read(&log, slice_of(octets.data + at + SECRETS_HEADER, length), ring));
            key_log_end(&log, ring);
        }
        at += size;
    }
    buffer_free(&octets);
}

/* A row that was sealed is read when its keys come, and no other is. */
static void keys_may_come_later(void **state) {
    char name[] = "/tmp/sealed-XXXXXX";
    struct key_ring *later = key_ring_new(), *ring = key_ring_new();
    FILE *sealed = fdopen(mkstemp(name), "wb");
    (void)state;
    assert_non_null(sealed);
    take_secrets("tests/captures/decrypted-1.3.pcapng", later, sealed);
    fclose(sealed);
    struct index *index =
        open_index(name, &(struct index_options){.keep_places = true, .keys = ring});
    read_all(index, 100);
    const struct index_row *row = index_row_at(index, 0);
    assert_false(row->summary->decrypted);
    assert_true(row->summary->has_tls_random);
    assert_false(index_decrypt(index, 0));
    const struct key_entry *entry =
        key_ring_find(later, slice_of(row->summary->tls_random, sizeof row->summary->tls_random));
    assert_non_null(entry);
    for (int label = 0; label < KEY_LABELS; label++)
        (void)key_ring_add(ring, slice_of(entry->random, TLS_RANDOM), (enum key_label)label,
                           slice_of(entry->secrets[label].octets, entry->secrets[label].size));
    assert_true(index_decrypt(index, 0));
    assert_true(row->summary->decrypted);
    assert_int_equal(row->summary->transaction_count, 1);
    assert_false(index_decrypt(index, 0)); /* once is enough */
    assert_false(index_decrypt(index, 1)); /* there is no such row */
    index_free(index);
    key_ring_free(ring);
    key_ring_free(later);
    remove(name);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opened_samples_say_the_same),
        cmocka_unit_test(sessions_judged_together_say_the_same),
        cmocka_unit_test(what_goes_on_holds_up_nobody_for_long),
        cmocka_unit_test(opened_captures_say_the_same),
        cmocka_unit_test(opened_across_files_says_the_same),
        cmocka_unit_test(brief_samples_are_listed_alike),
        cmocka_unit_test(brief_captures_are_listed_alike),
        cmocka_unit_test(details_are_left_out_of_a_brief_summary),
        cmocka_unit_test(a_row_tells_what_its_packets_hold),
        cmocka_unit_test(rules_have_the_last_word),
        cmocka_unit_test(rows_that_nobody_took_are_freed),
        cmocka_unit_test(what_cannot_be_opened_is_told),
        cmocka_unit_test(rows_know_their_source),
        cmocka_unit_test(a_row_that_grows_tells_its_times_and_packets),
        cmocka_unit_test(keys_may_come_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
