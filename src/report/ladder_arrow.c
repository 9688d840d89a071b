/* One row of a ladder: the two lines, and what goes between them. */
#include "base/text.h"
#include "report/ladder_inside.h"

enum {
    COLUMNS_FOR_TIME = 44,
    COLUMNS_FOR_LATENCY = 64,
    LATENCY = 6,
    FIELD_MOST = 96,
    FIELD_LEAST = 8,
    EDGES = 7 /* both lines, a bracket with a blank beside each, a reader's mark */
};

struct ladder_shape ladder_shape(size_t width, size_t time_columns) {
    struct ladder_shape shape = {
        .time = width == 0 || width >= COLUMNS_FOR_TIME ? time_columns + 1 : 0,
        .latency = width == 0 || width >= COLUMNS_FOR_LATENCY ? LATENCY + 1 : 0,
    };
    size_t margin = shape.time + shape.latency + EDGES;
    shape.field = width == 0 ? FIELD_MOST : width > margin ? width - margin : 0;
    shape.field = shape.field > FIELD_MOST ? FIELD_MOST : shape.field;
    if (shape.field < FIELD_LEAST)
        shape.field = FIELD_LEAST;
    return shape;
}

static void put(const struct ladder *ladder, enum ink ink, struct slice text) {
    bool colored = canvas_ink(ladder->canvas, ink);
    writer_add(ladder->canvas->writer, text);
    canvas_plain(ladder->canvas, colored);
}

static void put_shape(const struct ladder *ladder, enum ink ink, const char *shape,
                      const char *ascii) {
    put(ladder, ink, slice_string(ladder->canvas->writer->ascii ? ascii : shape));
}

/* ---- the lines of the two sides ---- */

static void put_side(const struct ladder *ladder, enum side side, bool busy) {
    if (busy)
        put_shape(ladder, ink_of_side(side), "\u2503", "#");
    else if (ladder->closed[side])
        put_shape(ladder, INK_MARGIN, "\u250a", ":");
    else if (ladder->secure)
        put_shape(ladder, INK_TLS, "\u2551", "H");
    else
        put_shape(ladder, INK_NOTE, "\u2502", "|");
}

/* ---- labels ---- */

/* Writes as much of a line's text as has room, in its own inks. Returns its columns. */
static size_t put_label(const struct ladder *ladder, size_t line, size_t columns) {
    const struct line *known = &ladder->said->list[line];
    struct writer *writer = ladder->canvas->writer;
    size_t span = known->span, at = 0, start = 0, used = 0;
    struct ink_run run;
    while (used < columns && lines_run(ladder->said, line, &span, &at, &run)) {
        struct slice text =
            start + run.text.size <= known->margin
                ? slice_of(NULL, 0)
                : slice_from(run.text, known->margin > start ? known->margin - start : 0);
        start = at;
        if (text.size == 0)
            continue;
        bool colored = canvas_ink(ladder->canvas, run.ink);
        used += text_fit(writer, text, columns - used);
        canvas_plain(ladder->canvas, colored);
    }
    return used;
}

static size_t label_columns(const struct ladder *ladder, size_t line) {
    struct slice text = slice_from(lines_text(ladder->said, line), ladder->said->list[line].margin);
    return text_width(ladder->canvas->writer, text);
}

/* ---- arrows ---- */

static const struct {
    const char *shaft, *shaft_ascii;
} shafts[ARROW_KINDS] = {
    [ARROW_THIN] = {"\u2500", "-"},
    [ARROW_THICK] = {"\u2501", "="},
    [ARROW_BROKEN] = {"\u254c", "."},
    [ARROW_BAND] = {"\u2504", "~"},
};

static void put_shaft(const struct ladder *ladder, const struct ladder_arrow *arrow,
                      size_t columns) {
    struct writer *writer = ladder->canvas->writer;
    bool colored = canvas_ink(ladder->canvas, arrow->ink);
    while (columns-- > 0)
        writer_string(writer,
                      writer->ascii ? shafts[arrow->kind].shaft_ascii : shafts[arrow->kind].shaft);
    canvas_plain(ladder->canvas, colored);
}

/* The end of an arrow; one that is broken does not arrive. */
static void put_head(const struct ladder *ladder, const struct ladder_arrow *arrow) {
    bool right = arrow->from == SIDE_CLIENT;
    if (arrow->kind == ARROW_BAND)
        put_shaft(ladder, arrow, 1);
    else if (arrow->kind == ARROW_BROKEN)
        put_shape(ladder, arrow->ink, "\u2573", "x");
    else
        put_shape(ladder, arrow->ink, right ? "\u25b6" : "\u25c0", right ? ">" : "<");
}

static void put_more(const struct ladder *ladder, struct slice text) {
    put(ladder, INK_NOTE, text);
}

/* The field of an arrow: its label stands at the side it comes from, between two blanks. */
void ladder_arrow(const struct ladder *ladder, const struct ladder_arrow *arrow, size_t line,
                  uint64_t more) {
    enum { HEAD = 1, TAIL = 1, BLANKS = 2 };
    size_t room = ladder->shape.field - HEAD - TAIL - BLANKS;
    size_t label = line < ladder->said->count ? label_columns(ladder, line) : 0;
    struct writer rest = writer_to(WRITER_MEMORY);
    if (more > 0)
        SAY(&rest, P_(" (+{count} line)", " (+{count} lines)", more), WORD_NUMBER("count", more));
    size_t tail = rest.buffer.size <= room / 2 ? rest.buffer.size : 0;
    struct slice note = slice_first(buffer_slice(&rest.buffer), tail);
    label = label < room - tail ? label : room - tail;
    size_t shaft = room - tail - label;
    bool right = arrow->from == SIDE_CLIENT, band = arrow->kind == ARROW_BAND;
    size_t before = right ? (band ? shaft / 2 : 0) : shaft, after = shaft - before;
    if (band)
        before = shaft / 2, after = shaft - before;
    put_side(ladder, SIDE_CLIENT, false);
    if (right || band)
        put_shaft(ladder, arrow, TAIL);
    else
        put_head(ladder, arrow);
    put_shaft(ladder, arrow, before);
    writer_put(ladder->canvas->writer, ' ');
    canvas_margin(ladder->canvas);
    size_t used = label > 0 ? put_label(ladder, line, label) : 0;
    put_more(ladder, note);
    writer_repeat(ladder->canvas->writer, ' ', 1 + label - used);
    put_shaft(ladder, arrow, after);
    if (right || band)
        put_head(ladder, arrow);
    else
        put_shaft(ladder, arrow, TAIL);
    put_side(ladder, SIDE_SERVER, false);
    writer_free(&rest);
}

void ladder_wait(const struct ladder *ladder, unsigned waited, struct slice text) {
    struct writer *writer = ladder->canvas->writer;
    size_t field = ladder->shape.field, size = text.size + 2 <= field ? text.size : 0;
    size_t before = waited == SIDE_CLIENT   ? (size > 0)
                    : waited == SIDE_SERVER ? field - size - (size > 0)
                                            : (field - size) / 2;
    put_side(ladder, SIDE_CLIENT, waited == SIDE_CLIENT);
    writer_repeat(writer, ' ', before);
    put(ladder, INK_LATENCY, slice_first(text, size));
    writer_repeat(writer, ' ', field - before - size);
    put_side(ladder, SIDE_SERVER, waited == SIDE_SERVER);
}
