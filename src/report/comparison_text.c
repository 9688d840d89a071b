#include "report/comparison_text.h"

#include "report/lines.h"
#include "report/show.h"
#include "report/units.h"

enum { MARK_COLUMNS = 3, ARROW_COLUMNS = 4, WORDS_LEAST = 23, WIDTH = 120 };

/* One of the two sessions: its transcript in lines that are not broken. */
struct half {
    const struct index_row *row;
    struct lines said;
    size_t at; /* the line that was drawn last: events go on from there */
    struct timeline timeline;
};

struct drawing {
    struct canvas *canvas;
    struct half halves[2];
    size_t columns; /* of each half, */
    size_t time;    /* of them for the time; 0: there is no room for it */
    size_t first;   /* the first difference */
};

static const struct {
    const char *mark, *ascii;
    enum ink ink;
} marks[] = {
    [RELATION_SAME] = {" = ", " = ", INK_NOTE},
    [RELATION_ALIKE] = {" ~ ", " ~ ", INK_NOTE},
    [RELATION_OTHER] = {" \u2260 ", " ! ", INK_WARNING},
    [RELATION_LEFT] = {" \u25c2 ", " < ", INK_WARNING},
    [RELATION_RIGHT] = {" \u25b8 ", " > ", INK_WARNING},
};

static void put(struct canvas *canvas, enum ink ink, struct slice text) {
    bool colored = canvas_ink(canvas, ink);
    writer_add(canvas->writer, text);
    canvas_plain(canvas, colored);
}

/* ---- one half of a line ---- */

static size_t put_time(struct drawing *drawing, struct half *half, const struct event *event) {
    struct writer time = writer_to(WRITER_MEMORY);
    if (drawing->time == 0)
        return 0;
    timeline_write(&half->timeline, &time, event->at);
    size_t size = time.buffer.size;
    writer_repeat(drawing->canvas->writer, ' ', size < drawing->time ? drawing->time - size : 0);
    put(drawing->canvas, INK_TIME, buffer_slice(&time.buffer));
    writer_put(drawing->canvas->writer, ' ');
    writer_free(&time);
    return (size < drawing->time ? drawing->time : size) + 1;
}

static size_t put_arrow(const struct drawing *drawing, const struct event *event) {
    static const bool said[EVENT_KINDS] = {
        [EVENT_GREETING] = true, [EVENT_COMMAND] = true,      [EVENT_REPLY] = true,
        [EVENT_JUNK] = true,     [EVENT_CONTINUATION] = true, [EVENT_MESSAGE] = true,
        [EVENT_BLOCK] = true};
    bool client = event->side == SIDE_CLIENT;
    put(drawing->canvas, said[event->kind] ? ink_of_side(event->side) : INK_NOTE,
        !said[event->kind] ? SLICE("=== ")
        : client           ? SLICE("C-> ")
                           : SLICE("<-S "));
    return ARROW_COLUMNS;
}

static void put_half(struct drawing *drawing, size_t which, uint32_t event) {
    struct half *half = &drawing->halves[which];
    size_t used = 0, line = event == EVENT_NOTHING ? half->said.count
                                                   : lines_find_mark(&half->said, half->at, event);
    if (line < half->said.count) {
        half->at = line;
        const struct event *known = &transcript_at(half->row->transcript, event)->event;
        used = put_time(drawing, half, known);
        used += put_arrow(drawing, known);
        used += lines_copy(&half->said, line, 0, drawing->canvas,
                           drawing->columns > used ? drawing->columns - used : 0);
    }
    if (which == 0)
        writer_repeat(drawing->canvas->writer, ' ',
                      drawing->columns > used ? drawing->columns - used : 0);
}

/* ---- lines ---- */

static void draw_pair(struct drawing *drawing, const struct alignment_pair *pair, size_t n) {
    struct canvas *canvas = drawing->canvas;
    enum relation relation = pair->relation;
    canvas_mark(canvas, (uint32_t)n);
    put_half(drawing, 0, pair->left);
    put(canvas, n == drawing->first ? INK_REFUSED : marks[relation].ink,
        slice_string(canvas->writer->ascii ? marks[relation].ascii : marks[relation].mark));
    put_half(drawing, 1, pair->right);
    canvas_end_line(canvas);
}

/* "── hello ─────┼──────" */
static void draw_rule(const struct drawing *drawing, enum stage stage) {
    struct writer *writer = drawing->canvas->writer;
    const char *level = writer->ascii ? "-" : "\u2500", *cross = writer->ascii ? "+" : "\u253c";
    struct slice name = slice_string(stage_name(stage));
    size_t whole = 2 * drawing->columns + MARK_COLUMNS, middle = drawing->columns + 1;
    canvas_mark(drawing->canvas, CANVAS_NO_MARK);
    bool colored = canvas_ink(drawing->canvas, INK_MARGIN);
    writer_string(writer, level);
    canvas_plain(drawing->canvas, colored);
    writer_put(writer, ' ');
    put(drawing->canvas, INK_HEADING, name);
    writer_put(writer, ' ');
    colored = canvas_ink(drawing->canvas, INK_MARGIN);
    for (size_t column = name.size + 3; column < whole; column++)
        writer_string(writer, column == middle ? cross : level);
    canvas_plain(drawing->canvas, colored);
    canvas_end_line(drawing->canvas);
}

/* ---- all ---- */

static void begin_half(struct half *half, const struct index_row *row,
                       const struct report_options *options, bool ascii) {
    struct report_options plain = *options;
    struct error error = {0};
    half->row = row;
    lines_init(&half->said, ascii);
    plain.width = 0;
    plain.graphic = plain.full = plain.hex = false;
    plain.explainer = NULL;
    half->timeline.format = options->time == TIME_DEFAULT ? TIME_RELATIVE : options->time;
    timeline_start(&half->timeline, row->summary->start);
    struct report *report = report_new_on(REPORT_SHOW, &plain, &half->said.canvas, &error);
    if (report)
        report_session(report, row, NULL);
    report_free(report);
}

/* What the widest time of both takes. */
static size_t time_columns(const struct report_options *options, const struct index_row *left,
                           const struct index_row *right) {
    enum time_format format = options->time == TIME_DEFAULT ? TIME_RELATIVE : options->time;
    duration one = moment_since(left->summary->end, left->summary->start);
    duration other = moment_since(right->summary->end, right->summary->start);
    return show_time_columns(format, one > other ? one : other);
}

void comparison_text(struct canvas *canvas, const struct report_options *options,
                     const struct index_row *left, const struct index_row *right,
                     const struct alignment *alignment) {
    size_t width = options->width ? options->width : WIDTH;
    struct drawing drawing = {
        .canvas = canvas,
        .columns = width > MARK_COLUMNS + 2 ? (width - MARK_COLUMNS) / 2 : 1,
        .first = alignment_difference(alignment, 0),
    };
    drawing.time = time_columns(options, left, right);
    if (drawing.columns < drawing.time + ARROW_COLUMNS + WORDS_LEAST)
        drawing.time = 0;
    begin_half(&drawing.halves[0], left, options, canvas->writer->ascii);
    begin_half(&drawing.halves[1], right, options, canvas->writer->ascii);
    for (size_t n = 0; n < alignment->count; n++) {
        const struct alignment_pair *pair = &alignment->pairs[n];
        if (n == 0 || pair->stage != alignment->pairs[n - 1].stage)
            draw_rule(&drawing, pair->stage);
        draw_pair(&drawing, pair, n);
    }
    lines_free(&drawing.halves[0].said);
    lines_free(&drawing.halves[1].said);
}
