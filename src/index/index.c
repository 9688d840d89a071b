#include "index/index.h"

#include <stdlib.h>

#include "base/rare.h"
#include "index/carrier.h"
#include "index/index_inside.h"
#include "tls/key_log.h"

/* Secrets inside a capture go to the ring; comments on packets wait for these. */
static void take_note(void *context, const struct reader_note *note) {
    struct index *index = context;
    struct key_log log = {0};
    if (note->kind == NOTE_COMMENT && note->packet > 0)
        remarks_await(&index->remarks, note->file, note->packet, note->octets);
    if (note->kind != NOTE_SECRETS || note->secrets_type != SECRETS_TLS_KEY_LOG ||
        !index->options.keys)
        return;
    (void)key_log_read(&log, note->octets, index->options.keys);
    key_log_end(&log, index->options.keys);
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
    index->notes = (struct note_sink){take_note, index};
    index->merger = merger_new(sources, count,
                               &(struct merger_options){.again = options->keep_places,
                                                        .patient = true,
                                                        .follow = options->follow,
                                                        .device = options->device,
                                                        .notes = &index->notes},
                               error);
    bool good = index->merger != NULL;
    if (good && options->capture_filter) {
        index->filter = packet_filter_new(options->capture_filter, error);
        good = index->filter != NULL;
    }
    if (good && !builder_init(&index->builder, &index->options))
        good = error_memory(error);
    index->decapsulator = decapsulator_new();
    index->tcp = tcp_new(&index->tcp_options, &index->builder.sink);
    if (good && (!index->decapsulator || !index->tcp))
        good = error_memory(error);
    if (good && options->diagnoser && diagnoser_goes_across(options->diagnoser)) {
        index->chronicle = chronicle_new(options->diagnoser, options->keep_places, error);
        good = index->chronicle != NULL;
    }
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
    chronicle_free(index->chronicle);
    tcp_free(index->tcp);
    decapsulator_free(index->decapsulator);
    builder_clear(&index->builder);
    packet_filter_free(index->filter);
    merger_free(index->merger);
    remarks_free(&index->remarks);
    free(index->unread_links);
    free(index);
}

/* ---- rows ---- */

/* Rows get their numbers in the order of their first packets. */
static void number_row(struct index *index, struct row *row) {
    row->shown.id = index->next_id++;
    index->totals.attempts += row->summary->attempt != NULL;
}

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
    number_row(index, row);
    index->kept[index->kept_count++] = row;
    return true;
}

/* The next row that has come so far; in its turn, unless nobody waits for the turns. */
static struct row *next_row(const struct index *index, enum row_state least) {
    struct row *row = rows_first(&index->builder.rows);
    if (row && row->state >= least)
        return row;
    return index->out_of_turn ? rows_find(&index->builder.rows, least) : NULL;
}

/* Rows whose place is certain become visible, and those that are done are judged together. */
static void keep_rows(struct index *index) {
    struct row *row;
    while ((row = next_row(index, ROW_MAIL)) != NULL)
        if (!keep_row(index, row)) {
            index->builder.broken = true;
            return;
        }
    hear_kept(index);
    if (index->ended)
        hear_end(index);
}

struct index_row *index_take(struct index *index) {
    struct row *row = next_row(index, ROW_DONE);
    if (!row)
        return NULL;
    rows_remove(&index->builder.rows, row);
    number_row(index, row);
    hear_row(index, row);
    return &row->shown;
}

void index_mute(struct index *index) {
    if (index->chronicle)
        chronicle_mute(index->chronicle);
}

const struct late_finding *index_late(struct index *index, size_t *count) {
    if (index->ended)
        hear_end(index);
    *count = index->late_count;
    return index->late;
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

RARE static bool note_unread_link(struct index *index, const struct packet *packet) {
    if (packet->file >= index->unread_link_count) {
        size_t count = packet->file + (size_t)1;
        struct unread_link *links = realloc(index->unread_links, count * sizeof *links);
        if (!links)
            return false;
        for (size_t i = index->unread_link_count; i < count; i++)
            links[i] = (struct unread_link){0};
        index->unread_links = links;
        index->unread_link_count = count;
    }
    struct unread_link *link = &index->unread_links[packet->file];
    if (link->packets++ > 0)
        return true;
    link->type = packet->link_type;
    link->at = packet->offset;
    return true;
}

/* Whether a flow has it: that of the segment. */
static bool take_packet(struct index *index, const struct packet *packet, struct segment *segment) {
    struct index_totals *totals = &index->totals;
    totals->packets++;
    switch (segment_from_packet(index->decapsulator, packet, segment)) {
    case SEGMENT_TCP:
        if (!tcp_segment(index->tcp, segment))
            index->builder.broken = true;
        return true;
    case SEGMENT_QUOTED:
        if (tcp_error(index->tcp, segment, segment_error(index->decapsulator)))
            return true;
        totals->other_packets++;
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
        index->builder.broken |= !note_unread_link(index, packet);
        break;
    }
    return false;
}

/* The packet has a comment, perhaps. Its flow is known though the assembler may hold it back. */
APART static void take_commented(struct index *index, const struct packet *packet) {
    struct segment segment;
    uint64_t stream;
    if (take_packet(index, packet, &segment) && tcp_stream(index->tcp, &segment, &stream))
        remarks_take(&index->remarks, stream, packet->file, packet->number);
    remarks_pass(&index->remarks, packet->file, packet->number);
}

/* Closes as many flows; whether that is the end. Rows can be taken in between: a flood of
 * connections that are still open need not be in memory as rows all at once. */
static bool finish(struct index *index, size_t most) {
    index->finishing = true;
    if (tcp_finish(index->tcp, most))
        return false;
    index->ended = true;
    rows_finish(&index->builder.rows);
    return true;
}

/* Reads up to `budget` packets; what came of the last one. */
FLAT static enum read_result read_packets(struct index *index, size_t budget, struct error *error) {
    struct packet packet = {.file = 0};
    struct segment segment;
    enum read_result result = READ_PACKET;
    size_t count = 0;
    for (; count < budget && !index->builder.broken; count++) {
        result = merger_next(index->merger, &packet, error);
        if (result != READ_PACKET)
            break;
        if (index->filter && !packet_filter_takes(index->filter, &packet, error)) {
            if (error->kind != ERROR_NONE)
                return READ_ERROR;
        } else if (index->remarks.awaited_count > 0) {
            take_commented(index, &packet);
        } else {
            (void)take_packet(index, &packet, &segment);
        }
    }
    if (count > 0) {
        index->builder.now = packet.at;
        stillness_break(&index->stillness, merger_time(index->merger));
    }
    return result;
}

/* On a device something may always come: what the clock decides of a flow must not wait for silence
 * everywhere. */
static void tick_device(struct index *index) {
    struct moment now = merger_time(index->merger);
    if (moment_since(now, index->ticked) < DURATION_SECOND)
        return;
    tcp_tick_quiet(index->tcp, now);
    index->ticked = now;
}

/* Nothing comes. After a second lost packets are told and connections that ended are closed, and
 * nobody waits for his turn any more; of a source that is followed nobody ever does. */
static void wait_still(struct index *index) {
    duration lasted = stillness_go_on(&index->stillness);
    bool long_enough = lasted >= DURATION_SECOND;
    if (long_enough)
        tcp_tick(index->tcp, stillness_time(&index->stillness, lasted));
    index->out_of_turn = long_enough || index->options.follow || index->options.device;
}

static enum read_result read_more(struct index *index, size_t budget, struct error *error) {
    index->out_of_turn = index->options.device != NULL;
    merger_look(index->merger);
    enum read_result result = read_packets(index, budget, error);
    if (index->options.device)
        tick_device(index);
    if (result == READ_WAIT)
        wait_still(index);
    return result;
}

enum index_progress index_step(struct index *index, size_t budget, struct error *error) {
    static const enum index_progress progresses[] = {
        [READ_PACKET] = INDEX_MORE, [READ_WAIT] = INDEX_WAIT,       [READ_END] = INDEX_END,
        [READ_ERROR] = INDEX_ERROR, [READ_CHANGED] = INDEX_CHANGED,
    };
    enum read_result result = READ_END;
    if (index->ended)
        return INDEX_END;
    if (!index->finishing)
        result = read_more(index, budget, error);
    bool broken = index->builder.broken;
    if (broken || (result == READ_ERROR && merger_over(index->merger)))
        (void)finish(index, SIZE_MAX);
    else if (result == READ_END && !finish(index, budget))
        result = READ_PACKET;
    if (index->options.keep_places)
        keep_rows(index);
    if (!broken && !index->builder.broken)
        return progresses[result];
    (void)error_memory(error);
    return INDEX_ERROR;
}

void index_finish(struct index *index) {
    if (index->ended)
        return;
    (void)finish(index, SIZE_MAX);
    if (index->options.keep_places)
        keep_rows(index);
}

struct index_wait index_wait(const struct index *index) {
    enum { TICK = 1000 };
    struct merger_wait wait = merger_wait(index->merger);
    bool sooner = wait.milliseconds >= 0 && wait.milliseconds < TICK;
    return (struct index_wait){wait.descriptor, sooner ? wait.milliseconds : TICK};
}

/* ---- comments ---- */

const struct remark *index_remark(const struct index *index, const struct index_row *row,
                                  const struct remark *before) {
    return before ? remarks_next(&index->remarks, before)
                  : remarks_first(&index->remarks, row->stream);
}

bool index_comment(struct index *index, const struct index_row *row, uint32_t event, size_t n,
                   struct slice *text) {
    if (index->remarks.count == 0 || !row->transcript)
        return false;
    remarks_settle(&index->remarks, row->stream, row->transcript);
    const struct remark *remark = remarks_first(&index->remarks, row->stream);
    for (; remark; remark = remarks_next(&index->remarks, remark)) {
        if (remark->event != event || n-- > 0)
            continue;
        *text = remark->said;
        return true;
    }
    return false;
}

/* ---- what was read ---- */

size_t index_source_count(const struct index *index) {
    return merger_count(index->merger);
}

struct index_source index_source_at(const struct index *index, size_t n) {
    struct merger_file file = merger_file(index->merger, n);
    struct unread_link link = {0};
    if (n < index->unread_link_count)
        link = index->unread_links[n];
    return (struct index_source){
        .name = file.name,
        .format = file.format,
        .position = file.position,
        .size = file.size,
        .packets = file.packets,
        .unsupported_link = link.packets,
        .unsupported_link_type = link.type,
        .unsupported_link_at = link.at,
    };
}

const char *index_source_name(const struct index *index, size_t n) {
    return merger_file(index->merger, n).name;
}

struct index_totals index_totals(const struct index *index) {
    struct index_totals totals = index->totals;
    totals.flows = tcp_flow_count(index->tcp);
    totals.sessions = index->next_id - totals.attempts;
    totals.not_mail = index->builder.not_mail;
    totals.done = index->builder.done;
    if (index->options.device)
        totals.dropped = device_dropped(index->options.device);
    totals.format = merger_file(index->merger, merger_reading(index->merger)).format;
    for (size_t i = 0; i < merger_count(index->merger); i++) {
        struct merger_file file = merger_file(index->merger, i);
        totals.files += file.format[0] != '\0';
        totals.position += file.position;
        totals.size += file.size;
    }
    return totals;
}
