#include "index/index.h"

#include <stdlib.h>

#include "index/carrier.h"
#include "index/index_inside.h"

struct index *index_new(const char *source, const struct index_options *options,
                        struct error *error) {
    struct index *index = calloc(1, sizeof *index);
    if (!index) {
        (void)error_memory(error);
        return NULL;
    }
    index->options = *options;
    index->tcp_options = carrier_tcp_options(&index->options);
    struct reader_options reading = {.spool = options->keep_places};
    index->reader = reader_open(source, &reading, error);
    bool good = index->reader != NULL;
    if (good && !builder_init(&index->builder, &index->options))
        good = error_memory(error);
    index->decapsulator = decapsulator_new();
    index->tcp = tcp_new(&index->tcp_options, &index->builder.sink);
    if (good && (!index->decapsulator || !index->tcp))
        good = error_memory(error);
    if (good)
        return index;
    index_free(index);
    return NULL;
}

void index_free(struct index *index) {
    if (!index)
        return;
    for (size_t i = 0; i < index->kept_count; i++) {
        session_free(index->kept[i]->session);
        gatherer_free(index->kept[i]->gatherer);
        row_release(&index->builder.rows, index->kept[i]);
    }
    free(index->kept);
    tcp_free(index->tcp);
    decapsulator_free(index->decapsulator);
    builder_clear(&index->builder);
    if (index->reader)
        reader_close(index->reader);
    free(index);
}

/* ---- rows ---- */

static bool keep_row(struct index *index, struct row *row) {
    if (index->kept_count == index->kept_room) {
        size_t room = index->kept_room ? index->kept_room * 2 : 256;
        struct row **kept = realloc(index->kept, room * sizeof(struct row *));
        if (!kept)
            return false;
        index->kept = kept;
        index->kept_room = room;
    }
    rows_remove(&index->builder.rows, row);
    row->shown.id = index->next_id++;
    index->kept[index->kept_count++] = row;
    return true;
}

/* Rows whose place is certain become visible. */
static void keep_rows(struct index *index) {
    struct row *row;
    while ((row = rows_first(&index->builder.rows)) != NULL)
        if (!keep_row(index, row)) {
            index->builder.broken = true;
            return;
        }
}

struct index_row *index_take(struct index *index) {
    struct row *row = rows_first(&index->builder.rows);
    if (!row || row->state != ROW_DONE)
        return NULL;
    rows_remove(&index->builder.rows, row);
    row->shown.id = index->next_id++;
    return &row->shown;
}

void index_release(struct index *index, struct index_row *row) {
    struct row *taken = (struct row *)(void *)row; /* `shown` is its first member */
    row_release(&index->builder.rows, taken);
}

size_t index_count(const struct index *index) {
    return index->kept_count;
}

const struct index_row *index_row_at(const struct index *index, size_t n) {
    return n < index->kept_count ? &index->kept[n]->shown : NULL;
}

/* ---- the forward pass ---- */

static void take_packet(struct index *index, const struct packet *packet) {
    struct index_totals *totals = &index->totals;
    struct segment segment;
    totals->packets++;
    switch (segment_from_packet(index->decapsulator, packet, &segment)) {
    case SEGMENT_TCP:
        index->builder.broken |= !tcp_segment(index->tcp, &segment);
        break;
    case SEGMENT_OTHER:
        totals->other_packets++;
        break;
    case SEGMENT_PART:
        break;
    case SEGMENT_BAD:
        totals->bad_packets++;
        break;
    case SEGMENT_NO_LINK:
        if (totals->unsupported_link++ == 0)
            totals->unsupported_link_type = packet->link_type;
        break;
    }
}

static void finish(struct index *index) {
    index->ended = true;
    tcp_finish(index->tcp);
    rows_finish(&index->builder.rows);
}

/* Reads up to `budget` packets; whether there are more. */
static enum index_progress read_packets(struct index *index, size_t budget, struct error *error) {
    struct packet packet;
    for (size_t i = 0; i < budget; i++) {
        enum read_result result = reader_next(index->reader, &packet, error);
        if (result != READ_PACKET) {
            finish(index);
            return result == READ_END ? INDEX_END : INDEX_ERROR;
        }
        take_packet(index, &packet);
        if (index->builder.broken)
            break;
    }
    return INDEX_MORE;
}

enum index_progress index_step(struct index *index, size_t budget, struct error *error) {
    if (index->ended)
        return INDEX_END;
    enum index_progress progress = read_packets(index, budget, error);
    if (index->options.keep_places)
        keep_rows(index);
    if (!index->builder.broken)
        return progress;
    if (!index->ended)
        finish(index);
    (void)error_memory(error);
    return INDEX_ERROR;
}

struct index_totals index_totals(const struct index *index) {
    struct index_totals totals = index->totals;
    totals.flows = tcp_flow_count(index->tcp);
    totals.sessions = index->next_id;
    totals.not_mail = index->builder.not_mail;
    totals.position = reader_position(index->reader);
    totals.size = reader_size(index->reader);
    totals.format = reader_format(index->reader);
    return totals;
}
