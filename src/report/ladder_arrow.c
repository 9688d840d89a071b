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
    if (arrow->kind == ARROW_BROKEN)
        put_shape(ladder, arrow->ink, "\u2573", "x");
    else
        put_shape(ladder, arrow->ink, right ? "\u25b6" : "\u25c0", right ? ">" : "<");
}

/* The ends of an arrow, seen from its shaft: one that begins there, one that arrives. */
static void put_end(const struct ladder *ladder, const struct ladder_arrow *arrow, enum side end) {
    if (arrow->from == end || arrow->kind == ARROW_BAND)
        put_shaft(ladder, arrow, 1);
    else
        put_head(ladder, arrow);
}

/* " (+9 lines)" */
static void write_more(struct writer *writer, uint64_t more) {
    if (more > 0)
        SAY(writer, P_(" (+{count} line)", " (+{count} lines)", more), WORD_NUMBER("count", more));
}

/* How much of the field is shaft before and after the label, which stands where it was said; that
 * of a band in the middle. */
static void share_shaft(const struct ladder_arrow *arrow, size_t shaft, size_t *before,
                        size_t *after) {
    *before = arrow->kind == ARROW_BAND ? shaft / 2 : arrow->from == SIDE_CLIENT ? 0 : shaft;
    *after = shaft - *before;
}

void ladder_arrow(const struct ladder *ladder, const struct ladder_arrow *arrow, size_t line,
                  uint64_t more) {
    enum { ENDS = 2, BLANKS = 2 };
    struct canvas *canvas = ladder->canvas;
    struct writer rest = writer_to(WRITER_MEMORY);
    size_t room = ladder->shape.field - ENDS - BLANKS, label = label_columns(ladder, line);
    size_t before, after, used;
    write_more(&rest, more);
    struct slice note =
        rest.buffer.size <= room / 2 ? buffer_slice(&rest.buffer) : slice_of(NULL, 0);
    label = label < room - note.size ? label : room - note.size;
    share_shaft(arrow, room - note.size - label, &before, &after);
    put_side(ladder, SIDE_CLIENT, false);
    put_end(ladder, arrow, SIDE_CLIENT);
    put_shaft(ladder, arrow, before);
    writer_put(canvas->writer, ' ');
    canvas_margin(canvas);
    used = lines_copy(ladder->said, line, canvas, label);
    put(ladder, INK_NOTE, note);
    writer_repeat(canvas->writer, ' ', 1 + label - used);
    put_shaft(ladder, arrow, after);
    put_end(ladder, arrow, SIDE_SERVER);
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
