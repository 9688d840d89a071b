/* A session again: its packets alone go through a second builder, the same as in the forward pass,
 * so that the same events come out. */
#include <stdlib.h>

#include "index/carrier.h"
#include "index/index_inside.h"
#include "index/reread.h"

struct index_reopening {
    struct index *index; /* borrowed */
    size_t n;            /* the row */
    struct index_opening how;
    struct index_options options;
    struct tcp_options tcp_options;
    struct builder builder;
    struct reread packets;
    uint64_t count; /* of the row's packets, when it began */
};

static bool prepare(struct index_reopening *again) {
    struct index *index = again->index;
    again->options = index->options;
    again->options.keep_places = again->options.brief = false;
    again->options.transcripts = &again->how.transcript;
    again->options.diagnoser = again->how.diagnoser;
    again->tcp_options = carrier_tcp_options(&again->options);
    bool good = builder_init(&again->builder, &again->options) &&
                reread_begin(&again->packets, index, index->kept[again->n], &again->tcp_options,
                             &again->builder.sink);
    again->count = again->packets.cursor.left;
    again->builder.now = index->builder.now;
    return good;
}

struct index_reopening *index_reopen(struct index *index, size_t n, const struct index_opening *how,
                                     struct error *error) {
    if (n >= index->kept_count || !index->builder.places) {
        (void)error_set(error, ERROR_INTERNAL, "session %zu cannot be opened", n);
        return NULL;
    }
    struct index_reopening *again = calloc(1, sizeof *again);
    if (again) {
        again->index = index;
        again->n = n;
        again->how = *how;
        if (prepare(again))
            return again;
    }
    index_reopen_free(again);
    (void)error_memory(error);
    return NULL;
}

void index_reopen_free(struct index_reopening *again) {
    if (!again)
        return;
    reread_clear(&again->packets);
    builder_clear(&again->builder);
    free(again);
}

/* The only session, taken out of the builder, as the row that it is in the index. */
static struct index_row *take_row(struct index_reopening *again, struct error *error) {
    const struct index_row *kept = &again->index->kept[again->n]->shown;
    struct row *row = rows_first(&again->builder.rows);
    if (!row) {
        (void)error_set(error, ERROR_DATA, "the session is not there any more");
        return NULL;
    }
    rows_remove(&again->builder.rows, row);
    row->shown.id = kept->id;
    row->shown.stream = kept->stream;
    row->shown.source = kept->source;
    row->shown.done = kept->done;
    hear_opened(again->index, again->index->kept[again->n], row, again->how.diagnoser);
    return &row->shown;
}

/* All packets were read. */
static struct index_row *finish(struct index_reopening *again, struct error *error) {
    (void)tcp_finish(again->packets.tcp, SIZE_MAX);
    rows_finish(&again->builder.rows);
    if (!again->builder.broken)
        return take_row(again, error);
    (void)error_memory(error);
    return NULL;
}

enum reopen_progress index_reopen_step(struct index_reopening *again, size_t budget,
                                       struct index_row **opened, struct error *error) {
    enum reopen_progress progress = reread_step(&again->packets, budget, error);
    if (progress != REOPEN_DONE)
        return progress;
    *opened = finish(again, error);
    return *opened ? REOPEN_DONE : REOPEN_FAILED;
}

unsigned index_reopen_percent(const struct index_reopening *again) {
    uint64_t read = again->count - again->packets.cursor.left;
    return again->count > 0 ? (unsigned)(read * 100 / again->count) : 100;
}

struct index_row *index_open(struct index *index, size_t n, const struct index_opening *how,
                             struct error *error) {
    struct index_reopening *again = index_reopen(index, n, how, error);
    struct index_row *opened = NULL;
    if (again)
        (void)index_reopen_step(again, SIZE_MAX, &opened, error);
    index_reopen_free(again);
    return opened;
}

void index_close(struct index_row *opened) {
    if (opened)
        row_free((struct row *)(void *)opened); /* `shown` is its first member */
}

void index_forget(struct index *index, size_t n) {
    if (n < index->kept_count && index->builder.places)
        places_drop(index->builder.places, &index->kept[n]->places);
}
