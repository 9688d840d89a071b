/* A session again: its packets alone go through a second builder, the same as in the forward pass,
 * so that the same events come out. */
#include "index/carrier.h"
#include "index/index_inside.h"

struct reopening {
    struct index_options options;
    struct tcp_options tcp_options;
    struct builder builder;
    struct decapsulator *decapsulator;
    struct tcp *tcp;
};

static bool prepare(struct reopening *again, const struct index *index,
                    const struct index_opening *how) {
    again->options = index->options;
    again->options.keep_places = again->options.brief = false;
    again->options.transcripts = &how->transcript;
    again->options.diagnoser = how->diagnoser;
    again->tcp_options = carrier_tcp_options(&again->options);
    bool good = builder_init(&again->builder, &again->options);
    again->decapsulator = decapsulator_new();
    again->tcp = tcp_new(&again->tcp_options, &again->builder.sink);
    again->builder.now = index->builder.now;
    return good && again->decapsulator && again->tcp;
}

static void clear(struct reopening *again) {
    tcp_free(again->tcp);
    decapsulator_free(again->decapsulator);
    builder_clear(&again->builder);
}

static bool take_packet(void *context, const struct packet *packet) {
    struct reopening *again = context;
    struct segment segment;
    enum segment_result result = segment_from_packet(again->decapsulator, packet, &segment);
    if (result == SEGMENT_QUOTED)
        (void)tcp_error(again->tcp, &segment, segment_error(again->decapsulator));
    return result != SEGMENT_TCP || tcp_segment(again->tcp, &segment);
}

bool index_read_again(struct index *index, const struct row *row,
                      bool (*take)(void *context, const struct packet *packet), void *context,
                      struct error *error) {
    struct place_cursor cursor;
    struct packet packet;
    places_begin(&row->places, &cursor);
    while (places_next(index->builder.places, &cursor)) {
        if (!merger_seek(index->merger, cursor.record, cursor.number, &packet, error))
            return false;
        if (!take(context, &packet))
            return error_memory(error);
    }
    return true;
}

static bool read_places(struct reopening *again, struct index *index, const struct row *row,
                        struct error *error) {
    if (!index_read_again(index, row, take_packet, again, error))
        return false;
    (void)tcp_finish(again->tcp, SIZE_MAX);
    rows_finish(&again->builder.rows);
    return !again->builder.broken || error_memory(error);
}

/* The only session, taken out of the builder, as the row that it is in the index. */
static struct index_row *take_row(struct reopening *again, const struct index_row *kept,
                                  struct error *error) {
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
    return &row->shown;
}

struct index_row *index_open(struct index *index, size_t n, const struct index_opening *how,
                             struct error *error) {
    struct reopening again = {0};
    struct index_row *opened = NULL;
    if (n >= index->kept_count || !index->builder.places) {
        (void)error_set(error, ERROR_INTERNAL, "session %zu cannot be opened", n);
        return NULL;
    }
    if (!prepare(&again, index, how))
        (void)error_memory(error);
    else if (read_places(&again, index, index->kept[n], error))
        opened = take_row(&again, &index->kept[n]->shown, error);
    if (opened)
        hear_opened(index, index->kept[n], (struct row *)(void *)opened, how->diagnoser);
    clear(&again);
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
