#include "index/index.h"

#include <stdlib.h>

#include "index/carrier.h"
#include "index/index_inside.h"

/* ---- sources ---- */

static bool open_source(struct index_source *source, const char *name,
                        const struct reader_options *reading, struct error *error) {
    source->name = strdup(name);
    if (!source->name)
        return error_memory(error);
    source->reader = reader_open(name, reading, &source->failure);
    if (!source->reader && source->failure.file[0] == '\0')
        error_name(&source->failure, name);
    return true;
}

/* Of several, one that cannot be opened stops nobody. */
static bool open_sources(struct index *index, const char *const *names, size_t count,
                         struct error *error) {
    struct reader_options reading = {.spool = index->options.keep_places};
    index->sources = calloc(count + 1, sizeof *index->sources);
    if (!index->sources)
        return error_memory(error);
    for (; index->source_count < count; index->source_count++)
        if (!open_source(&index->sources[index->source_count], names[index->source_count], &reading,
                         error))
            return false;
    if (count != 1 || index->sources[0].reader)
        return true;
    *error = index->sources[0].failure;
    return false;
}

static void close_sources(struct index *index) {
    for (size_t i = 0; i < index->source_count; i++) {
        reader_close(index->sources[i].reader);
        free(index->sources[i].name);
    }
    free(index->sources);
}

const char *index_source_name(const struct index *index, size_t n) {
    return index->sources[n].name;
}

struct index *index_new(const char *const *sources, size_t count,
                        const struct index_options *options, struct error *error) {
    struct index *index = calloc(1, sizeof *index);
    if (!index) {
        (void)error_memory(error);
        return NULL;
    }
    index->options = *options;
    index->tcp_options = carrier_tcp_options(&index->options);
    bool good = open_sources(index, sources, count, error);
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
    close_sources(index);
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

/* The next packet of all sources, one after the other. */
static enum read_result next_packet(struct index *index, struct packet *packet,
                                    struct error *error) {
    while (index->reading < index->source_count) {
        struct index_source *source = &index->sources[index->reading];
        index->builder.source = index->reading;
        enum read_result result = READ_END;
        if (source->reader)
            result = reader_next(source->reader, packet, error);
        if (result == READ_PACKET)
            return result;
        index->reading++;
        if (source->failure.kind != ERROR_NONE)
            *error = source->failure;
        if (result == READ_ERROR || source->failure.kind != ERROR_NONE)
            return READ_ERROR;
    }
    return READ_END;
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
        enum read_result result = next_packet(index, &packet, error);
        if (result != READ_PACKET && index->reading == index->source_count)
            finish(index);
        if (result != READ_PACKET)
            return result == READ_END ? INDEX_END : INDEX_ERROR;
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

struct index_wait index_wait(const struct index *index) {
    (void)index;
    return (struct index_wait){.descriptor = -1};
}

struct index_totals index_totals(const struct index *index) {
    struct index_totals totals = index->totals;
    totals.flows = tcp_flow_count(index->tcp);
    totals.sessions = index->next_id;
    totals.not_mail = index->builder.not_mail;
    for (size_t i = 0; i < index->source_count; i++) {
        const struct reader *reader = index->sources[i].reader;
        totals.position += reader ? reader_position(reader) : 0;
        totals.size += reader ? reader_size(reader) : 0;
        if (reader && (i <= index->reading || !totals.format))
            totals.format = reader_format(reader);
    }
    return totals;
}
