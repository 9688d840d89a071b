#include "index/reread.h"

bool reread_begin(struct reread *reread, struct index *index, const struct row *row,
                  const struct tcp_options *options, const struct tcp_sink *sink) {
    *reread = (struct reread){
        .index = index, .tcp = tcp_new(options, sink), .decapsulator = decapsulator_new()};
    places_begin(&row->places, &reread->cursor);
    return reread->tcp && reread->decapsulator;
}

static bool take_packet(struct reread *reread, const struct packet *packet) {
    struct segment segment;
    enum segment_result result = segment_from_packet(reread->decapsulator, packet, &segment);
    if (result == SEGMENT_QUOTED) {
        reread->quoted = true;
        (void)tcp_error(reread->tcp, &segment, segment_error(reread->decapsulator));
        reread->quoted = false;
    }
    return result != SEGMENT_TCP || tcp_segment(reread->tcp, &segment);
}

enum reopen_progress reread_step(struct reread *reread, size_t budget, struct error *error) {
    struct index *index = reread->index;
    struct place_cursor *cursor = &reread->cursor;
    struct packet packet;
    for (; budget > 0; budget--) {
        if (!places_next(index->builder.places, cursor))
            return REOPEN_DONE;
        if (!merger_seek(index->merger, cursor->record, cursor->number, &packet, error))
            return REOPEN_FAILED;
        if (!take_packet(reread, &packet)) {
            (void)error_memory(error);
            return REOPEN_FAILED;
        }
    }
    return REOPEN_MORE;
}

void reread_clear(struct reread *reread) {
    tcp_free(reread->tcp);
    decapsulator_free(reread->decapsulator);
    *reread = (struct reread){.index = NULL};
}
