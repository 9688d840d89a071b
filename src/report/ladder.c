#include "report/ladder_inside.h"

#include <stdlib.h>

#include "base/text.h"
#include "report/telling.h"

/* Lines that the longest span has at most, on a terminal and on a narrow one; all spans together
 * have no more than there are arrows, or so many. */
enum { LONGEST_ROWS = 6, LONGEST_ROWS_NARROW = 3, NARROW = 64, WAITING_ROWS = 12, NOBODY = 2 };

size_t ladder_rows(duration span, duration longest, size_t most) {
    if (span <= 0 || longest <= 0)
        return 0;
    double rows = (double)span / (double)longest * (double)most;
    return rows > (double)most ? most : (size_t)(rows + 0.5);
}

/* What is known while a session is drawn. */
struct ladder_drawing {
    struct ladder ladder;
    struct lines said;
    struct show show;
    const struct report_options *options;
    const struct index_row *row;
    size_t line;        /* of `said`, where the events that are left begin */
    struct moment now;  /* up to when time was drawn, */
    struct moment sent; /* and the end of the content that is being sent */
    enum side sender;
    duration longest; /* the longest time that passed between two events, */
    size_t most;      /* and how many lines stand for it */
    bool begun;
    const char *file;
    struct report_options plain; /* of the labels */
    struct telling *labels;
    enum { STEP_LABELS, STEP_LONGEST, STEP_SCALE, STEP_EVENTS } step;
    size_t next; /* event */
};

/* ---- how each kind goes ---- */

static const enum stroke_kind kinds[EVENT_KINDS] = {
    [EVENT_CONNECT] = ARROW_BAND,  [EVENT_PROXY] = ARROW_BAND,   [EVENT_GREETING] = ARROW_THIN,
    [EVENT_COMMAND] = ARROW_THIN,  [EVENT_REPLY] = ARROW_THIN,   [EVENT_CONTINUATION] = ARROW_THIN,
    [EVENT_MESSAGE] = ARROW_THICK, [EVENT_BLOCK] = ARROW_THICK,  [EVENT_TLS] = ARROW_BAND,
    [EVENT_GAP] = ARROW_BROKEN,    [EVENT_NETWORK] = ARROW_BAND, [EVENT_JUNK] = ARROW_THIN,
    [EVENT_CLOSE] = ARROW_BROKEN,
};

static enum ink ink_of(const struct event *event) {
    switch (event->kind) {
    case EVENT_GREETING:
    case EVENT_REPLY:
        return ink_of_outcome(event->reply.outcome);
    case EVENT_CONNECT:
    case EVENT_PROXY:
    case EVENT_NETWORK:
        return INK_NOTE;
    case EVENT_TLS:
        return event->tls.what == TLS_HANDSHAKE ? INK_TLS : ink_of_side(event->side);
    case EVENT_GAP:
    case EVENT_JUNK:
        return INK_WARNING;
    default:
        return ink_of_side(event->side);
    }
}

static struct ladder_arrow arrow_of(const struct event *event) {
    struct ladder_arrow arrow = {kinds[event->kind], event->side, ink_of(event)};
    if (event->kind == EVENT_CLOSE && event->closing == CLOSING_OPEN)
        arrow.kind = ARROW_BAND;
    if (event->kind == EVENT_TLS && event->tls.what != TLS_HANDSHAKE)
        arrow.kind = ARROW_THIN; /* of one side: an alert */
    return arrow;
}

/* ---- the margin ---- */

static void put_right(struct canvas *canvas, enum ink ink, struct slice text, size_t columns) {
    writer_repeat(canvas->writer, ' ', text.size + 1 < columns ? columns - text.size - 1 : 0);
    bool colored = canvas_ink(canvas, ink);
    writer_add(canvas->writer, text);
    canvas_plain(canvas, colored);
    writer_put(canvas->writer, ' ');
}

static duration latency_of(const struct event *event) {
    duration latency = event->kind == EVENT_REPLY          ? event->reply.latency
                       : event->kind == EVENT_CONTINUATION ? event->continuation.latency
                                                           : 0;
    return latency == DURATION_UNKNOWN ? 0 : latency;
}

static void put_times(struct ladder_drawing *drawing, const struct event *event) {
    const struct ladder_shape *shape = &drawing->ladder.shape;
    struct writer time = writer_to(WRITER_MEMORY), latency = writer_to(WRITER_MEMORY);
    timeline_write(&drawing->show.timeline, &time, event->at);
    if (latency_of(event) > 0)
        duration_write(&latency, latency_of(event));
    if (shape->time)
        put_right(drawing->ladder.canvas, INK_TIME, buffer_slice(&time.buffer), shape->time);
    if (shape->latency)
        put_right(drawing->ladder.canvas, INK_LATENCY, buffer_slice(&latency.buffer),
                  shape->latency);
    writer_free(&time);
    writer_free(&latency);
}

/* What was sent together has a bracket at its sender's side, and so have the replies to it. */
static void put_bracket(const struct ladder_drawing *drawing, enum side side, uint32_t event,
                        bool first_row) {
    static const struct {
        const char *shape[2], *ascii;
    } corners[] = {
        {{"\u256d", "\u256e"}, "+"}, {{"\u2502", "\u2502"}, "|"}, {{"\u2570", "\u256f"}, "+"}};
    const struct flight *flight = flight_at(&drawing->show.flights, event);
    struct canvas *canvas = drawing->ladder.canvas;
    uint32_t first = 0, last = 0;
    if (flight) {
        first = side == SIDE_CLIENT ? flight->first : flight->first_answer;
        last = side == SIDE_CLIENT ? flight->last_asked : flight->last;
    }
    bool inside =
        flight && first < last && event >= first && (first_row ? event <= last : event < last);
    size_t corner = event == first && first_row ? 0 : event == last ? 2 : 1;
    bool colored = inside && canvas_ink(canvas, INK_MORE);
    writer_string(canvas->writer, side == SIDE_SERVER ? " " : "");
    writer_string(canvas->writer, !inside                 ? " "
                                  : canvas->writer->ascii ? corners[corner].ascii
                                                          : corners[corner].shape[side]);
    writer_string(canvas->writer, side == SIDE_CLIENT ? " " : "");
    canvas_plain(canvas, colored);
}

/* ---- time ---- */

/* Who is waited for until this event: its sender; of what the network does, nobody. */
static unsigned waited_for(const struct event *event) {
    bool network = event->kind == EVENT_CONNECT || event->kind == EVENT_NETWORK ||
                   event->kind == EVENT_GAP || event->kind == EVENT_TLS;
    return network ? NOBODY : (unsigned)event->side;
}

/* Time that passed before an event: while something was sent it is the sender's. */
struct lapse {
    duration span;
    unsigned waited;
};

static size_t waits_before(const struct ladder_drawing *drawing, const struct event *event,
                           struct lapse waits[2]) {
    struct moment now = drawing->now;
    size_t count = 0;
    if (!drawing->begun)
        return 0;
    if (moment_before(now, drawing->sent) && moment_before(now, event->at)) {
        struct moment end = moment_before(event->at, drawing->sent) ? event->at : drawing->sent;
        waits[count++] = (struct lapse){moment_since(end, now), drawing->sender};
        now = end;
    }
    if (moment_before(now, event->at))
        waits[count++] = (struct lapse){moment_since(event->at, now), waited_for(event)};
    return count;
}

static void draw_wait(struct ladder_drawing *drawing, const struct lapse *wait, size_t rows) {
    const struct ladder_shape *shape = &drawing->ladder.shape;
    struct canvas *canvas = drawing->ladder.canvas;
    char text[DURATION_TEXT];
    duration_text(wait->span, text);
    canvas_mark(canvas, CANVAS_NO_MARK);
    for (size_t i = 0; i < rows; i++) {
        writer_repeat(canvas->writer, ' ', shape->time + shape->latency + 2);
        ladder_wait(&drawing->ladder, wait->waited,
                    i == (rows - 1) / 2 ? slice_string(text) : slice_of(NULL, 0));
        canvas_end_line(canvas);
    }
}

/* What the network does goes on while the sides wait. */
static void pass(struct ladder_drawing *drawing, const struct event *event) {
    bool content = event->kind == EVENT_MESSAGE || event->kind == EVENT_BLOCK;
    struct moment end = content || event->kind == EVENT_NETWORK ? event->at : event->end;
    drawing->now = drawing->begun ? moment_later(drawing->now, end) : end;
    drawing->begun = true;
    if (content) {
        drawing->sent = event->end;
        drawing->sender = event->side;
    }
}

/* What the transcript has no line of (a RST that the close tells) has no arrow either. */
static bool find_line(struct ladder_drawing *drawing, const struct transcript_entry *entry) {
    size_t line = entry->present ? lines_find_mark(&drawing->said, drawing->line, entry->event.n)
                                 : drawing->said.count;
    if (line == drawing->said.count)
        return false;
    drawing->line = line;
    return true;
}

/* Goes through all events. Returns the lines that their spans have, and leaves the longest span. */
static size_t count_rows(struct ladder_drawing *drawing, size_t *arrows) {
    const struct transcript *transcript = drawing->row->transcript;
    duration longest = 0;
    size_t rows = 0;
    *arrows = drawing->line = 0;
    drawing->begun = false;
    drawing->sent = (struct moment){INT64_MIN};
    for (size_t n = 0; n < transcript_count(transcript); n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        if (!find_line(drawing, entry))
            continue;
        struct lapse waits[2];
        size_t count = waits_before(drawing, &entry->event, waits);
        for (size_t i = 0; i < count; i++) {
            longest = waits[i].span > longest ? waits[i].span : longest;
            rows += ladder_rows(waits[i].span, drawing->longest, drawing->most);
        }
        pass(drawing, &entry->event);
        ++*arrows;
    }
    drawing->longest = longest;
    drawing->begun = false;
    drawing->sent = (struct moment){INT64_MIN};
    drawing->line = 0;
    return rows;
}

/* Fewer lines for the longest span, until all have room enough. False: that is so. */
static bool lower_scale(struct ladder_drawing *drawing) {
    size_t arrows, rows = count_rows(drawing, &arrows);
    bool all = rows <= (arrows > WAITING_ROWS ? arrows : WAITING_ROWS);
    if (drawing->most == 1 || all)
        return false;
    drawing->most--;
    return true;
}

/* ---- events ---- */

/* What follows an event changes the two lines. */
static void change_lines(struct ladder_drawing *drawing, const struct event *event) {
    struct ladder *ladder = &drawing->ladder;
    if (event->kind == EVENT_TLS && event->tls.what == TLS_HANDSHAKE)
        ladder->secure = true;
    if (event->kind != EVENT_CLOSE)
        return;
    ladder->closed[event->side] = true;
    if (event->closing != CLOSING_FIN)
        ladder->closed[side_other(event->side)] = true;
}

static uint64_t lines_more(const struct event *event) {
    bool reply = event->kind == EVENT_REPLY || event->kind == EVENT_GREETING;
    return reply && event->reply.line_count > 0
               ? event->reply.line_count - 1 + event->reply.lines_lost
               : 0;
}

static void put_comment(const struct ladder_drawing *drawing, uint32_t event) {
    const struct report_options *options = drawing->options;
    struct slice text;
    bool marked =
        options->comment && options->comment(options->commenter, drawing->row, event, 0, &text);
    bool colored = marked && canvas_ink(drawing->ladder.canvas, INK_HEADING);
    writer_string(drawing->ladder.canvas->writer, marked ? "*" : "");
    canvas_plain(drawing->ladder.canvas, colored);
}

/* One row of an event, past its times. */
static void draw_row(struct ladder_drawing *drawing, const struct event *event,
                     const struct ladder_arrow *arrow, struct ladder_label *label) {
    bool first = label->rows == 0;
    put_bracket(drawing, SIDE_CLIENT, event->n, first);
    canvas_margin(drawing->ladder.canvas);
    ladder_arrow(&drawing->ladder, arrow, label);
    put_bracket(drawing, SIDE_SERVER, event->n, first);
    if (first)
        put_comment(drawing, event->n);
    canvas_end_line(drawing->ladder.canvas);
}

static void draw_event(struct ladder_drawing *drawing, const struct event *event) {
    struct canvas *canvas = drawing->ladder.canvas;
    const struct ladder_arrow arrow = arrow_of(event);
    struct lapse waits[2];
    size_t count = waits_before(drawing, event, waits);
    for (size_t i = 0; i < count; i++)
        draw_wait(drawing, &waits[i], ladder_rows(waits[i].span, drawing->longest, drawing->most));
    struct ladder_label label = {.line = drawing->line, .more = lines_more(event)};
    canvas_mark(canvas, event->n);
    put_times(drawing, event);
    draw_row(drawing, event, &arrow, &label);
    while (!label.whole) {
        writer_repeat(canvas->writer, ' ',
                      drawing->ladder.shape.time + drawing->ladder.shape.latency);
        draw_row(drawing, event, &arrow, &label);
    }
    change_lines(drawing, event);
    pass(drawing, event);
}

/* ---- the heading ---- */

/* Who stands at which line. */
static void draw_ends(struct ladder_drawing *drawing) {
    const struct ladder_shape *shape = &drawing->ladder.shape;
    const struct summary *summary = drawing->row->summary;
    struct canvas *canvas = drawing->ladder.canvas;
    char client[ENDPOINT_TEXT], server[ENDPOINT_TEXT];
    endpoint_text(&summary->client, client);
    endpoint_text(&summary->server, server);
    size_t room = ladder_span(shape);
    struct slice left = slice_string(client), right = slice_string(server);
    if (left.size + right.size + 2 > room) {
        left = slice_string(side_name(SIDE_CLIENT));
        right = slice_string(side_name(SIDE_SERVER));
    }
    writer_repeat(canvas->writer, ' ', shape->time + shape->latency + 2);
    bool colored = canvas_ink(canvas, INK_CLIENT);
    writer_add(canvas->writer, left);
    canvas_plain(canvas, colored);
    writer_repeat(canvas->writer, ' ',
                  room > left.size + right.size ? room - left.size - right.size : 1);
    colored = canvas_ink(canvas, INK_SERVER);
    writer_add(canvas->writer, right);
    canvas_plain(canvas, colored);
    canvas_end_line(canvas);
}

/* "a line of waiting stands for 2.85ms" */
static void draw_scale(struct ladder_drawing *drawing) {
    char span[DURATION_TEXT];
    if (drawing->longest < (duration)drawing->most)
        return;
    duration_text(drawing->longest / (duration)drawing->most, span);
    sheet_begin_text(&drawing->show.sheet, 0);
    SHEET_SAY(&drawing->show.sheet, INK_NOTE, _("Each line without an arrow stands for {time}."),
              WORD("time", span));
    sheet_end(&drawing->show.sheet);
}

static void draw_heading(struct ladder_drawing *drawing, const char *file) {
    canvas_mark(drawing->ladder.canvas, CANVAS_NO_MARK);
    show_heading(&drawing->show, file);
    if (!drawing->options->untold)
        show_story(&drawing->show);
    draw_scale(drawing);
    draw_ends(drawing);
}

/* ---- all ---- */

/* The transcript in lines that are not broken: its words are those of the arrows. */
static bool begin_labels(struct ladder_drawing *drawing, const struct report_options *options) {
    struct report_options *plain = &drawing->plain;
    *plain = *options;
    plain->width = 0;
    plain->graphic = plain->full = plain->hex = false;
    plain->comment = NULL;
    plain->explainer = NULL;
    plain->opened = NULL;
    drawing->labels = telling_new(false, plain, &drawing->said.canvas, drawing->row, NULL);
    return drawing->labels != NULL;
}

static void begin(struct ladder_drawing *drawing) {
    const struct summary *summary = drawing->row->summary;
    struct show *show = &drawing->show;
    show->options = drawing->options;
    show->row = drawing->row;
    show->transcript = drawing->row->transcript;
    show->sheet.canvas = drawing->ladder.canvas;
    show->sheet.options = drawing->options;
    show->timeline.format = drawing->options->time;
    timeline_start(&show->timeline, summary->start);
    sheet_begin(&show->sheet, 0);
    show->flights = flights_find(show->transcript);
    bool narrow = drawing->options->width > 0 && drawing->options->width < NARROW;
    drawing->most = narrow ? LONGEST_ROWS_NARROW : LONGEST_ROWS;
    drawing->ladder.said = &drawing->said;
    drawing->ladder.wrap = drawing->options->wrap;
    drawing->ladder.shape = ladder_shape(
        drawing->options->width,
        show_time_columns(drawing->options->time, moment_since(summary->end, summary->start)));
}

struct ladder_drawing *ladder_new(struct canvas *canvas, const struct report_options *options,
                                  const struct index_row *row, const char *file) {
    struct ladder_drawing *drawing = calloc(1, sizeof *drawing);
    if (!drawing)
        return NULL;
    drawing->ladder.canvas = canvas;
    drawing->options = options;
    drawing->row = row;
    drawing->file = file;
    lines_init(&drawing->said, canvas->writer->ascii);
    begin(drawing);
    if (begin_labels(drawing, options))
        return drawing;
    ladder_free(drawing);
    return NULL;
}

void ladder_free(struct ladder_drawing *drawing) {
    if (!drawing)
        return;
    telling_free(drawing->labels);
    flights_free(&drawing->show.flights);
    sheet_clear(&drawing->show.sheet);
    lines_free(&drawing->said);
    free(drawing);
}

static bool draw_events(struct ladder_drawing *drawing, size_t events) {
    const struct transcript *transcript = drawing->row->transcript;
    size_t count = transcript_count(transcript);
    for (; events > 0 && drawing->next < count; events--) {
        const struct transcript_entry *entry = transcript_at(transcript, drawing->next++);
        if (find_line(drawing, entry))
            draw_event(drawing, &entry->event);
    }
    return drawing->next < count;
}

bool ladder_go_on(struct ladder_drawing *drawing, size_t events) {
    size_t arrows;
    switch (drawing->step) {
    case STEP_LABELS:
        if (!telling_go_on(drawing->labels, events))
            drawing->step = STEP_LONGEST;
        return true;
    case STEP_LONGEST:
        (void)count_rows(drawing, &arrows);
        drawing->step = STEP_SCALE;
        return true;
    case STEP_SCALE:
        if (lower_scale(drawing))
            return true;
        draw_heading(drawing, drawing->file);
        drawing->step = STEP_EVENTS;
        return true;
    default:
        return draw_events(drawing, events);
    }
}

void ladder_draw(struct canvas *canvas, const struct report_options *options,
                 const struct index_row *row, const char *file) {
    struct ladder_drawing *drawing = ladder_new(canvas, options, row, file);
    while (drawing && ladder_go_on(drawing, SIZE_MAX))
        continue;
    ladder_free(drawing);
}
