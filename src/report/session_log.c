#include "report/session_log.h"

#include <stdlib.h>

#include "report/show.h"

enum { CLOCK_COLUMNS = 15, SPAN_COLUMNS = 10 }; /* 12:00:00.123456, 299.123456 */

struct session_log {
    struct report_options options;
    struct writer *writer;
    struct writer lines; /* of one event, before the number stands in front of each */
    struct canvas canvas;
    struct show show;
    bool alone;
};

struct session_log *session_log_new(const struct report_options *options, struct writer *writer,
                                    struct error *error) {
    struct session_log *log = calloc(1, sizeof *log);
    if (!log) {
        (void)error_memory(error);
        return NULL;
    }
    log->options = *options;
    if (log->options.time == TIME_DEFAULT)
        log->options.time = TIME_CLOCK;
    log->writer = writer;
    log->lines = writer_to(WRITER_MEMORY);
    log->lines.ascii = writer->ascii;
    log->canvas = canvas_stream(&log->lines, options->color);
    log->show.options = &log->options;
    log->show.sheet.canvas = &log->canvas;
    log->show.sheet.options = &log->options;
    log->show.happening = true;
    log->show.timeline.format = log->options.time;
    return log;
}

void session_log_free(struct session_log *log) {
    if (!log)
        return;
    sheet_clear(&log->show.sheet);
    writer_free(&log->lines);
    free(log);
}

void session_log_alone(struct session_log *log) {
    log->alone = true;
}

static void begin(struct session_log *log, const struct index_row *row,
                  const struct session_log_mark *mark) {
    struct show *show = &log->show;
    show->row = row;
    show->transcript = row->transcript;
    show->secure = mark->secure;
    show->closed = mark->closed;
    show->before = mark->before;
    timeline_start(&show->timeline, row->summary->start);
    bool span = show->timeline.format == TIME_RELATIVE || show->timeline.format == TIME_DELTA;
    sheet_begin(&show->sheet, span ? SPAN_COLUMNS : CLOCK_COLUMNS);
}

/* What was drawn goes out, each line with the number of its session. */
static void end(struct session_log *log, struct session_log_mark *mark) {
    struct slice rest = buffer_slice(&log->lines.buffer);
    while (rest.size > 0) {
        size_t size = slice_find(rest, '\n');
        size = size == SLICE_NONE ? rest.size : size + 1;
        if (!log->alone) {
            writer_put(log->writer, '#');
            writer_number(log->writer, log->show.row->id, 1);
            writer_put(log->writer, ' ');
        }
        writer_add(log->writer, slice_first(rest, size));
        rest = slice_from(rest, size);
    }
    log->lines.buffer.size = 0;
    mark->secure = log->show.secure;
    mark->closed = log->show.closed;
    mark->before = log->show.before;
}

/* Findings that are new; those on event `shown` stand there already. */
static void show_new_findings(struct session_log *log, struct session_log_mark *mark,
                              uint32_t shown) {
    const struct summary *summary = log->show.row->summary;
    for (size_t i = mark->findings; i < summary->finding_count; i++)
        if (summary->findings[i].event != shown || shown == EVENT_NOTHING)
            show_finding(&log->show, &summary->findings[i]);
    mark->findings = summary->finding_count;
}

void session_log_event(struct session_log *log, const struct index_row *row,
                       struct session_log_mark *mark, uint32_t n) {
    if (n >= transcript_count(row->transcript))
        return;
    begin(log, row, mark);
    show_event(&log->show, transcript_at(row->transcript, n));
    if (transcript_at(row->transcript, n)->event.kind == EVENT_MESSAGE)
        log->show.before = n; /* its reply is still to come */
    show_new_findings(log, mark, n);
    end(log, mark);
}

void session_log_end(struct session_log *log, const struct index_row *row,
                     struct session_log_mark *mark) {
    begin(log, row, mark);
    show_new_findings(log, mark, EVENT_NOTHING);
    show_story(&log->show);
    end(log, mark);
}
