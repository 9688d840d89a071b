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

size_t show_time_columns(enum time_format format, duration length) {
    enum { DECIMALS = 7, TIME = 15, DATE = 11 };
    if (format == TIME_CLOCK || format == TIME_UTC)
        return TIME;
    if (format == TIME_DATE)
        return DATE + TIME;
    return digits_of(length > 0 ? (uint64_t)(length / DURATION_SECOND) : 0) + DECIMALS;
}

void show_init(struct show *show, const struct report_options *options, struct canvas *canvas) {
    show->options = options;
    show->sheet.canvas = canvas;
    show->sheet.options = options;
    show->timeline.format = options->time;
}

static void begin_show(struct report_page *page) {
    struct show_state *state = page->state;
    show_init(&state->show, page->options, page->canvas);
}

/* The longest latency of the session. */
static duration longest_latency(const struct transcript *transcript) {
    duration longest = 0;
    for (size_t n = 0; n < transcript_count(transcript); n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        const struct event *event = &entry->event;
        duration latency = !entry->present                     ? 0
                           : event->kind == EVENT_REPLY        ? event->reply.latency
                           : event->kind == EVENT_CONTINUATION ? event->continuation.latency
                                                               : 0;
        longest = latency > longest ? latency : longest;
    }
    return longest;
}

/* Bars and brackets, where they are wanted and have room. */
static void draw_margin(struct show *show) {
    enum { WIDTH_FOR_BARS = 72, WIDTH_FOR_LONG_BARS = 100, BAR = 4, LONG_BAR = 8 };
    size_t width = show->options->width;
    flights_free(&show->flights);
    if (!show->options->graphic)
        return;
    show->flights = flights_find(show->transcript);
    show->longest = longest_latency(show->transcript);
    show->sheet.bracketed = show->flights.count > 0;
    show->sheet.bar_columns = width == 0 || width >= WIDTH_FOR_LONG_BARS ? LONG_BAR
                              : width >= WIDTH_FOR_BARS                  ? BAR
                                                                         : 0;
}

void show_begin(struct show *show, const struct index_row *row, const char *file) {
    const struct summary *summary = row->summary;
    duration length = moment_since(summary->end, summary->start);
    show->row = row;
    show->transcript = row->transcript;
    show->secure = show->closed = false;
    show->before = EVENT_NOTHING;
    show->transaction = 0;
    decisions_take(&show->decisions, summary);
    timeline_start(&show->timeline, summary->start);
    draw_margin(show);
    sheet_begin(&show->sheet, show_time_columns(show->options->time, length));
    canvas_mark(show->sheet.canvas, CANVAS_NO_MARK);
    show_heading(show, file);
    if (!show->options->untold)
        show_story(show);
    show_findings(show, EVENT_NOTHING);
}

void show_clear(struct show *show) {
    decisions_clear(&show->decisions);
    sheet_clear(&show->sheet);
    flights_free(&show->flights);
}

static void show_session(struct report_page *page, const struct index_row *row, const char *file) {
    struct show_state *state = page->state;
    struct show *show = &state->show;
    if (state->begun)
        canvas_end_line(page->canvas);
    state->begun = true;
    show_begin(show, row, file);
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
    show_clear(&state->show);
}

const struct report_functions show_text = {
    .state_size = sizeof(struct show_state),
    .begin = begin_show,
    .session = show_session,
    .end = end_show,
    .clear = clear_show,
};
