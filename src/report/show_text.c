/* The text transcript: a line above each session, its events, totals at the end. */
#include "report/show.h"

#include "base/text.h"
#include "report/format.h"
#include "report/layout.h"
#include "report/totals.h"
#include "session/protocol.h"

struct show_state {
    bool begun;
    struct show show;
};

static size_t digits_of(uint64_t number) {
    size_t digits = 1;
    while (number >= 10) {
        number /= 10;
        digits++;
    }
    return digits;
}

/* Columns of the widest time of a session of this length. */
static size_t time_columns(enum time_format format, duration length) {
    enum { DECIMALS = 7, TIME = 15, DATE = 11 };
    if (format == TIME_CLOCK || format == TIME_UTC)
        return TIME;
    if (format == TIME_DATE)
        return DATE + TIME;
    return digits_of(length > 0 ? (uint64_t)(length / DURATION_SECOND) : 0) + DECIMALS;
}

static void begin_show(struct report_page *page) {
    struct show_state *state = page->state;
    state->show.options = page->options;
    state->show.sheet.canvas = page->canvas;
    state->show.sheet.options = page->options;
    state->show.timeline.format = page->options->time;
}

static void show_session(struct report_page *page, const struct index_row *row, const char *file) {
    struct show_state *state = page->state;
    struct show *show = &state->show;
    const struct summary *summary = row->summary;
    duration length = moment_since(summary->end, summary->start);
    if (state->begun)
        canvas_end_line(page->canvas);
    state->begun = true;
    show->row = row;
    show->transcript = row->transcript;
    show->secure = show->closed = false;
    show->before = EVENT_NOTHING;
    decisions_take(&show->decisions, summary);
    timeline_start(&show->timeline, summary->start);
    sheet_begin(&show->sheet, time_columns(page->options->time, length));
    canvas_mark(page->canvas, CANVAS_NO_MARK);
    show_heading(show, file);
    show_story(show);
    show_findings(show, EVENT_NOTHING);
    for (size_t n = 0; n < transcript_count(show->transcript); n++)
        show_event(show, transcript_at(show->transcript, n));
    if (page->options->explainer)
        show_timing(show);
}

static void end_show(struct report_page *page, const struct report_totals *totals) {
    const struct show_state *state = page->state;
    if (state->begun && !page->options->quiet)
        canvas_end_line(page->canvas);
    totals_text(page->canvas, page->options, totals);
}

static void clear_show(struct report_page *page) {
    struct show_state *state = page->state;
    decisions_clear(&state->show.decisions);
    sheet_clear(&state->show.sheet);
}

const struct report_functions show_text = {
    sizeof(struct show_state), begin_show, show_session, end_show, clear_show,
};
