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
                    const struct transcript_options *transcripts) {
    again->options = index->options;
    again->options.keep_places = again->options.digests = false;
    again->options.brief = true; /* its summary is not looked at */
    again->options.transcripts = transcripts;
    again->tcp_options = carrier_tcp_options(&again->options);
    bool good = builder_init(&again->builder, &again->options);
    again->decapsulator = decapsulator_new();
    again->tcp = tcp_new(&again->tcp_options, &again->builder.sink);
    return good && again->decapsulator && again->tcp;
}

static void clear(struct reopening *again) {
    tcp_free(again->tcp);
    decapsulator_free(again->decapsulator);
    builder_clear(&again->builder);
}

static bool take_packet(struct reopening *again, const struct packet *packet) {
    struct segment segment;
    enum segment_result result = segment_from_packet(again->decapsulator, packet, &segment);
    if (result == SEGMENT_QUOTED)
        (void)tcp_error(again->tcp, &segment, segment_error(again->decapsulator));
    return result != SEGMENT_TCP || tcp_segment(again->tcp, &segment);
}

static bool read_places(struct reopening *again, struct index *index, const struct row *row,
                        struct error *error) {
    struct place_cursor cursor;
    struct packet packet;
    places_begin(&row->places, &cursor);
    while (places_next(index->builder.places, &cursor)) {
        if (!merger_seek(index->merger, cursor.record, cursor.number, &packet, error))
            return false;
        if (!take_packet(again, &packet))
            return error_memory(error);
    }
    tcp_finish(again->tcp);
    rows_finish(&again->builder.rows);
    return !again->builder.broken || error_memory(error);
}

/* The transcript of the only session, taken out of its row. */
static struct transcript *take_transcript(struct reopening *again, struct error *error) {
    struct row *row = rows_first(&again->builder.rows);
    struct transcript *transcript = row ? row->shown.transcript : NULL;
    if (row)
        row->shown.transcript = NULL;
    else
        (void)error_set(error, ERROR_DATA, "the session is not there any more");
    return transcript;
}

struct transcript *index_open(struct index *index, size_t n,
                              const struct transcript_options *options, struct error *error) {
    struct reopening again = {0};
    struct transcript *transcript = NULL;
    if (n >= index->kept_count || !index->builder.places) {
        (void)error_set(error, ERROR_INTERNAL, "session %zu cannot be opened", n);
        return NULL;
    }
    if (!prepare(&again, index, options))
        (void)error_memory(error);
    else if (read_places(&again, index, index->kept[n], error))
        transcript = take_transcript(&again, error);
    clear(&again);
    return transcript;
}
