#include "opened_again.h"

#include "capture_bytes.h"
#include "event_equal.h"

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

size_t count_late(struct index *index, uint64_t id) {
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

void compare_with_opened(const char *const *sources, size_t files) {
    const char *source = sources[0];
    static const struct transcript_options whole = WHOLE;
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

void compare_one_with_opened(const char *source) {
    compare_with_opened(&source, 1);
}
